"""What a step of a scenario is: one thing that somebody does, or that befalls the home."""

from collections.abc import Callable
from dataclasses import dataclass

from simulators.dwellings.plan import OUTSIDE
from simulators.kernel import Process, Signal
from simulators.resident import Resident


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a resident can do; ``moment`` says which instant of it counts as when it happened.

    ``does`` fires its signal at that moment. ``only_outside``: it can only follow a step that leaves the resident
    outside, as ``leaves_outside`` ones do.
    """

    meaning: str
    moment: str
    does: Callable[[Resident, Signal], Process]
    leaves_outside: bool = False
    only_outside: bool = False

    def done_by(self, resident: Resident, happened: Signal) -> Process:
        """Do it; where somebody else was first (staff brought her home before the neighbour) there is nothing to do."""
        if self.only_outside and resident.where != OUTSIDE:
            happened.fire()
            return
        yield from self.does(resident, happened)
