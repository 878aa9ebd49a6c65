"""The inventory of a Zigbee network (``bridge/devices``): each device found, by its IEEE address."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from care.errors import Reason, Refused
from care.found import Found, PassedOver, Presence
from devices import topics
from devices.dialects import values
from devices.dialects.heard import Heard, Outcome
from devices.dialects.limits import must_be_few
from devices.dialects.zigbee2mqtt.exposes import channels
from devices.topics import Where

SOURCE: Final = "bridge/devices"
UNKNOWN_MODEL: Final = "Zigbee2MQTT does not know this model (no definition)"


@dataclass(frozen=True, slots=True)
class Entry:
    """One device of the inventory: its address, the name of its topics, what it is and what it exposes."""

    address: str
    name: str
    model: str
    exposes: object
    known: bool


def take(payload: bytes, where: Where, dialect: str, heard: Heard) -> Outcome:
    """Take an inventory in the place of the last one.

    What is no longer in it is forgotten, unless somebody has admitted it: then it is kept and tells nothing.
    Of two entries with one address or one name the second is refused.
    """
    listed = values.load(payload) if payload else []
    if not isinstance(listed, list):
        raise Refused(Reason.WRONG_TYPE, "The inventory is not a JSON array.", mend="Let Zigbee2MQTT publish it.")
    must_be_few(listed, "devices")
    devices: dict[str, Found] = {}
    refused: list[Refused] = []
    seen: dict[str, Entry] = {}
    for about in listed:
        try:
            entry = _entry(about)
            if entry is None:
                continue
            _must_be_alone(entry, seen)
        except Refused as wrong:
            refused.append(wrong)
            continue
        for found in _devices(entry, where, dialect):
            before = heard.devices.get(found.key)
            admitted = {"device": before.device, "since": before.since} if before else {}
            devices[found.key] = found.model_copy(update=admitted)
    for key, found in heard.devices.items():
        if key not in devices and found.device is not None:
            devices[key] = found.model_copy(update={"channels": ()})
    changed = tuple(found for key, found in devices.items() if found != heard.devices.get(key))
    gone = tuple(key for key in heard.devices if key not in devices)
    return Outcome(refused=tuple(refused[:1]), found=changed, gone=gone)


def _entry(about: object) -> Entry | None:
    """Read one entry; None for the coordinator."""
    if not isinstance(about, dict):
        raise Refused(Reason.WRONG_TYPE, "An entry of the inventory is no object.", mend="Update Zigbee2MQTT.")
    if about.get("type") == "Coordinator":
        return None
    address = values.word(about.get("ieee_address"), "ieee_address")
    name = values.word(about.get("friendly_name", address), "friendly_name", most=topics.MAX_LENGTH // 2)
    definition = about.get("definition")
    known: dict[str, Any] = definition if isinstance(definition, dict) else {}
    model = " ".join(values.name_of(known.get(field), "") for field in ("vendor", "model")).strip()
    return Entry(address, name, model[: values.MOST_TEXT], known.get("exposes"), bool(known))


def _must_be_alone(entry: Entry, seen: dict[str, Entry]) -> None:
    for field, value in (("ieee_address", entry.address), ("friendly_name", entry.name)):
        first = seen.setdefault(f"{field} {value}", entry)
        if first is not entry:
            raise Refused(
                Reason.UNKNOWN_DEVICE,
                f"{field} '{value:.60}' is claimed twice: by '{first.name:.40}' ({first.address:.40}) first, "
                f"then by '{entry.name:.40}' ({entry.address:.40}).",
                mend="Rename or remove one of them in Zigbee2MQTT.",
                field=field,
            )


def _devices(entry: Entry, where: Where, dialect: str) -> Iterator[Found]:
    groups, over = channels(entry.exposes, SOURCE, entry.name)
    if not entry.known:
        over = [PassedOver(id=entry.address, source=SOURCE, why=UNKNOWN_MODEL)]
    presence = Presence(topic=f"{entry.name}/availability", path=("state",))
    shown = values.name_of(entry.name, entry.address)
    for number, group in enumerate(groups, 1):
        yield Found(
            home=where.home,
            connection=where.connection,
            dialect=dialect,
            key=entry.address if number == 1 else f"{entry.address}/{number}",
            box=entry.address,
            name=shown if number == 1 else f"{shown} {group[0].id}"[: values.MOST_TEXT],
            model=entry.model,
            channels=tuple(channel.model_copy(update={"presences": (presence,)}) for channel in group),
            passed_over=tuple(over) if number == 1 else (),
        )
