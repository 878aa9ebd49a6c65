"""A pressure mat: it tells that somebody lies or sits on it once a change has lasted."""

from collections.abc import Iterable
from typing import Final

from care.quantities import Value
from simulators.devices.kind import Setting
from simulators.kernel import Process
from simulators.things import Seat

SETTLES: Final = 4.0
"""Seconds that the pressure must have changed before it is told, so that turning over is not leaving."""


class SeatMat:
    """Tells its quantity once a change has lasted; a change that it misses is not told later."""

    def __init__(self, setting: Setting, quantity: str, seat: Seat) -> None:
        self._kernel = setting.kernel
        self._voice = setting.voice
        self._quantity = quantity
        self._taken = seat.taken
        self._taken.watch(self._press)
        self._told = False
        self._changes = 0

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the state it starts with."""
        self._told = self._taken.value
        return ((self._quantity, self._told),)

    def misfire(self) -> bool:
        """Tell the other state than before, as a mat that slipped does."""
        self._told = not self._told
        self._voice.report(self._quantity, self._told)
        return self._told != self._taken.value

    def _press(self, _taken: bool) -> None:
        self._changes += 1
        self._kernel.start(self._settle(self._changes))

    def _settle(self, change: int) -> Process:
        yield SETTLES
        if change == self._changes and self._taken.value != self._told:
            self._told = self._taken.value
            self._voice.sense(self._quantity, self._told)
