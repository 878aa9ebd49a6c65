"""What a dwelling is: rooms with their place on a floor plan, doors, windows and what stands where. Data only."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

HALL: Final = "hall"
KITCHEN: Final = "kitchen"
LIVING_ROOM: Final = "living-room"
BEDROOM: Final = "bedroom"
BATHROOM: Final = "bathroom"
USES: Final = (HALL, KITCHEN, LIVING_ROOM, BEDROOM, BATHROOM)
"""What a room is used for: people go to a use, and each dwelling says in which of its rooms that is."""
OUTSIDE: Final = "outside"


@dataclass(frozen=True, slots=True)
class Room:
    """A room; its north-west corner and its size are in metres on its floor (0 is the ground) of the plan."""

    id: str
    name: str
    x: float
    y: float
    width: float
    depth: float
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Door:
    """A way between two rooms, or a room and OUTSIDE; one that is an ``opening`` has no leaf and no contact.

    ``kept_closed``: who passes closes it behind.
    """

    id: str
    name: str
    between: tuple[str, str]
    opening: bool = False
    kept_closed: bool = False

    @property
    def is_outer(self) -> bool:
        """Whether it leads out of the home."""
        return OUTSIDE in self.between


@dataclass(frozen=True, slots=True)
class Window:
    """A window that can be opened."""

    id: str
    name: str
    room: str


@dataclass(frozen=True)
class Dwelling:
    """A dwelling. The first outer door is the one that people use; ``beds`` are the rooms in which one stands.

    ``uses`` says in which room each use is. Residents take the beds in order, and share the last one.
    """

    name: str
    words: str
    rooms: tuple[Room, ...]
    doors: tuple[Door, ...]
    uses: Mapping[str, str]
    beds: tuple[str, ...]
    windows: tuple[Window, ...] = ()

    @cached_property
    def room_ids(self) -> tuple[str, ...]:
        """The ids of all rooms, in their order."""
        return tuple(room.id for room in self.rooms)

    @cached_property
    def room_names(self) -> Mapping[str, str]:
        """The name of each room by id."""
        return MappingProxyType({room.id: room.name for room in self.rooms})

    @cached_property
    def floors(self) -> tuple[tuple[str, ...], ...]:
        """The ids of the rooms on each floor, from below."""
        floors = sorted({room.floor for room in self.rooms})
        return tuple(tuple(room.id for room in self.rooms if room.floor == floor) for floor in floors)

    @cached_property
    def outer_doors(self) -> tuple[Door, ...]:
        """The doors out of the home, the usual one first."""
        return tuple(door for door in self.doors if door.is_outer)

    @cached_property
    def inner_doors(self) -> tuple[Door, ...]:
        """The doors between rooms that have a leaf."""
        return tuple(door for door in self.doors if not door.is_outer and not door.opening)

    @cached_property
    def way_in(self) -> str:
        """The room that one enters by the usual outer door."""
        door = self.outer_doors[0]
        return door.between[0] if door.between[1] == OUTSIDE else door.between[1]

    @cached_property
    def next_to(self) -> Mapping[str, tuple[str, ...]]:
        """Which rooms one comes to from a room without passing another."""
        beside: dict[str, tuple[str, ...]] = dict.fromkeys(self.room_ids, ())
        for door in self.doors:
            if not door.is_outer:
                one, other = door.between
                beside[one] = (*beside[one], other)
                beside[other] = (*beside[other], one)
        return MappingProxyType(beside)

    @cached_property
    def paths(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The rooms one enters on the shortest way from one room to another, the last included."""
        paths: dict[tuple[str, str], tuple[str, ...]] = {}
        for start in self.next_to:
            paths[start, start] = ()
            ahead = deque([start])
            while ahead:
                room = ahead.popleft()
                for following in self.next_to[room]:
                    if (start, following) not in paths:
                        paths[start, following] = (*paths[start, room], following)
                        ahead.append(following)
        return MappingProxyType(paths)

    def door_between(self, one: str, other: str) -> Door | None:
        """Give the door with a leaf between two rooms, if there is one."""
        return self._leaves.get((one, other))

    @cached_property
    def _leaves(self) -> Mapping[tuple[str, str], Door]:
        either = {door.between: door for door in self.inner_doors}
        return {**either, **{(other, one): door for (one, other), door in either.items()}}
