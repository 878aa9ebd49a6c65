"""How a device tells: what it senses goes through its faults first, what it says of itself does not."""

from collections.abc import Callable

from care.quantities import Value
from simulators.faults import Chain
from simulators.kernel import Kernel


class Voice:
    """One device's way out; ``out`` takes (quantity, value)."""

    __slots__ = ("_chain", "_kernel", "_out")

    def __init__(self, kernel: Kernel, out: Callable[[str, Value], None], chain: Chain) -> None:
        self._kernel = kernel
        self._out = out
        self._chain = chain

    def sense(self, quantity: str, value: Value) -> None:
        """Tell what was sensed, unless a fault of the device is in the way; it is not told later."""
        if self._chain.passes(self._kernel.now):
            self._out(quantity, value)

    def report(self, quantity: str, value: Value) -> None:
        """Tell of itself: battery, mains, a fault."""
        self._out(quantity, value)
