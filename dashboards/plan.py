"""A home's floor plan: its rooms, where devices stand and what each tells now, and where somebody moved last."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, sqrt
from types import MappingProxyType
from typing import Final, Literal

from care.events import ALERT, TICK, Event
from care.people import Outline, Room
from care.quantities import QUANTITIES, Kind
from dashboards.directory import HomeCard
from dashboards.lanes import MOMENTARY
from dashboards.tongue import Tongue
from dashboards.words import QUANTITY_WORDS, state

Shape = Literal["on", "off", "silent", "number"]
"""How a device is drawn: filled, hollow, crossed out, or as its number; the shape tells it without colour."""

WIDTH: Final = 400
TALLEST: Final = 420
"""The picture is so wide, in its own units, and at most so tall: letters are readable on a phone."""

_ROOM: Final = (3.6, 3.2)
"""Metres of a room whose outline nobody told."""

FRESH: Final = timedelta(minutes=2)
"""What happens rather than lasts, such as movement, counts as going on for so long."""

NOT_SHOWN: Final = frozenset(
    {TICK, ALERT, "online", "battery", "battery.low", "update.interval", "fault", "tamper", "mains"}
)
"""What devices say of themselves stands under their health, not in the rooms."""

SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "motion": "M-5 0a5 5 0 1 1 10 0a5 5 0 1 1-10 0",
        "contact.open": "M-5-6H5V6H-5Z",
        "bed.occupied": "M-7-3H7V4H-7Z",
        "chair.occupied": "M-5-6H5V3H-5Z",
        "alarm.button": "M0-7 7 6H-7Z",
        "fall": "M0-7 7 6H-7Z",
        "stove.on": "M-6-6H6V6H-6Z",
    }
)
"""Paths around 0,0; what has none here is a rhomb."""
RHOMB: Final = "M0-6 6 0 0 6-6 0Z"

CELL: Final = (74, 21)
"""A device takes so much of its room, across and down, below the room's name."""
TOP: Final = 38

MOST_ELSEWHERE: Final = 6


