"""A fall alarm worn on the wrist: it senses a fall, has a button, and can be cancelled.

That one fall in ten is not sensed, and that it takes something else for a fall once in about twelve days, is our
assumption from what is told of such alarms in use; a scenario may say otherwise under `faults`.
"""

from collections.abc import Iterable
from typing import Final

from care.quantities import Value
from simulators.devices.kind import Kind, Setting, one_each
from simulators.faults import Proneness
from simulators.kernel import Process

MAKES_SURE: Final = (12.0, 35.0)
"""Seconds of lying still, least and most, until it tells a fall."""
CANCELLED_IN: Final = (8.0, 25.0)


class FallAlarm:
    """Tells ``fall`` true a moment after a fall, false when it is cancelled, and ``alarm.button`` when pressed.

    While it lies on the bedside table (``worn`` false) it senses neither.
    """

    def __init__(self, setting: Setting) -> None:
        self._kernel = setting.kernel
        self._voice = setting.voice
        self._rng = setting.rng
        self._person = setting.whose
        self._fallen = False
        self.worn = True
        self._person.falls.watch(self._fell)
        self._person.presses.watch(self._pressed)
        self._person.rises.watch(self._rose)

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the states it starts with."""
        return (("fall", False), ("alarm.button", False))

    def misfire(self) -> bool:
        """Take something else for a fall; the wearer cancels it when asked again."""
        self._fallen = not self._fallen
        self._voice.report("fall", self._fallen)
        return self._fallen

    def _fell(self) -> None:
        if self.worn:
            self._kernel.start(self._makes_sure())

    def _makes_sure(self) -> Process:
        yield self._rng.uniform(*MAKES_SURE)
        if self._person.is_down:
            self._fallen = True
            self._voice.sense("fall", True)

    def _rose(self) -> None:
        if self._fallen:
            self._fallen = False
            self._voice.report("fall", False)

    def _pressed(self) -> None:
        if self.worn:
            self._voice.sense("alarm.button", True)


KIND: Final = Kind(
    "fall_alarm",
    "a fall alarm worn on the wrist, with a button",
    ("fall", "alarm.button"),
    one_each("fall_alarm", "fall alarm", "Fall alarm"),
    FallAlarm,
    prone=Proneness(misses=0.1, false_a_day=0.08),
)
