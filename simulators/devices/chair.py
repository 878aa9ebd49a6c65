"""A pressure mat in the armchair."""

from typing import Final

from simulators.devices.kind import Kind, Setting, one_home
from simulators.devices.seat import SeatMat
from simulators.dwellings.plan import LIVING_ROOM


def _make(setting: Setting) -> SeatMat:
    return SeatMat(setting, "chair.occupied", setting.home.chair)


KIND: Final = Kind(
    "chair", "a mat in the armchair", ("chair.occupied",), one_home("chair", "chair", "Armchair", LIVING_ROOM), _make
)
