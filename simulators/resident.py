"""A resident's body: where it is, how it walks, lies and opens doors. What it does next is ``life``'s."""

from collections import deque
from dataclasses import dataclass
from random import Random
from typing import Final

from simulators.home import BEDROOM, HALL, KITCHEN, LIVING_ROOM, OUTSIDE, PATHS, Flat
from simulators.hours import Hours
from simulators.kernel import Kernel, Process, Signal
from simulators.needs import Needs

A_STEP: Final = (3.0, 8.0)
"""Seconds from one room into the next, least and most, for an old person."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A step of the scenario that waits for the resident; ``happened`` is fired at its decisive moment."""

    step: str
    happened: Signal


class Resident:
    """One person in a flat; all chance comes from ``rng``, the resident's own stream."""

    def __init__(self, kernel: Kernel, flat: Flat, hours: Hours, rng: Random, *, in_bed: bool, fatigue: float) -> None:
        self.kernel = kernel
        self.flat = flat
        self.hours = hours
        self.rng = rng
        self.where = BEDROOM if in_bed else LIVING_ROOM
        self.in_bed = in_bed
        flat.bed.occupied = in_bed
        self.needs = Needs(
            thirst=rng.uniform(0, 0.6),
            bladder=rng.uniform(0, 0.5),
            fatigue=fatigue,
            asleep=in_bed,
        )
        self.errands: deque[Errand] = deque()
        self._called = kernel.signal()

    def ask(self, errand: Errand) -> None:
        """Have a step of the scenario done as soon as what is being done can be left."""
        self.errands.append(errand)
        self._called.fire()

    def take_errand(self) -> Errand | None:
        """Give the next step that waits, if any."""
        self._called = self.kernel.signal()
        return self.errands.popleft() if self.errands else None

    def wait_for_errand(self) -> Process:
        """Do nothing until the scenario asks for something."""
        yield self._called

    def rest(self, seconds: float) -> Process:
        """Do nothing for so long, or until the scenario asks for something."""
        yield (self._called, seconds)

    def stay(self, seconds: float, moves_every: float, *, may_leave: bool = False) -> Process:
        """Be in the room so long, moving every so many seconds on average; with ``may_leave`` an errand ends it."""
        end = self.kernel.now + seconds
        rate = 1 / moves_every
        while not (may_leave and self.errands):
            move = self.kernel.now + self.rng.expovariate(rate)
            wait = max(0.0, min(move, end) - self.kernel.now)
            yield (self._called, wait) if may_leave else wait
            if move >= end:
                return
            self.flat.movement(self.where)

    def go(self, room: str) -> Process:
        """Walk to a room; every room on the way sees it."""
        for entered in PATHS[self.where, room]:
            yield self.rng.uniform(*A_STEP)
            self.where = entered
            self.flat.movement(entered)

    def get_up(self) -> Process:
        """Leave the bed, if in it: sit up, stand, find the slippers."""
        if self.in_bed:
            self.in_bed = False
            self.needs.grow(self.kernel.now)
            self.needs.asleep = False
            yield self.rng.uniform(5, 40)
            self.flat.bed.press(False)
            self.flat.movement(BEDROOM)
            yield self.rng.uniform(2, 10)

    def lie_down(self) -> Process:
        """Go to the bedroom and into bed."""
        yield from self.go(BEDROOM)
        yield self.rng.uniform(5, 25)
        self.flat.movement(BEDROOM)
        self.flat.bed.press(True)
        self.in_bed = True
        self.needs.grow(self.kernel.now)
        self.needs.asleep = True

    def open_outer_door(self) -> Process:
        """Go to the outer door and open it."""
        yield from self.go(HALL)
        yield self.rng.uniform(4, 20)
        self.flat.movement(HALL)
        self.flat.outer_door.turn(True)

    def walk_out(self) -> Process:
        """Leave through the open door and close it."""
        yield self.rng.uniform(2, 6)
        self.where = OUTSIDE
        yield self.rng.uniform(1, 5)
        self.flat.outer_door.turn(False)

    def come_in(self) -> Process:
        """Open the outer door from outside, enter and close it."""
        self.flat.outer_door.turn(True)
        yield self.rng.uniform(2, 6)
        self.where = HALL
        self.flat.movement(HALL)
        yield self.rng.uniform(2, 8)
        self.flat.outer_door.turn(False)

    def open_fridge(self) -> Process:
        """Take something out of the fridge, or put it back."""
        self.flat.fridge.turn(True)
        yield self.rng.uniform(2, 12)
        self.flat.fridge.turn(False)

    def drink(self) -> Process:
        """Have a glass of water in the kitchen."""
        yield from self.go(KITCHEN)
        yield self.rng.uniform(20, 60)
        self.needs.grow(self.kernel.now)
        self.needs.drink()
