"""A day planner on the wall or in the bag (ISO 9999: 22 27 15): the day's reminders, confirmed by a touch."""

from collections.abc import Mapping
from datetime import time
from types import MappingProxyType
from typing import Final

from simulators.devices.battery import Battery
from simulators.devices.kind import Kind, Setting, one_each
from simulators.devices.reminders import Reminders
from simulators.dwellings.plan import KITCHEN

PLANNER: Final = "planner"
REMINDERS: Final[Mapping[time, str]] = MappingProxyType(
    {
        time(8, 15): "Frukost",
        time(9, 0): "Medicin",
        time(10, 30): "Promenad",
        time(12, 15): "Lunch",
        time(15, 0): "Kaffe",
        time(17, 30): "Middag",
        time(20, 0): "Medicin",
    }
)
"""What it reminds of where a scenario says nothing else, for somebody who rises at seven."""


def _make(setting: Setting) -> Reminders:
    battery = Battery(setting.kernel, hours=34, charges_in=4, level=setting.rng.uniform(70, 100))
    return Reminders(setting, PLANNER, setting.whose.reminders, battery)


KIND: Final = Kind(
    PLANNER,
    "a day planner: reminders shown, confirmed and missed; it must be charged",
    ("reminder.shown", "reminder.confirmed", "reminder.missed", "battery", "battery.low"),
    one_each(PLANNER, PLANNER, "Day planner", room=KITCHEN),
    _make,
)
