"""What a step can act on: the home with its things, people, devices and link, as they are while a story goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from simulators.devices.kind import Fitted
from simulators.home import Home
from simulators.hours import Hours
from simulators.kernel import Kernel
from simulators.link import Link
from simulators.resident import Resident


@dataclass(frozen=True, slots=True)
class Scene:
    """One home under way. ``rng`` is the stream of what befalls the home; ``of`` and ``room`` say which devices."""

    kernel: Kernel
    hours: Hours
    home: Home
    link: Link
    residents: Sequence[Resident]
    fitted: Sequence[Fitted]
    rng: Random
    of: str | None = None
    room: str | None = None

    def chosen(self, kind: str | None = None) -> list[Fitted]:
        """Give the devices of this kind (else of ``of``), in ``room`` where that is named."""
        kind = kind or self.of
        return [
            fitted
            for fitted in self.fitted
            if (kind is None or fitted.fitting.kind == kind) and (self.room is None or fitted.fitting.room == self.room)
        ]
