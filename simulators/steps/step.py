"""What a step of a scenario is: one thing that somebody does, or that befalls the home."""

from collections.abc import Callable
from dataclasses import dataclass

from simulators.dwellings.plan import OUTSIDE
from simulators.kernel import Process, Signal
from simulators.resident import Resident
from simulators.scene import Scene


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a resident can do; ``moment`` says which instant of it counts as when it happened.

    ``does`` fires its signal at that moment. It begins when the resident can leave what is being done, or, when it is
    ``at_once``, beside it: for what others do to somebody, and for what needs no body (to stop minding a planner).
    ``only_outside``: it can only follow a step that leaves the resident outside, as ``leaves_outside`` ones do.
    """

    meaning: str
    moment: str
    does: Callable[[Resident, Signal], Process]
    leaves_outside: bool = False
    only_outside: bool = False
    at_once: bool = False

    def done_by(self, resident: Resident, happened: Signal) -> Process:
        """Do it; where somebody else was first (staff brought her home before the neighbour) there is nothing to do.

        Who happens to be outside comes home for what is done indoors.
        """
        is_outside = resident.where == OUTSIDE
        if self.only_outside and not is_outside:
            happened.fire()
            return
        if is_outside and not self.only_outside and not self.at_once:
            yield from resident.come_in()
        yield from self.does(resident, happened)


@dataclass(frozen=True, slots=True)
class HomeStep:
    """Something that befalls the home or a device; ``does`` fires its signal at the moment that counts.

    ``kinds``: the kinds of devices that it befalls, one of which must be fitted; ``any_kind``: a scenario says which.
    """

    meaning: str
    moment: str
    does: Callable[[Scene, Signal], Process]
    kinds: tuple[str, ...] = ()
    any_kind: bool = False
