"""A plug that measures what the television draws."""

from typing import Final

from simulators.devices.gauge import Gauge
from simulators.devices.kind import Kind, Setting, one_home
from simulators.dwellings.plan import LIVING_ROOM


def _make(setting: Setting) -> Gauge:
    return Gauge(setting, "power", setting.home.television, as_on="appliance.on")


KIND: Final = Kind(
    "plug",
    "a plug that measures the television's power",
    ("power", "appliance.on"),
    one_home("plug", "plug", "Television", LIVING_ROOM),
    _make,
    mains=True,
)
