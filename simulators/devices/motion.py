"""A passive infrared motion sensor in a room."""

from collections.abc import Callable

from simulators.faults import Chain
from simulators.kernel import Kernel


class Motion:
    """Tells ``motion`` true when somebody moves in its room; like most battery driven ones it tells no end."""

    quantity = "motion"

    def __init__(self, kernel: Kernel, tell: Callable[[bool], None], faults: Chain) -> None:
        self._kernel = kernel
        self._tell = tell
        self._faults = faults

    def first(self) -> bool:
        """Give the state it starts with."""
        return False

    def sense(self) -> None:
        """Somebody moves in view."""
        if self._faults.passes(self._kernel.now):
            self._tell(True)
