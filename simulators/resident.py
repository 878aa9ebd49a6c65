"""A resident's body: its needs, its bed, the errands that a scenario sends it on. What it does is ``life``'s."""

from collections import deque
from dataclasses import dataclass
from random import Random
from typing import Final

from simulators import diary
from simulators.dwellings.plan import BEDROOM, KITCHEN, LIVING_ROOM
from simulators.home import Home
from simulators.hours import Hours
from simulators.kernel import Kernel, Process
from simulators.needs import USUAL, Nature, Needs
from simulators.person import Person
from simulators.things import Holds

AIRS_FOR: Final = 480.0
"""Seconds that a window stands open in the morning."""
A_TELEVISION: Final = 85.0
"""Watts."""


@dataclass(frozen=True, slots=True)
class Errand:
    """Something that waits to be done by the resident, and is begun as soon as what is being done can be left."""

    does: Process


class Resident(Person):
    """One person who lives in a home, the ``number``th of it; all chance comes from ``rng``, the resident's own."""

    def __init__(
        self,
        kernel: Kernel,
        home: Home,
        hours: Hours,
        rng: Random,
        *,
        in_bed: bool,
        fatigue: float,
        nature: Nature = USUAL,
        number: int = 0,
    ) -> None:
        super().__init__(kernel, home, rng)
        self.hours = hours
        self.number = number
        self.where = home.dwelling.uses[BEDROOM if in_bed else LIVING_ROOM]
        self.bed = home.beds[min(number, len(home.beds) - 1)]
        self.in_bed = in_bed
        if in_bed:
            self.bed.take()
            self.diary.begins(diary.IN_BED)
        self.a_step = nature.a_step
        self.needs = Needs(
            thirst=rng.uniform(0, 0.6),
            bladder=rng.uniform(0, 0.5),
            fatigue=fatigue,
            asleep=in_bed,
            nature=nature,
        )
        self.errands: deque[Errand] = deque()
        self._called = kernel.signal()
        self._helped = kernel.signal()
        self._sits = False

    @property
    def is_able(self) -> bool:
        """Whether the resident can answer what is at hand: awake, and not lying on a floor."""
        return not self.is_down and not self.needs.asleep

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
            self.move()

    def get_up(self) -> Process:
        """Leave the bed, if in it: sit up, stand, find the slippers."""
        if self.in_bed:
            self.in_bed = False
            self.needs.grow(self.kernel.now)
            self.needs.asleep = False
            yield self.rng.uniform(5, 40)
            self.bed.leave()
            self.diary.ends(diary.IN_BED)
            self.move()
            yield self.rng.uniform(2, 10)

    def lie_down(self) -> Process:
        """Go to the bedroom and into bed."""
        yield from self.go(BEDROOM)
        yield self.rng.uniform(5, 25)
        self.move()
        self.bed.take()
        self.diary.begins(diary.IN_BED)
        self.in_bed = True
        self.needs.grow(self.kernel.now)
        self.needs.asleep = True

    def fall(self) -> Process:
        """Fall where one is, and lie there until somebody helps or one gets up again."""
        self.is_down = True
        self._helped = self.kernel.signal()
        self.move()
        self.falls.happen()
        yield self._helped
        yield self.rng.uniform(5, 20)
        self.move()

    def get_off_the_floor(self) -> None:
        """Be on one's feet again; nothing happens when one is."""
        if self.is_down:
            self.is_down = False
            self.rises.happen()
            self._helped.fire()

    def cook(self, seconds: float, moves_every: float) -> Process:
        """Stand at the stove so long, with a plate on."""
        self.home.turn_stove_on()
        yield from self.stay(seconds, moves_every)
        self.home.stove.turn(0.0)

    def air(self) -> None:
        """Open the windows of the room one is in for a while, where a device sees it."""
        for window in self.home.dwelling.windows:
            held = self.home.windows[window.id]
            if window.room == self.where and held.is_watched:
                self.kernel.start(self._airs(held))

    def _airs(self, window: Holds[bool]) -> Process:
        window.turn(True)
        yield AIRS_FOR
        window.turn(False)

    def sit_down(self) -> None:
        """Sit down in the armchair, where there is one in the room, the television on."""
        if not self._sits and self.where == self.home.chair_room:
            self._sits = True
            self.home.chair.take()
            if self.home.mains.value:
                self.home.television.turn(A_TELEVISION)

    def stand_up(self) -> None:
        """Stand up from the armchair; who leaves it last turns the television off."""
        if self._sits:
            self._sits = False
            self.home.chair.leave()
            if not self.home.chair.taken.value:
                self.home.television.turn(0.0)

    def drink(self) -> Process:
        """Have a glass of water in the kitchen."""
        yield from self.go(KITCHEN)
        yield self.rng.uniform(20, 60)
        self.needs.grow(self.kernel.now)
        self.needs.drink()
