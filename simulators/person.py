"""A person's body in a home: where it is, how it walks and goes in and out. Residents and visitors are such."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from random import Random
from typing import Final

from simulators import diary
from simulators.diary import Diary
from simulators.dwellings.plan import OUTSIDE
from simulators.home import Home
from simulators.kernel import Kernel, Process
from simulators.things import Holds, Occurs

A_STEP: Final = (3.0, 8.0)
"""Seconds from one room into the next, least and most, for an old person."""
SHUTS_IN: Final = 4.0
"""Seconds that an inner door stands open that somebody passes and closes."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Where somebody goes outdoors: in which direction (degrees from north), how far, at how many metres a second."""

    bearing: float
    metres: float
    speed: float = 0.9


class Person:
    """Somebody who may be in a home; all chance comes from ``rng``, the person's own stream.

    ``where`` is the id of a room, or OUTSIDE, since ``left``, on a ``walk`` (None: to a usual place). ``presses``,
    ``falls`` and ``rises`` are what worn devices can sense, ``given`` a dose from somebody's hand. ``ignores`` are the
    kinds of devices whose calls are not answered (and the charger, which is not used); ``doses`` and ``reminders`` are
    this person's own, if any.
    """

    def __init__(self, kernel: Kernel, home: Home, rng: Random, where: str = OUTSIDE) -> None:
        self.kernel = kernel
        self.home = home
        self.rng = rng
        self.where = where
        self.diary = Diary(kernel)
        self.a_step = A_STEP
        self.presses = Occurs()
        self.falls = Occurs()
        self.rises = Occurs()
        self.given = Occurs()
        self.is_down = False
        self.left = 0.0
        self.walk: Walk | None = None
        self.accompanied: Holds[bool] = Holds(False)
        self.ignores: set[str] = set()
        self.doses: Sequence[time] = ()
        self.reminders: Mapping[time, str] = {}

    @property
    def is_outside(self) -> bool:
        """Whether the person is not in the home."""
        return self.where == OUTSIDE

    @property
    def is_able(self) -> bool:
        """Whether the person can answer what is at hand: awake, and not lying on a floor."""
        return not self.is_down

    @property
    def hears(self) -> bool:
        """Whether what calls in the home can be answered now."""
        return self.where != OUTSIDE and self.is_able

    def move(self) -> None:
        """Move where one is, so that a motion sensor may see it."""
        self.home.movement(self.where)

    def stay(self, seconds: float, moves_every: float) -> Process:
        """Be in the room so long, moving every so many seconds on average."""
        end = self.kernel.now + seconds
        rate = 1 / moves_every
        while True:
            move = self.kernel.now + self.rng.expovariate(rate)
            yield max(0.0, min(move, end) - self.kernel.now)
            if move >= end:
                return
            self.move()

    def go(self, place: str) -> Process:
        """Walk to a room, by its id or by what it is used for; every room on the way sees it."""
        dwelling = self.home.dwelling
        for entered in dwelling.paths[self.where, dwelling.uses.get(place, place)]:
            yield self.rng.uniform(*self.a_step)
            self._through(self.where, entered)
            self.where = entered
            self.move()

    def _through(self, left: str, entered: str) -> None:
        """Open and close the door between, where it is kept closed and a device sees it."""
        door = self.home.dwelling.door_between(left, entered)
        if door is not None and door.kept_closed and self.home.doors[door.id].is_watched:
            self.kernel.start(self._opens(self.home.doors[door.id]))

    def _opens(self, door: Holds[bool]) -> Process:
        door.turn(True)
        yield SHUTS_IN
        door.turn(False)

    def open_outer_door(self) -> Process:
        """Go to the outer door and open it."""
        yield from self.go(self.home.dwelling.way_in)
        yield self.rng.uniform(4, 20)
        self.move()
        self.home.outer_door.turn(True)

    def walk_out(self) -> Process:
        """Leave through the open door and close it."""
        yield self.rng.uniform(2, 6)
        self.where = OUTSIDE
        self.left = self.kernel.now
        self.diary.begins(diary.OUTSIDE)
        yield self.rng.uniform(1, 5)
        self.home.outer_door.turn(False)

    def come_in(self) -> Process:
        """Open the outer door from outside, enter and close it."""
        self.home.outer_door.turn(True)
        yield self.rng.uniform(2, 6)
        self.where = self.home.dwelling.way_in
        self.walk = None
        self.diary.ends(diary.OUTSIDE)
        self.move()
        yield self.rng.uniform(2, 8)
        self.home.outer_door.turn(False)

    def open_fridge(self) -> Process:
        """Take something out of the fridge, or put it back."""
        self.home.fridge.turn(True)
        yield self.rng.uniform(2, 12)
        self.home.fridge.turn(False)
