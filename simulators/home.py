"""One home: its dwelling, and the things in it that people touch and devices watch."""

from typing import Final

from simulators.dwellings.plan import BATHROOM, KITCHEN, LIVING_ROOM, OUTSIDE, Dwelling
from simulators.things import Holds, Occurs, Seat

A_PLATE: Final = 1500.0
"""Watts of a plate of the stove."""


class Home:
    """The things of a home as they stand now. People act on them; what watches them, they do not know.

    Doors and windows are by id; ``outer_door`` is the one that people use. ``stove`` is the power that it draws in
    watts, as ``television``; ``water`` the litres a second that run in the bathroom.
    """

    def __init__(self, dwelling: Dwelling) -> None:
        self.dwelling = dwelling
        self.moves = {room: Occurs() for room in dwelling.room_ids}
        self.doors: dict[str, Holds[bool]] = {door.id: Holds(False) for door in dwelling.doors}
        self.windows: dict[str, Holds[bool]] = {window.id: Holds(False) for window in dwelling.windows}
        self.outer_door = self.doors[dwelling.outer_doors[0].id]
        self.fridge: Holds[bool] = Holds(False)
        self.stove: Holds[float] = Holds(0.0)
        self.television: Holds[float] = Holds(0.0)
        self.water: Holds[float] = Holds(0.0)
        self.flushes = Occurs()
        self.mains: Holds[bool] = Holds(True)
        self.beds = tuple(Seat() for _ in dwelling.beds)
        self.chair = Seat()

    @property
    def stove_room(self) -> str:
        """The room that the stove and the fridge stand in."""
        return self.dwelling.uses[KITCHEN]

    @property
    def bathroom(self) -> str:
        """The room with toilet and shower."""
        return self.dwelling.uses[BATHROOM]

    @property
    def chair_room(self) -> str:
        """The room that the armchair stands in."""
        return self.dwelling.uses[LIVING_ROOM]

    def turn_stove_on(self) -> None:
        """Turn a plate on; without power it stays cold."""
        if self.mains.value:
            self.stove.turn(A_PLATE)

    def movement(self, room: str) -> None:
        """Somebody moves in a room; outside nobody sees it."""
        if room != OUTSIDE:
            self.moves[room].happen()
