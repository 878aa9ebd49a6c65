"""A rechargeable battery: it runs down by the hour and is charged in its charger."""

from typing import Final

from simulators.kernel import Kernel

FULL: Final = 100.0
LOW: Final = 15.0


class Battery:
    """How full it is, in percent, at the kernel's time; ``charging`` may be turned on and off."""

    def __init__(self, kernel: Kernel, *, hours: float, charges_in: float, level: float = FULL) -> None:
        self._kernel = kernel
        self._down = FULL / (hours * 3600)
        self._up = FULL / (charges_in * 3600)
        self._level = level
        self._at = kernel.now
        self._charging = False

    @property
    def level(self) -> float:
        """How full it is now."""
        passed = self._kernel.now - self._at
        moved = self._level + passed * (self._up if self._charging else -self._down)
        return max(0.0, min(FULL, moved))

    def charge(self, charging: bool) -> None:
        """Put it into its charger, or take it out."""
        self._level, self._at = self.level, self._kernel.now
        self._charging = charging

    def drain(self, level: float) -> None:
        """Let it be this full now, no fuller than it was."""
        self._level, self._at = min(self.level, level), self._kernel.now
