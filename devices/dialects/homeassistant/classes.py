"""Which quantity an entity tells: by its name where that is one of ours, else by its device class."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from care.events import TICK, UPDATE_INTERVAL
from care.quantities import QUANTITIES, Kind

BINARY_SENSOR: Final[Mapping[str, str]] = MappingProxyType(
    {
        "battery": "battery.low",
        "carbon_monoxide": "carbon.monoxide",
        "connectivity": "online",
        "door": "contact.open",
        "garage_door": "contact.open",
        "gas": "gas",
        "lock": "lock.unlocked",
        "moisture": "water.wet",
        "motion": "motion",
        "moving": "vibration",
        "occupancy": "motion",
        "opening": "contact.open",
        "power": "appliance.on",
        "presence": "present",
        "problem": "fault",
        "running": "appliance.on",
        "safety": "unsafe",
        "smoke": "smoke",
        "tamper": "tamper",
        "vibration": "vibration",
        "window": "contact.open",
    }
)
"""What "on" of a binary sensor means: on is true."""

SENSOR: Final[Mapping[str, str]] = MappingProxyType(
    {
        "battery": "battery",
        "carbon_dioxide": "co2",
        "humidity": "humidity",
        "illuminance": "illuminance",
        "power": "power",
        "temperature": "temperature",
        "volume_flow_rate": "water.flow",
    }
)
EVENT: Final[Mapping[str, str]] = MappingProxyType({"button": "button", "doorbell": "button", "motion": "motion"})

CLASSES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"binary_sensor": BINARY_SENSOR, "event": EVENT, "sensor": SENSOR}
)
"""The components that are taken, with their device classes."""
KINDS: Final[Mapping[str, frozenset[Kind]]] = MappingProxyType(
    {
        "binary_sensor": frozenset({Kind.BOOL}),
        "event": frozenset({Kind.BOOL, Kind.TEXT}),
        "sensor": frozenset({Kind.NUMBER, Kind.TEXT}),
    }
)

OTHER_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "heart_rate": "pulse",
        "breath_rate": "breathing",
        "breathing_rate": "breathing",
        "respiratory_rate": "breathing",
        "respiration_rate": "breathing",
    }
)
BY_NAME: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{name.replace(".", "_"): name for name in QUANTITIES if name not in {TICK, "online", UPDATE_INTERVAL}},
        **OTHER_NAMES,
    }
)
"""Entities called so tell this quantity: "Bed occupied", ``bed_occupied`` and ``bed.occupied`` are bed.occupied."""


def quantity_of(component: str, device_class: str, names: Iterable[str]) -> str | None:
    """Give the quantity that an entity of a taken component tells, None when nothing says which."""
    for name in names:
        slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        found = BY_NAME.get(slug)
        if found is not None and QUANTITIES[found].kind in KINDS[component]:
            return found
    return CLASSES[component].get(device_class)
