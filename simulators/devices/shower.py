"""A meter on the bathroom's water."""

from typing import Final

from simulators.devices.gauge import Gauge
from simulators.devices.kind import Kind, Setting, one_home
from simulators.dwellings.plan import BATHROOM


def _make(setting: Setting) -> Gauge:
    return Gauge(setting, "water.flow", setting.home.water)


KIND: Final = Kind(
    "shower",
    "a meter on the bathroom's water",
    ("water.flow",),
    one_home("shower", "shower", "Bathroom water", BATHROOM),
    _make,
)
