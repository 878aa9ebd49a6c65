"""Whether mains power is out in a home, as far as its devices tell."""

from datetime import datetime
from typing import Final

from care.events import Event

QUANTITIES: Final = frozenset({"mains", "power"})
"""What a rule must name that asks."""
SEVERAL: Final = 2

_MAINS: Final = "mains"


class Mains:
    """Follows what devices with a battery of their own tell of mains power, and which others draw power.

    One device that is without is enough, unless another shows since then that there is power: it tells that mains is
    there, or draws power. Two that are without are enough whatever others show: some sockets may have power.
    """

    def __init__(self) -> None:
        self.without: dict[str, Event] = {}
        """What devices told that are without mains, by device: since when each is."""
        self._shown: datetime | None = None  # when one showed that there is power

    def note(self, event: Event) -> None:
        """Take an event of ``QUANTITIES``."""
        if event.quantity == _MAINS and event.value is False:
            self.without.setdefault(event.device, event)
        elif event.quantity == _MAINS or float(event.value) > 0:
            self.without.pop(event.device, None)
            self._shown = event.time

    @property
    def out_since(self) -> datetime | None:
        """Since when enough devices are without; None while they are not."""
        if not self.without:
            return None
        told = sorted(event.time for event in self.without.values())
        is_shown = self._shown is not None and self._shown >= told[0]
        if len(told) >= SEVERAL:
            return told[SEVERAL - 1] if is_shown else told[0]
        return None if is_shown else told[0]
