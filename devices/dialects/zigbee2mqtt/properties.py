"""Which quantity a property of a Zigbee device tells; what is not in these tables is passed over."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PROPERTIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "battery": "battery",
        "battery_low": "battery.low",
        "carbon_monoxide": "carbon.monoxide",
        "co2": "co2",
        "contact": "contact.open",
        "fault": "fault",
        "gas": "gas",
        "humidity": "humidity",
        "illuminance": "illuminance",
        "presence": "motion",
        "occupancy": "motion",
        "pir_detection": "motion",
        "power": "power",
        "smoke": "smoke",
        "sos": "alarm.button",
        "tamper": "tamper",
        "temperature": "temperature",
        "vibration": "vibration",
        "water_leak": "water.wet",
    }
)
"""Numbers and flags; of several that tell the same quantity of one device the first in this order is taken."""

ENUMS: Final[Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]]] = MappingProxyType(
    {
        "action": ("alarm.button", ("emergency", "sos"), ()),
        "fall_down_status": ("fall", ("fall",), ("none",)),
        "fall_status": ("fall", ("fall_alarm",), ("normal",)),
        "lock_state": ("lock.unlocked", ("unlocked",), ("locked",)),
        "smoke_state": ("smoke", ("alarm",), ("none",)),
    }
)
"""Words: (quantity, those that mean true, those that mean false); all other words say nothing."""

NOT_PRESSES: Final = frozenset(
    {"", "drop", "fall", "identify", "movement", "none", "orientation", "static", "tilt", "triple_tap", "vibration"}
)
"""Values of ``action`` that no hand on a button makes; regions and arming are none either."""
NO_PRESS_BEGINS: Final = ("region_", "arm_", "disarm", "exit_delay", "entry_delay", "invalid_code", "not_ready")

CLOSED_MEANS_TRUE: Final = frozenset({"contact"})
"""Flags that are true when the quantity is false: a contact that touches is closed."""
