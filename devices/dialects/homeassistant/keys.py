"""The keys of a discovery message: abbreviations written out, ``~`` put in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

ABBREVIATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "avty": "availability",
        "avty_mode": "availability_mode",
        "avty_t": "availability_topic",
        "avty_tpl": "availability_template",
        "cmps": "components",
        "def_ent_id": "default_entity_id",
        "dev": "device",
        "dev_cla": "device_class",
        "evt_typ": "event_types",
        "exp_aft": "expire_after",
        "o": "origin",
        "obj_id": "object_id",
        "off_dly": "off_delay",
        "p": "platform",
        "pl_avail": "payload_available",
        "pl_not_avail": "payload_not_available",
        "pl_off": "payload_off",
        "pl_on": "payload_on",
        "stat_t": "state_topic",
        "t": "topic",
        "uniq_id": "unique_id",
        "unit_of_meas": "unit_of_measurement",
        "val_tpl": "value_template",
    }
)
"""Of the keys that are read; all others are passed over, short or long."""

OF_DEVICE: Final[Mapping[str, str]] = MappingProxyType(
    {"cns": "connections", "ids": "identifiers", "mdl": "model", "mf": "manufacturer"}
)
"""Of the keys within ``device``."""

SHARED: Final = (
    "availability",
    "availability_mode",
    "availability_template",
    "availability_topic",
    "payload_available",
    "payload_not_available",
    "state_topic",
)
"""What the components of a device form have from its root unless they say it themselves."""


def spelled_out(config: Mapping[str, Any], table: Mapping[str, str] = ABBREVIATIONS) -> dict[str, Any]:
    """Write abbreviated keys out; a key that is written out already wins."""
    return {table.get(key, key): value for key, value in config.items() if table.get(key, key) not in config} | {
        key: value for key, value in config.items() if key not in table
    }


def with_base(config: dict[str, Any], otherwise: object = None) -> dict[str, Any]:
    """Put the base topic in for ``~`` at the beginning or end of every topic, those of ``availability`` too."""
    base = config.get("~", otherwise)
    whole = dict(config)
    listed = config.get("availability")
    entries = [listed] if isinstance(listed, dict) else listed
    if isinstance(entries, list):
        whole["availability"] = [
            _with_base(spelled_out(entry), base) if isinstance(entry, dict) else entry for entry in entries
        ]
    return _with_base(whole, base)


def _with_base(config: dict[str, Any], base: object) -> dict[str, Any]:
    if not isinstance(base, str):
        return config
    return {
        key: _put_in(value, base) if isinstance(value, str) and (key == "topic" or key.endswith("_topic")) else value
        for key, value in config.items()
    }


def _put_in(topic: str, base: str) -> str:
    if topic.startswith("~"):
        return base + topic[1:]
    return topic[:-1] + base if topic.endswith("~") else topic
