"""What a device's ``exposes`` say that it tells, to channels and to what is passed over with the reason."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from care.errors import Refused
from care.found import Channel, PassedOver
from care.quantities import QUANTITIES, Kind
from devices.dialects import values
from devices.dialects.zigbee2mqtt.properties import (
    CLOSED_MEANS_TRUE,
    ENUMS,
    NO_PRESS_BEGINS,
    NOT_PRESSES,
    PROPERTIES,
)

TOLD: Final = 1
"""The bit of ``access`` that says: it stands in what the device publishes."""
SET: Final = 2
"""The bit that says: it can be set."""
_ENDPOINT: Final = re.compile(r"(.+)_(\d+|l\d+|left|right|top|bottom|center)")
DEEPEST: Final = 4
MOST: Final = 64
"""Channels and things passed over of one device."""
_RANK: Final = {name: rank for rank, name in enumerate(PROPERTIES)}


@dataclass(frozen=True, slots=True)
class Expose:
    """One leaf: its JSON object, the path of its value, and the endpoint where a device has several like it."""

    about: dict[str, Any]
    path: tuple[str, ...]
    endpoint: str
    kind: str

    @property
    def name(self) -> str:
        """Its name in the tables: its property, without the endpoint that may stand behind it."""
        return self.path[-1].removesuffix(f"_{self.endpoint}") if self.endpoint else self.path[-1]

    @property
    def is_setting(self) -> bool:
        """Whether it can be set, so that it is how the device should behave rather than what it senses."""
        return bool(self.about["access"] & SET)


def leaves(exposes: object, path: tuple[str, ...] = (), kind: str = "", depth: int = 0) -> Iterator[Expose]:
    """Give everything that stands in what the device publishes, nested features too; what is malformed is left out."""
    for about in exposes if isinstance(exposes, list) and depth < DEEPEST else ():
        if not isinstance(about, dict):
            continue
        here = values.as_text(about.get("property")) or ""
        inner = (*path, here) if here and about.get("type") == "composite" else path
        if "features" in about:
            yield from leaves(about["features"], inner, values.as_text(about.get("type")) or "", depth + 1)
            continue
        access = about.get("access")
        if here and here.isprintable() and len(here) <= values.MOST_TEXT and isinstance(access, int) and access & TOLD:
            behind = _ENDPOINT.fullmatch(here)
            yield Expose(about, (*path, here), behind[2] if behind and behind[1] in PROPERTIES else "", kind)


def channels(exposes: object, source: str, topic: str) -> tuple[list[list[Channel]], list[PassedOver]]:
    """Give the channels, one list for each device that the box is, and what is passed over.

    Like components with an endpoint of their own (two doors, two sockets) are devices of their own; of other
    properties that tell the same quantity the first is taken.
    """
    devices: list[list[Channel]] = [[]]
    over: list[PassedOver] = []
    for expose in sorted(leaves(exposes), key=lambda e: _RANK.get(e.name, len(_RANK))):
        taken = channel(expose, source, topic)
        if isinstance(taken, PassedOver):
            if expose.name in WITHOUT or not expose.is_setting:
                over.append(taken)
            continue
        free = _room(devices, taken, apart=bool(expose.endpoint))
        if free is None:
            over.append(_over(expose, source, f"{taken.quantity} is told by another property already"))
        else:
            free.append(taken)
    return [device[:MOST] for device in devices[:MOST]], over[:MOST]


def _room(devices: list[list[Channel]], taken: Channel, *, apart: bool) -> list[Channel] | None:
    for device in devices:
        if all(other.quantity != taken.quantity for other in device):
            return device
        if not apart:
            return None
    devices.append([])
    return devices[-1]


def channel(expose: Expose, source: str, topic: str) -> Channel | PassedOver:
    """Give how one exposed property is read, or why it is not."""
    try:
        fields = _flag_or_number(expose) or _words(expose)
    except Refused as wrong:
        return _over(expose, source, wrong.says)
    if isinstance(fields, str):
        return _over(expose, source, fields)
    return Channel(
        id=".".join(expose.path),
        name=values.name_of(expose.about.get("label"), expose.path[-1]),
        source=source,
        topic=topic,
        path=expose.path,
        **fields,
    )


def _flag_or_number(expose: Expose) -> dict[str, Any] | str | None:
    kind = expose.about.get("type")
    if kind == "binary" and expose.kind == "lock" and expose.name == "state":
        return {"quantity": "lock.unlocked", **_either(expose.about.get("value_off"), expose.about.get("value_on"))}
    quantity = PROPERTIES.get(expose.name)
    if quantity is None:
        return None
    if kind == "binary" and QUANTITIES[quantity].kind is Kind.BOOL:
        on, off = expose.about.get("value_on", True), expose.about.get("value_off", False)
        if expose.name in CLOSED_MEANS_TRUE and {values.as_text(on), values.as_text(off)} <= {"true", "false"}:
            on, off = False, True  # whatever the expose calls on: a contact that is false is open
        return {"quantity": quantity, **_either(on, off)}
    if kind == "numeric" and QUANTITIES[quantity].kind is Kind.NUMBER:
        unit = values.as_text(expose.about.get("unit")) or ""
        units = values.UNITS.get(quantity, {})
        if unit and unit not in units:
            return f"{quantity} in '{unit[:20]}' is not understood"
        factor, offset = units.get(unit, (1.0, 0.0))
        return {"quantity": quantity, "factor": factor, "offset": offset}
    return None


def _either(on: object, off: object) -> dict[str, Any]:
    return {"true": (values.word(on, "value_on"),), "false": (values.word(off, "value_off"),)}


def _words(expose: Expose) -> dict[str, Any] | str:
    listed = expose.about.get("values")
    words: Sequence[str] = [values.as_text(word) or "" for word in listed[:256]] if isinstance(listed, list) else []
    quantity, true, false = ENUMS.get(expose.name, ("", (), ()))
    meant = tuple(word for word in words if word in true)
    if meant:
        told = tuple(word for word in words if word in false)
        return {"quantity": quantity, "true": meant, "false": told, "strict": False}
    if expose.name == "action":
        if any(word not in NOT_PRESSES and not word.startswith(NO_PRESS_BEGINS) for word in words):
            return {"quantity": "button"}
        return "none of its values is a press of a button"
    return WITHOUT.get(expose.name, "no quantity of ours")


WITHOUT: Final = {
    "state": "a switch that is on does not tell that anything is in use; power does",
    "device_temperature": "the device's own temperature, not the room's",
    "alarm": "a siren that sounds is an effect; what it senses is told by flags of their own",
    "linkquality": "of the radio, not of the home",
    "voltage": "of the supply; battery tells what is left",
    "co": "the flag carbon_monoxide tells the danger",
    "eco2": "estimated, not measured",
}
"""Properties that are often asked about, and why they are passed over."""


def _over(expose: Expose, source: str, why: str) -> PassedOver:
    return PassedOver(id=".".join(expose.path), source=source, why=why)
