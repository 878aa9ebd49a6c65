"""A pressure mat in a bed."""

from collections.abc import Iterable, Sequence
from typing import Final

from care.quantities import Value
from simulators.devices.kind import Fitting, Kind, Setting
from simulators.dwellings.plan import Dwelling
from simulators.kernel import Process

SETTLES: Final = 4.0
"""Seconds that the pressure must have changed before it is told, so that turning over is not leaving."""


class Bed:
    """Tells ``bed.occupied`` once a change has lasted; a change that it misses is not told later."""

    def __init__(self, setting: Setting) -> None:
        self._kernel = setting.kernel
        self._voice = setting.voice
        self._taken = setting.home.beds[int(setting.fitting.thing)].taken
        self._taken.watch(self._press)
        self._told = False
        self._changes = 0

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the state it starts with."""
        self._told = self._taken.value
        return (("bed.occupied", self._told),)

    def _press(self, _taken: bool) -> None:
        self._changes += 1
        self._kernel.start(self._settle(self._changes))

    def _settle(self, change: int) -> Process:
        yield SETTLES
        if change == self._changes and self._taken.value != self._told:
            self._told = self._taken.value
            self._voice.sense("bed.occupied", self._told)


def _places(dwelling: Dwelling, _residents: Sequence[int]) -> Iterable[Fitting]:
    for number, room in enumerate(dwelling.beds):
        which = f" {number + 1}" if number else ""
        yield Fitting(f"bed{which}", f"Bed mat{which}", "bed", room, thing=str(number))


KIND: Final = Kind("bed", "the bed mat", ("bed.occupied",), _places, Bed)