@dataclass(frozen=True, slots=True)
class Device:
    """A device as drawn: at (x, y) in its room's box; ``short`` stands beside the sign, ``words`` says all of it."""

    x: float
    y: float
    path: str
    shape: Shape
    short: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownRoom:
    """A room's box in the picture, and in ``words`` all its devices, also those that found no place in the box.

    ``moved`` says when somebody moved there, in the room where that was last; it is "" elsewhere.
    """

    name: str
    x: float
    y: float
    width: float
    height: float
    moved: str
    devices: tuple[Device, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The picture: rooms, the largest first (where one cuts into another the smaller lies on top), and what is worn."""

    width: int
    height: float
    rooms: tuple[ShownRoom, ...]
    elsewhere: tuple[Device, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The same as sentences, the room where somebody moved last before the others."""
        said = [
            f"{room.name}: {'; '.join(filter(None, (room.moved, *room.words)))}"
            for room in sorted(self.rooms, key=lambda room: not room.moved)
            if room.words
        ]
        return (*said, *(device.words for device in self.elsewhere))


def plan(
    card: HomeCard, latest: Sequence[Event], tongue: Tongue, *, now: datetime, silent: Collection[str] = ()
) -> Plan:
    """Lay out a home as it is now.

    Args:
        card: The home; rooms without an outline are laid out tidily, since nobody told where they lie.
        latest: The newest event of each device and quantity.
        tongue: The reader's language.
        now: The home's time.
        silent: Devices that supervision found silent; what they told last is not taken for what holds.
    """
    boxes = _scaled(outlines(card.plan))
    standing: dict[str | None, list[Event]] = {}
    for event in sorted(latest, key=lambda e: (e.device, e.quantity)):
        placed = card.placement(event.device, now)
        if event.quantity not in NOT_SHOWN and event.quantity in QUANTITY_WORDS and placed is not None:
            standing.setdefault(placed.room if placed.room in boxes else None, []).append(event)
    last = _moved_last(card, latest, now)
    rooms = []
    for room, box in sorted(boxes.items(), key=lambda item: -item[1].width * item[1].depth):
        there = standing.get(room, [])
        places = _places(box)
        drawn = tuple(
            _device(card, event, tongue, now, silent, at=places[index] if index < len(places) else (0, 0))
            for index, event in enumerate(there)
        )
        moved = last[1] if last and last[0] == room else None
        rooms.append(
            ShownRoom(
                name=card.rooms[room],
                x=box.x,
                y=box.y,
                width=box.width,
                height=box.depth,
                moved=tongue.say("last here {time}", time=tongue.clock(moved, card.zone)) if moved else "",
                devices=drawn[: len(places)],
                words=tuple(device.words for device in drawn),
            )
        )
    nowhere = standing.get(None, [])[:MOST_ELSEWHERE]
    return Plan(
        width=WIDTH,
        height=round(max((box.y + box.depth for box in boxes.values()), default=0), 1),
        rooms=tuple(rooms),
        elsewhere=tuple(_device(card, event, tongue, now, silent, at=(0, 0)) for event in nowhere),
    )


def outlines(rooms: Sequence[Room]) -> dict[str, Outline]:
    """Give each room's place: as told, or side by side in rows (below those that were told) when it was not."""
    told = {room.id: room.outline for room in rooms if room.outline is not None}
    untold = [room.id for room in rooms if room.outline is None]
    top = max((o.y + o.depth for o in told.values()), default=0.0)
    width = max((o.x + o.width for o in told.values()), default=0.0)
    columns = max(1, ceil(sqrt(len(untold)))) if not told else max(1, round(width / _ROOM[0]))
    width = width or columns * _ROOM[0]
    for start in range(0, len(untold), columns):
        row = untold[start : start + columns]
        each = width / len(row)  # the last row fills the width too
        for place, room in enumerate(row):
            told[room] = Outline(x=place * each, y=top, width=each, depth=_ROOM[1])
        top += _ROOM[1]
    return told


def _scaled(told: Mapping[str, Outline]) -> dict[str, Outline]:
    if not told:
        return {}
    left, top = min(o.x for o in told.values()), min(o.y for o in told.values())
    wide = max(o.x + o.width for o in told.values()) - left
    tall = max(o.y + o.depth for o in told.values()) - top
    across, down = WIDTH / wide, min(WIDTH / wide, TALLEST / tall)
    return {
        room: Outline(
            x=round((o.x - left) * across, 1),
            y=round((o.y - top) * down, 1),
            width=round(o.width * across, 1),
            depth=round(o.depth * down, 1),
        )
        for room, o in told.items()
    }


def _moved_last(card: HomeCard, latest: Sequence[Event], now: datetime) -> tuple[str | None, datetime] | None:
    moved = [e for e in latest if e.quantity == "motion" and e.time <= now]
    if not moved:
        return None
    event = max(moved, key=lambda e: e.time)
    placed = card.placement(event.device, event.time)
    return (placed.room if placed else None, event.time)


def _places(box: Outline) -> list[tuple[float, float]]:
    """Give where devices have room in a box, in rows from its upper left corner."""
    columns, lines = max(1, int(box.width // CELL[0])), max(1, int((box.depth - TOP) // CELL[1]))
    return [(CELL[0] * column, TOP + CELL[1] * line) for line in range(lines) for column in range(columns)]


def _device(
    card: HomeCard, event: Event, tongue: Tongue, now: datetime, silent: Collection[str], *, at: tuple[float, float]
) -> Device:
    age = tongue.age(now - event.time)
    name = card.device_name(event.device)
    shape = _shape(event, now, silent)
    held = state(tongue, event.quantity, event.value)
    if shape == "silent":
        words = tongue.say("{device}: silent, told last {age} ago", device=name, age=age)
    else:
        over = shape == "off" and event.value is True
        words = tongue.say(
            "{device}: {value}, {age} ago", device=name, value=tongue.say("nothing now") if over else held, age=age
        )
    return Device(
        x=at[0] + 14,
        y=at[1] + 10,
        path=SIGNS.get(event.quantity, RHOMB),
        shape=shape,
        short=held if shape == "number" else tongue.roughly(now - event.time),
        words=words,
    )


def _shape(event: Event, now: datetime, silent: Collection[str]) -> Shape:
    if event.device in silent:
        return "silent"
    if QUANTITIES[event.quantity].kind is not Kind.BOOL:
        return "number"
    if event.value is not True or (event.quantity in MOMENTARY and now - event.time > FRESH):
        return "off"
    return "on"
