"""A sensor on the stove's supply: whether it is on."""

from typing import Final

from simulators.devices.gauge import Gauge
from simulators.devices.kind import Kind, Setting, one_home
from simulators.dwellings.plan import KITCHEN


def _make(setting: Setting) -> Gauge:
    return Gauge(setting, "", setting.home.stove, as_on="stove.on")


KIND: Final = Kind(
    "stove",
    "a sensor on the stove's supply",
    ("stove.on",),
    one_home("stove", "stove", "Stove", KITCHEN),
    _make,
    mains=True,
)
