"""How a device tells: what it senses goes through its faults first, what it says of itself does not."""

from collections.abc import Callable
from typing import Final

from care.quantities import Value
from simulators.faults import Chain
from simulators.kernel import Kernel

DAY: Final = 86_400.0


class Voice:
    """One device's way out; ``out`` takes (quantity, value).

    It is silent for as long as there is a reason (no power, an empty battery, broken). While it is ``stuck`` what is
    sensed is the last thing over and over; ``drift`` is how much numbers go off in a day. ``flaps`` says that it tells
    this and that; a step makes it do so.
    """

    __slots__ = ("_chain", "_kernel", "_last", "_odd", "_out", "_reasons", "_stuck", "drift", "drifts_from", "flaps")

    def __init__(self, kernel: Kernel, out: Callable[[str, Value], None], chain: Chain, drift: float = 0.0) -> None:
        self._kernel = kernel
        self._out = out
        self._chain = chain
        self._reasons: frozenset[str] = frozenset()
        self._stuck = False
        self._last: dict[str, Value] = {}
        self.drift = drift
        self.drifts_from = kernel.now
        self.flaps = False
        self._odd = bool(drift)

    @property
    def is_silent(self) -> bool:
        """Whether nothing that it says gets out."""
        return bool(self._reasons)

    def sense(self, quantity: str, value: Value) -> None:
        """Tell what was sensed, unless a fault of the device is in the way; it is not told later."""
        if self._chain.passes(self._kernel.now):
            if self._odd:
                self._oddly(quantity, value)
            else:
                self._out(quantity, value)

    def report(self, quantity: str, value: Value) -> None:
        """Tell of itself: battery, mains, a fault."""
        if not self._reasons:
            self._out(quantity, value)

    def silence(self, reason: str, silent: bool) -> None:
        """Be silent for this reason, or no longer."""
        self._reasons = self._reasons | {reason} if silent else self._reasons - {reason}
        self._look()

    def stick(self, stuck: bool) -> None:
        """Be stuck at what was told last, or work again."""
        self._stuck = stuck
        self._look()

    def _look(self) -> None:
        self._odd = bool(self._reasons or self._stuck or self.drift)

    def _oddly(self, quantity: str, value: Value) -> None:
        if self._reasons or (self._stuck and isinstance(value, bool | str)):
            return
        if self._stuck:
            value = self._last.setdefault(quantity, value)
        elif self.drift and isinstance(value, float):
            value = round(value + self.drift * (self._kernel.now - self.drifts_from) / DAY, 2)
            self._last[quantity] = value
        self._out(quantity, value)
