"""What the sensors of a recording are taken for, by their types and names, until somebody says otherwise."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from care.events import CLOCK
from care.people import Spot
from simulators.mapping import NONE, TELLABLE, Item, Mapped
from simulators.survey import Seen

TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "motion": "motion",
        "pir": "motion",
        "door": "contact.open",
        "window": "contact.open",
        "contact": "contact.open",
        "appliance": "appliance.on",
        "light": "appliance.on",
        "telephone": "appliance.on",
        "flush": "flush",
        "bed": "bed.occupied",
        "chair": "chair.occupied",
        "button": "alarm.button",
        "stove": "stove.on",
        "temperature": "temperature",
        "humidity": "humidity",
        "battery": "battery",
    }
)
"""The quantity that a sensor of each type tells; the name of a quantity is a type too."""

LEFT_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "item": "there is no quantity for an item that is taken or put back",
        "burner": "the setting of a burner is a number without a unit",
        "water": "the flow of a tap is a number without a unit",
        "electricity": "the file does not say in which unit",
        "light level": "the level is a number without a unit",
        "battery voltage": "there is no quantity for the voltage of a battery",
    }
)
"""Types that are known, and why nothing can be told of them."""

STORAGE: Final = re.compile(
    r"fridge|freezer|cupboard|cabinet|drawer|wardrobe|pantry|larder|kyl|frys|skap|lada|garderob"
)
OUTER: Final = re.compile(
    r"front|back|outer|outdoor|outside|main|entrance|entry|patio|balcony|garage|garden|ytter|entre|altan|balkong|terrass"
)
ROOMS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "kitchen": re.compile(r"kitchen|kok|fridge|freezer|kyl|frys"),
        "bathroom": re.compile(r"bath|shower|toilet|badrum|dusch|toalett"),
        "bedroom": re.compile(r"bedroom|sovrum"),
        "living room": re.compile(r"living|lounge|vardagsrum"),
        "hallway": re.compile(r"hall"),
    }
)
"""Rooms, and what in a sensor's name says that it stands there; the first that fits."""

_LONGEST: Final = 32
_LONGEST_NAME: Final = 120


def guess(seen: Sequence[Seen]) -> Mapped:
    """Say for each sensor what it is taken for; one whose rows have several types is taken for several devices."""
    taken = {CLOCK}
    types = Counter(one.sensor for one in seen)
    return Mapped(sensors=tuple(_item(one, taken, several=types[one.sensor] > 1) for one in seen))


def spot(name: str, kind: str) -> Spot:
    """Guess from a sensor's name what it stands for; a door that says nothing is taken for an inner one."""
    plain = _ascii(name)
    if kind not in {"door", "contact"}:
        return Spot.ROOM
    if STORAGE.search(plain):
        return Spot.STORAGE
    if OUTER.search(plain):
        return Spot.OUTER_DOOR
    return Spot.STORAGE if kind == "contact" and "door" not in plain and "dorr" not in plain else Spot.INNER_DOOR


def _item(seen: Seen, taken: set[str], *, several: bool) -> Item:
    kind = seen.type.lower()
    name = f"{seen.sensor} {seen.type}".strip() if several else seen.sensor
    quantity = kind if kind in TELLABLE else TYPES.get(kind)
    reason = None
    if quantity is None:
        reason = LEFT_OUT.get(kind) or f"type '{seen.type[:40]}' is not known; known are {', '.join(TYPES)}"
    return Item(
        sensor=seen.sensor,
        type=seen.type if several else None,
        quantity=quantity or NONE,
        reason=reason,
        device=_device(name, taken),
        name=name[:_LONGEST_NAME],
        room=seen.room[:_LONGEST_NAME] or _room(seen.sensor, kind),
        spot=spot(seen.sensor, kind),
    )


def _room(name: str, kind: str) -> str | None:
    """Guess the room by the sensor's name; an outer door may be anywhere."""
    if spot(name, kind) is Spot.OUTER_DOOR:
        return None
    plain = _ascii(name)
    return next((room for room, words in ROOMS.items() if words.search(plain)), None)


def _device(name: str, taken: set[str]) -> str:
    """Make an id of a name that none before it got."""
    plain = device = plain_id(name) or "sensor"
    number = 2
    while device in taken:
        device = f"{plain[: _LONGEST - 1 - len(str(number))]}-{number}"
        number += 1
    taken.add(device)
    return device


def plain_id(name: str) -> str:
    """Make an id of a name: small letters, digits and hyphens, as far as there are any."""
    return re.sub(r"[^a-z0-9]+", "-", _ascii(name)).strip("-")[:_LONGEST].strip("-")


def _ascii(name: str) -> str:
    return unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
