"""A pressure mat in each bed."""

from collections.abc import Iterable, Sequence
from typing import Final

from simulators.devices.kind import Fitting, Kind, Setting
from simulators.devices.seat import SeatMat
from simulators.dwellings.plan import Dwelling


def _make(setting: Setting) -> SeatMat:
    return SeatMat(setting, "bed.occupied", setting.home.beds[int(setting.fitting.thing)])


def _places(dwelling: Dwelling, _residents: Sequence[int]) -> Iterable[Fitting]:
    for number, room in enumerate(dwelling.beds):
        which = f" {number + 1}" if number else ""
        yield Fitting(f"bed{which}", f"Bed mat{which}", "bed", room, thing=str(number))


KIND: Final = Kind("bed", "the bed mat", ("bed.occupied",), _places, _make)
