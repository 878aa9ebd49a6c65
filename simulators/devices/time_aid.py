"""A time aid, as a quarter-hour watch (ISO 9999: 22 27 12): it prompts the few things that are hard to remember."""

from collections.abc import Mapping
from datetime import time
from types import MappingProxyType
from typing import Final

from simulators.devices.battery import Battery
from simulators.devices.kind import Kind, Setting, one_each
from simulators.devices.reminders import Reminders

TIME_AID: Final = "time_aid"
PROMPTS: Final[Mapping[time, str]] = MappingProxyType(
    {time(7, 45): "Dags att äta frukost", time(13, 0): "Dags att gå till aktivitet", time(21, 30): "Dags att lägga sig"}
)
DAYS: Final = 20
"""How long its battery lasts."""


def _make(setting: Setting) -> Reminders:
    battery = Battery(setting.kernel, hours=24 * DAYS, charges_in=4, level=setting.rng.uniform(30, 100))
    return Reminders(setting, TIME_AID, PROMPTS, battery)


KIND: Final = Kind(
    TIME_AID,
    "a time aid: prompts played and confirmed",
    ("reminder.shown", "reminder.confirmed", "reminder.missed", "battery", "battery.low"),
    one_each(TIME_AID, "time aid", "Time aid"),
    _make,
)
