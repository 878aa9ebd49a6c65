"""What really went on with a person, whatever devices told: stretches of time in bed, outside, at the toilet."""

from collections import deque
from typing import Final, NamedTuple

from simulators.kernel import Kernel

IN_BED: Final = "in_bed"
OUTSIDE: Final = "outside"
TOILET: Final = "toilet"
NAP: Final = "nap"
UP_AT_NIGHT: Final = "up_at_night"


class Stretch(NamedTuple):
    """One stretch: what it was, from when until when in seconds since the start."""

    what: str
    since: float
    until: float


class Diary:
    """One person's diary. Stretches are kept, in order of their ends, until somebody takes them."""

    __slots__ = ("_begun", "_kernel", "ended")

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._begun: dict[str, float] = {}
        self.ended: deque[Stretch] = deque(maxlen=10_000)

    def begins(self, what: str) -> None:
        """Note that a stretch begins now; one of the same kind that goes on goes on."""
        self._begun.setdefault(what, self._kernel.now)

    def ends(self, what: str) -> None:
        """Note that it ends now, if it went on."""
        since = self._begun.pop(what, None)
        if since is not None:
            self.ended.append(Stretch(what, since, self._kernel.now))

    def close(self) -> None:
        """End whatever goes on, because the story ends."""
        for what in sorted(self._begun):
            self.ends(what)
