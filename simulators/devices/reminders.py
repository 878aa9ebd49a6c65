"""What planners and time aids have in common: reminders at their times, shown, and confirmed or missed."""

from collections.abc import Iterable, Mapping
from datetime import time
from math import exp
from typing import Final

from care.quantities import Value
from simulators.devices.battery import LOW, Battery
from simulators.devices.kind import Setting
from simulators.kernel import Process

CONFIRMED: Final = 0.97
"""Part of the reminders that are confirmed by who is awake: it is in the bag when one is out."""
CONFIRMED_IN: Final = 240.0
"""Seconds until a reminder is confirmed: the median."""
MISSED_AFTER: Final = 30 * 60.0
TELLS_BATTERY_EVERY: Final = 4 * 3600.0
CHARGER: Final = "charger"


class Reminders:
    """Tells ``reminder.shown``, then ``reminder.confirmed`` or, after half an hour, ``reminder.missed``: their texts.

    ``battery`` is told every four hours. An empty one shows and tells nothing until it is charged, which its person
    does at night, unless ``ignores`` has the charger. Answers disturb nothing else that happens.
    """

    def __init__(self, setting: Setting, name: str, table: Mapping[time, str], battery: Battery) -> None:
        self._kernel = setting.kernel
        self._hours = setting.hours
        self._voice = setting.voice
        self._rng = setting.rng
        self._person = setting.whose
        self._name = name
        self._battery = battery
        self._low = False
        self._open: str | None = None
        self._plans = 0
        self.plan(table)
        self._kernel.start(self._runs_down())

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the states it starts with."""
        return (("battery", round(self._battery.level)),)

    def misfire(self) -> bool:
        """Show a reminder again that nobody wrote."""
        self._voice.report("reminder.shown", "")
        return False

    @property
    def is_empty(self) -> bool:
        """Whether its battery is, so that it shows nothing and answers nobody."""
        return self._battery.level <= 0

    def plan(self, table: Mapping[time, str]) -> None:
        """Take these reminders, by their times of each day, in place of those before."""
        self._plans += 1
        if table:
            self._kernel.start(self._run(table, self._plans))

    def show(self, text: str) -> None:
        """Show a reminder now, unless it is empty."""
        if self._battery.level > 0:
            self._kernel.start(self._show(text))

    def confirm(self) -> bool:
        """Have somebody confirm the reminder that is shown; give whether there was one."""
        text, self._open = self._open, None
        if text is None or self._battery.level <= 0:
            return False
        self._voice.sense("reminder.confirmed", text)
        return True

    def empty(self) -> None:
        """Let the battery run out now."""
        self._battery.drain(0.0)
        self._tell_battery()

    def _run(self, table: Mapping[time, str], plan: int) -> Process:
        while True:
            wait, at = min((self._hours.until(at, self._kernel.now + 1), at) for at in table)
            yield wait + 1
            if plan != self._plans:
                return
            self.show(table[at])

    def _show(self, text: str) -> Process:
        self._open = text
        self._voice.sense("reminder.shown", text)
        answers = self._rng.random() < CONFIRMED
        after = min(MISSED_AFTER - 1, CONFIRMED_IN * exp(self._rng.gauss(0, 0.9)))
        yield after
        if self._open is text and answers and self._person.is_able and self._name not in self._person.ignores:
            self.confirm()
        yield MISSED_AFTER - after
        if self._open is text and self._battery.level > 0:
            self._open = None
            self._voice.sense("reminder.missed", text)

    def _runs_down(self) -> Process:
        while True:
            yield TELLS_BATTERY_EVERY
            hour = self._hours.hour(self._kernel.now)
            self._battery.charge((hour >= 21 or hour < 7) and CHARGER not in self._person.ignores)  # noqa: PLR2004
            self._tell_battery()

    def _tell_battery(self) -> None:
        level = self._battery.level
        low = level <= LOW
        if level > 0:
            self._voice.silence("empty", False)
        self._voice.report("battery", round(level))
        if low != self._low:
            self._low = low
            self._voice.report("battery.low", low)
        if level <= 0:
            self._voice.silence("empty", True)
