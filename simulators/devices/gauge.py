"""A device that tells a number when what it measures changes: flow, power."""

from collections.abc import Iterable

from care.quantities import Value
from simulators.devices.kind import Setting
from simulators.things import Holds


class Gauge:
    """Tells its quantity at each change, and with ``as_on`` also whether it is over 0."""

    def __init__(self, setting: Setting, quantity: str, watched: Holds[float], as_on: str = "") -> None:
        self._voice = setting.voice
        self._quantity = quantity
        self._watched = watched
        self._as_on = as_on
        self._on = watched.value > 0
        watched.watch(self._sense)

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the states it starts with."""
        states: tuple[tuple[str, Value], ...] = ((self._quantity, self._watched.value),) if self._quantity else ()
        return (*states, (self._as_on, self._on)) if self._as_on else states

    def misfire(self) -> bool:
        """Tell what is not so, and the truth when asked again."""
        if self._as_on:
            self._on = not self._on
            self._voice.report(self._as_on, self._on)
            return self._on != (self._watched.value > 0)
        return False

    def _sense(self, value: float) -> None:
        if self._quantity:
            self._voice.sense(self._quantity, value)
        if self._as_on and (value > 0) != self._on:
            self._on = value > 0
            self._voice.sense(self._as_on, self._on)
