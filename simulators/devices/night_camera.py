"""Night supervision by camera: at set times staff look in, and note whether the person is in bed."""

from collections.abc import Iterable
from datetime import time
from typing import Final

from care.quantities import Value
from simulators.devices.kind import Kind, Setting, one_home
from simulators.dwellings.plan import BEDROOM
from simulators.faults import Proneness
from simulators.kernel import Process

CHECKS: Final = (time(23, 0), time(1, 0), time(3, 0), time(5, 0))
LASTS: Final = (18.0, 45.0)
"""Seconds of a check, least and most: about half a minute."""


class NightCamera:
    """Tells ``check.seen`` and ``check.seconds`` after each check; while it is offline there is none.

    It is seen who lies in the bed; one look in a hundred sees nobody although somebody lies there, under a blanket.
    """

    def __init__(self, setting: Setting) -> None:
        self._kernel = setting.kernel
        self._voice = setting.voice
        self._rng = setting.rng
        self._hours = setting.hours
        self._bed = setting.home.beds[0].taken
        self._misses = setting.proneness.misses
        self._kernel.start(self._look_in())

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give nothing: it tells of checks only."""
        return ()

    def misfire(self) -> bool:
        """Say that nobody is in the bed."""
        self._tell(False)
        return False

    def _look_in(self) -> Process:
        while True:
            yield min(self._hours.until(at, self._kernel.now + 1) for at in CHECKS) + 1
            lasts = self._rng.uniform(*LASTS)
            hidden = self._rng.random() < self._misses
            yield lasts
            self._tell(self._bed.value and not hidden, lasts)

    def _tell(self, seen: bool, lasts: float = LASTS[0]) -> None:
        self._voice.report("check.seen", seen)
        self._voice.report("check.seconds", round(lasts, 1))


KIND: Final = Kind(
    "night_camera",
    "night supervision by camera: checks at 23, 1, 3 and 5 o'clock",
    ("check.seen", "check.seconds"),
    one_home("night_camera", "night camera", "Night camera", BEDROOM),
    NightCamera,
    prone=Proneness(misses=0.01),
    mains=True,
)
