"""A stove guard (ISO 9999: 22 27 24): it measures the heat above the stove, and cuts the power when nobody is near.

A plate that is on warms the air above it towards 25 + power/12 degrees with a time constant of 9 minutes, and cools
likewise: our own model of a 1.5-2 kW plate with a pot on it.
"""

from collections.abc import Iterable
from math import exp
from typing import Final

from care.quantities import Value
from simulators.devices.kind import Kind, Setting, one_home
from simulators.dwellings.plan import KITCHEN
from simulators.kernel import Process

ROOM_WARMTH: Final = 22.0
DEGREES_A_WATT: Final = 1 / 16
WARMS_IN: Final = 540.0
LOOKS_EVERY: Final = 120.0
HOT: Final = 60.0
ALONE: Final = 20 * 60.0
"""Seconds that the stove may be hot with nobody moving near before the power is cut."""


class StoveGuard:
    """Tells ``temperature`` every two minutes while it is warm, and ``stove.cutoff`` when it cut the power."""

    def __init__(self, setting: Setting) -> None:
        self._kernel = setting.kernel
        self._voice = setting.voice
        self._stove = setting.home.stove
        self._warmth = ROOM_WARMTH
        self._aim = ROOM_WARMTH
        self._since = 0.0
        self._seen = 0.0
        self._running = False
        self.minutes_alone = ALONE / 60
        setting.home.moves[setting.home.stove_room].watch(self._somebody)
        self._stove.watch(self._power)

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the states it starts with."""
        return (("temperature", ROOM_WARMTH), ("stove.cutoff", False))

    def misfire(self) -> bool:
        """Cut the power without need, as a dirty sensor does."""
        self._cut()
        return False

    def _somebody(self) -> None:
        self._seen = self._kernel.now

    def _power(self, watts: float) -> None:
        self._warmth = self._now()
        self._since = self._kernel.now
        self._aim = ROOM_WARMTH + watts * DEGREES_A_WATT
        if watts > 0:
            self._seen = self._kernel.now
            if not self._running:
                self._running = True
                self._kernel.start(self._watch())

    def _now(self) -> float:
        return self._aim + (self._warmth - self._aim) * exp((self._since - self._kernel.now) / WARMS_IN)

    def _watch(self) -> Process:
        while True:
            yield LOOKS_EVERY
            warmth = self._now()
            self._voice.sense("temperature", round(warmth, 1))
            if warmth > HOT and self._stove.value > 0 and self._kernel.now - self._seen > 60 * self.minutes_alone:
                self._cut()
            if warmth < ROOM_WARMTH + 2 and self._stove.value <= 0:
                self._running = False
                return

    def _cut(self) -> None:
        self._voice.sense("stove.cutoff", True)
        self._stove.turn(0.0)


KIND: Final = Kind(
    "stove_guard",
    "a stove guard: heat, and cutting the power when nobody is near",
    ("temperature", "stove.cutoff"),
    one_home("stove_guard", "stove guard", "Stove guard", KITCHEN),
    StoveGuard,
    mains=True,
)
