"""A magnetic contact on a door: an outer door, a fridge."""

from collections.abc import Callable

from simulators.faults import Chain
from simulators.kernel import Kernel


class Contact:
    """Tells ``contact.open`` at each change; a change that it misses is not told later."""

    quantity = "contact.open"

    def __init__(self, kernel: Kernel, tell: Callable[[bool], None], faults: Chain) -> None:
        self._kernel = kernel
        self._tell = tell
        self._faults = faults
        self.is_open = False

    def first(self) -> bool:
        """Give the state it starts with."""
        return self.is_open

    def turn(self, is_open: bool) -> None:
        """Somebody opens or closes the door; nothing changes when it stands so already."""
        if is_open != self.is_open:
            self.is_open = is_open
            if self._faults.passes(self._kernel.now):
                self._tell(is_open)
