"""A sensor in the cistern of the toilet."""

from typing import Final

from simulators.devices.impulse import Impulse
from simulators.devices.kind import Kind, Setting, one_home
from simulators.dwellings.plan import BATHROOM


def _make(setting: Setting) -> Impulse:
    return Impulse(setting, "flush", setting.home.flushes)


KIND: Final = Kind(
    "toilet", "a sensor in the cistern: flushes", ("flush",), one_home("toilet", "toilet", "Toilet", BATHROOM), _make
)
