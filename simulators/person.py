"""A person's body in a home: where it is, how it walks and goes in and out. Residents and visitors are such."""

from random import Random
from typing import Final

from simulators import diary
from simulators.diary import Diary
from simulators.dwellings.plan import OUTSIDE
from simulators.home import Home
from simulators.kernel import Kernel, Process
from simulators.things import Occurs

A_STEP: Final = (3.0, 8.0)
"""Seconds from one room into the next, least and most, for an old person."""


class Person:
    """Somebody who may be in a home; all chance comes from ``rng``, the person's own stream.

    ``where`` is the id of a room, or OUTSIDE. ``presses`` and ``falls`` are what worn devices can sense.
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
            self.where = entered
            self.move()

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
        self.diary.begins(diary.OUTSIDE)
        yield self.rng.uniform(1, 5)
        self.home.outer_door.turn(False)

    def come_in(self) -> Process:
        """Open the outer door from outside, enter and close it."""
        self.home.outer_door.turn(True)
        yield self.rng.uniform(2, 6)
        self.where = self.home.dwelling.way_in
        self.diary.ends(diary.OUTSIDE)
        self.move()
        yield self.rng.uniform(2, 8)
        self.home.outer_door.turn(False)

    def open_fridge(self) -> Process:
        """Take something out of the fridge, or put it back."""
        self.home.fridge.turn(True)
        yield self.rng.uniform(2, 12)
        self.home.fridge.turn(False)
