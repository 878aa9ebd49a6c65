"""An emergency button, worn or on the wall."""

from collections.abc import Callable

from simulators.faults import Chain
from simulators.kernel import Kernel


class Button:
    """Tells ``alarm.button`` true at each press."""

    quantity = "alarm.button"

    def __init__(self, kernel: Kernel, tell: Callable[[bool], None], faults: Chain) -> None:
        self._kernel = kernel
        self._tell = tell
        self._faults = faults

    def first(self) -> bool:
        """Give the state it starts with."""
        return False

    def press(self) -> None:
        """Somebody presses it."""
        if self._faults.passes(self._kernel.now):
            self._tell(True)
