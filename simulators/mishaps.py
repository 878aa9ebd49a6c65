"""What goes wrong with devices by itself, as time goes: false tellings, batteries that run down."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Final

from simulators.devices.kind import Fitted
from simulators.kernel import Kernel, Process

DAY: Final = 86_400.0
TRUE_AGAIN: Final = (2.0, 25.0)
"""Seconds after a false telling until the device tells the truth again, least and most."""
TELLS_BATTERY_EVERY: Final = 6 * 3600.0
LOW: Final = 10.0
EMPTY: Final = "empty"


def tells_falsely(devices: Sequence[Fitted], a_day: float, rng: Random) -> Process:
    """Let one of the devices tell what is not there, so many times a day on average."""
    while True:
        yield rng.expovariate(a_day / DAY)
        device = rng.choice(devices).device
        if device.misfire():
            yield rng.uniform(*TRUE_AGAIN)
            device.misfire()


def runs_down(kernel: Kernel, fitted: Fitted, level: float, lasts: timedelta) -> Process:
    """Let a device's battery run down from ``level`` percent; it tells so, and at last falls silent."""
    full = lasts.total_seconds()
    empty_at = kernel.now + level / 100 * full
    low = False
    while True:
        left = max(0.0, (empty_at - kernel.now) / full * 100)
        fitted.voice.report("battery", round(left))
        if left <= LOW and not low:
            low = True
            fitted.voice.report("battery.low", True)
        if left <= 0:
            fitted.voice.silence(EMPTY, True)
            return
        yield min(TELLS_BATTERY_EVERY, max(1.0, empty_at - kernel.now))
