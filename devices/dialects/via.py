"""Foreign dialects: a message below ``via/{dialect}/`` and what is known of the box, to events, refusals and news."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from care.errors import Reason, Refused
from care.events import Event, Refusal
from care.found import Found
from care.quantities import quantity
from devices import topics
from devices.dialects import homeassistant, zigbee2mqtt
from devices.dialects.heard import Heard, Outcome, Place, Reading
from devices.dialects.message import Known, Message
from devices.dialects.readings import EARLIEST, MOST_AHEAD
from devices.dialects.refusing import refusal
from devices.dialects.told import not_admitted
from devices.dialects.whose import devices_of
from devices.topics import Where

MOST_KEPT: Final = 256 * 1024
"""Bytes of descriptions that are kept for one connection."""

Dialect = Callable[[str, Message, Where, Heard], Outcome]
DIALECTS: Final[Mapping[str, Dialect]] = MappingProxyType(
    {homeassistant.NAME: homeassistant.hear, zigbee2mqtt.NAME: zigbee2mqtt.hear}
)
"""A dialect takes (topic below its prefix, message, where, heard) and may raise Refused."""


@dataclass(frozen=True, slots=True)
class Telling:
    """An event that a foreign device told; ``timed``: its message said the time. ``off_delay``: it ends by itself."""

    event: Event
    timed: bool
    off_delay: timedelta | None


@dataclass(frozen=True)
class Hearing:
    """What a message meant; ``heard`` is what is known after it ``of`` a connection and dialect.

    ``found`` are the devices that are new or changed, ``gone`` those that are there no longer. ``strangers``: it told
    something of devices that nobody has admitted, as far as is known.
    """

    heard: Heard
    of: tuple[str, str] = ("", "")
    tellings: tuple[Telling, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    found: tuple[Found, ...] = ()
    gone: tuple[Found, ...] = ()
    strangers: bool = False


def is_via(topic: str) -> bool:
    """Tell, fast, whether a message is for ``hear``."""
    return f"/{topics.VIA}/" in topic


def dialect_of(tail: str) -> str:
    """Give the dialect that a topic's tail names, ``via/<dialect>/…``."""
    return tail.split("/", 2)[1] if tail.startswith(f"{topics.VIA}/") else ""


def hear(message: Message, known: Known, heard: Mapping[tuple[str, str], Heard]) -> Hearing:
    """Take one message of a foreign dialect; never raises for input.

    ``heard`` is what is known by connection and dialect.
    """
    before, of = Heard(), ("", "")
    try:
        where = topics.parse(message.topic)
        of = (where.connection, dialect_of(where.tail))
        before = heard.get(of, before)
        return _hear(message, where, known, before)
    except Refused as refused:
        return Hearing(before, of, refusals=(refusal(message, refused),))


def _hear(message: Message, where: Where, known: Known, before: Heard) -> Hearing:
    if where.site != known.site:
        raise Refused(
            Reason.BAD_TOPIC,
            f"Site {where.site} is not this gateway's.",
            mend=f"Publish below {topics.ROOT}/{known.site}/.",
            field="topic",
        )
    if not where.tail.isprintable():
        raise Refused(
            Reason.BAD_TOPIC,
            "The topic holds signs that cannot be shown.",
            mend="Name devices with letters, digits and common signs.",
            field="topic",
        )
    devices_of(where, known)
    name = dialect_of(where.tail)
    tail = where.tail[len(topics.VIA) + len(name) + 2 :]
    dialect = DIALECTS.get(name)
    if dialect is None or not tail:
        raise Refused(
            Reason.UNSUPPORTED,
            f"Nothing is taken on …/{where.tail:.60}.",
            mend=f"Publish below …/{topics.VIA}/ and one of {', '.join(DIALECTS)}.",
            field="topic",
        )
    outcome = dialect(tail, message, where, before)
    after = _after(before, outcome)
    if (outcome.found or outcome.gone) and after.size > max(MOST_KEPT, before.size):
        raise Refused(
            Reason.TOO_LARGE,
            f"What connection {where.connection} announces takes {after.size} bytes to keep.",
            mend=f"At most {MOST_KEPT} bytes of descriptions are kept; spread the devices over several connections.",
        )
    tellings, refused = _tellings(outcome, message, where, known)
    return Hearing(
        after,
        (where.connection, name),
        tellings,
        tuple(refusal(message, each) for each in (*outcome.refused, *refused)),
        outcome.found,
        tuple(before.devices[key] for key in outcome.gone),
        any(reading.found is not None and reading.found.device is None for reading in outcome.readings),
    )


def _after(before: Heard, outcome: Outcome) -> Heard:
    if not (outcome.found or outcome.gone or outcome.said):
        return before
    said: dict[Place, bool] = {**before.said, **outcome.said}
    if not (outcome.found or outcome.gone):
        again = Heard(before.devices, said)
        again.__dict__.update({k: v for k, v in before.__dict__.items() if k not in {"devices", "said"}})
        return again
    devices = {key: found for key, found in before.devices.items() if key not in outcome.gone}
    devices.update({found.key: found for found in outcome.found})
    places = {(told.topic, told.path) for found in devices.values() for told in found.presences}
    after = Heard(devices, {place: here for place, here in said.items() if place in places})
    changed = {*outcome.gone, *(found.key for found in outcome.found)}
    left = sum(before.devices[key].size for key in changed if key in before.devices)
    after.__dict__["size"] = (
        before.size - left + sum(found.size for found in outcome.found)
    )  # cheaper than counting all
    return after


def _tellings(
    outcome: Outcome, message: Message, where: Where, known: Known
) -> tuple[tuple[Telling, ...], list[Refused]]:
    told: list[Telling] = []
    strangers: dict[str, Found] = {}
    refused: list[Refused] = []
    for reading in outcome.readings:
        found = reading.found
        if found is not None and found.device is None:
            if reading.quantity != "online":  # whether a stranger is there is no reading of anybody's
                strangers[found.key] = found
            continue
        try:
            told.append(_telling(reading, message, where, known))
        except Refused as wrong:
            refused = [wrong]
    if strangers:
        refused.append(not_admitted(list(strangers.values())))
    return tuple(told), refused


def _telling(reading: Reading, message: Message, where: Where, known: Known) -> Telling:
    time = reading.time or message.received
    if where.home in known.own_clock and reading.quantity != "online":
        raise Refused(
            Reason.IMPOSSIBLE_TIME,
            f"Home {where.home} has its own clock, and foreign dialects follow the wall.",
            mend="Connect the box to a home whose clock is the wall's.",
        )
    if not EARLIEST <= time <= message.received + MOST_AHEAD:
        raise Refused(
            Reason.IMPOSSIBLE_TIME,
            f"The message tells {time.isoformat(timespec='seconds')}, which cannot be its time.",
            mend="Set the clock of the computer that the box is connected to (NTP).",
            field="last_seen",
        )
    device = (reading.found.device if reading.found else None) or where.connection
    value = quantity(reading.quantity).check(reading.value)
    event = Event(where.site, where.home, device, reading.quantity, time, value, message.received)
    delay = timedelta(seconds=reading.off_delay) if reading.off_delay is not None and value is True else None
    return Telling(event, reading.time is not None, delay)
