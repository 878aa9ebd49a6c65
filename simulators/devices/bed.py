"""A pressure mat in a bed."""

from collections.abc import Callable
from typing import Final

from simulators.faults import Chain
from simulators.kernel import Kernel, Process

SETTLES: Final = 4.0
"""Seconds that the pressure must have changed before it is told, so that turning over is not leaving."""


class Bed:
    """Tells ``bed.occupied`` once a change has lasted; a change that it misses is not told later."""

    quantity = "bed.occupied"

    def __init__(self, kernel: Kernel, tell: Callable[[bool], None], faults: Chain) -> None:
        self._kernel = kernel
        self._tell = tell
        self._faults = faults
        self._told = False
        self._changes = 0
        self.occupied = False

    def first(self) -> bool:
        """Give the state it starts with."""
        self._told = self.occupied
        return self.occupied

    def press(self, occupied: bool) -> None:
        """Somebody lies down or gets up."""
        if occupied != self.occupied:
            self.occupied = occupied
            self._changes += 1
            self._kernel.start(self._settle(self._changes))

    def _settle(self, change: int) -> Process:
        yield SETTLES
        if change == self._changes and self.occupied != self._told:
            self._told = self.occupied
            if self._faults.passes(self._kernel.now):
                self._tell(self.occupied)
