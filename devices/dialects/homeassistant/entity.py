"""One entity of a discovery message, to a channel that we can read, or to the reason why not."""

import re
from dataclasses import dataclass
from typing import Any, Final

from care.errors import Reason, Refused
from care.found import Channel, Mode, PassedOver, Presence
from care.quantities import QUANTITIES, Kind
from devices import topics
from devices.dialects import values
from devices.dialects.homeassistant.classes import CLASSES, quantity_of
from devices.dialects.limits import must_be_few

_TEMPLATE: Final = re.compile(r"\{\{-?\s*value_json((?:\.[A-Za-z_][A-Za-z0-9_]*)+)\s*-?\}\}")
MOST_SECONDS: Final = 30 * 86_400
"""The longest expire_after and off_delay."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Where an entity was announced: ``source`` is the config's topic, ``prefix`` what all topics must begin with."""

    source: str
    prefix: str
    names: tuple[str, ...] = ()


def entity(component: str, config: dict[str, Any], announcement: Announcement) -> Channel | PassedOver:
    """Read one entity's config, keys spelled out; raise Refused when it breaks a rule of the format.

    What is right but not taken (a light, an unknown class, a template of another kind) is passed over with a reason.
    """
    unique = config.get("unique_id")
    key = announcement.source if unique is None else values.word(unique, "unique_id")
    name = values.name_of(config.get("name"), announcement.names[0] if announcement.names else key)
    try:
        state_topic = _below(config.get("state_topic", config.get("topic")), "state_topic", announcement.prefix)
    except Refused:
        if component in CLASSES:
            raise
        state_topic = ""
    try:
        return _channel(component, config, announcement, key, name, state_topic)
    except _NotTakenError as reason:
        return PassedOver(id=key, source=announcement.source, topic=state_topic, why=str(reason))


class _NotTakenError(Exception):
    """Why an entity is passed over."""


def _channel(
    component: str, config: dict[str, Any], announcement: Announcement, key: str, name: str, state_topic: str
) -> Channel:
    if component not in CLASSES:
        raise _NotTakenError(f"a {component} tells no reading; {', '.join(CLASSES)} are taken")
    device_class = values.as_text(config.get("device_class")) or ""
    called = [values.as_text(config.get(field)) or "" for field in ("object_id", "default_entity_id", "name")]
    called[1] = called[1].rpartition(".")[2]
    quantity = quantity_of(component, device_class, (*called, *announcement.names))
    if quantity is None:
        what = f"the {component} class '{device_class:.40}'" if device_class else f"a {component} without device_class"
        raise _NotTakenError(f"{what} is none of our quantities; name the entity as one, such as 'Bed occupied'")
    path = _path(config.get("value_template"))
    fields: dict[str, Any] = {}
    kind = QUANTITIES[quantity].kind
    if component == "event":
        path = (*path, "event_type")
        if kind is Kind.BOOL:
            types = config.get("event_types")
            listed = types if isinstance(types, list) else []
            fields["true"] = tuple(values.word(kind_of, "event_types") for kind_of in listed[:32])
            fields["strict"] = False
    elif kind is Kind.BOOL:
        fields["true"] = (values.word(config.get("payload_on", "ON"), "payload_on"),)
        fields["false"] = (values.word(config.get("payload_off", "OFF"), "payload_off"),)
        fields["off_delay"] = _seconds(config, "off_delay")
    elif kind is Kind.NUMBER:
        fields["factor"], fields["offset"] = _conversion(quantity, config.get("unit_of_measurement"))
    return Channel(
        id=key,
        name=name,
        source=announcement.source,
        topic=state_topic,
        path=path,
        quantity=quantity,
        expected_interval=_seconds(config, "expire_after"),
        presences=_presences(config, announcement.prefix),
        mode=_mode(config),
        **fields,
    )


def _below(topic: object, what: str, prefix: str) -> str:
    """Give a topic's part below our prefix; raise Refused for one elsewhere, which the box could not publish on."""
    full = values.word(topic, what, most=topics.MAX_LENGTH)
    if not full.startswith(prefix) or len(full) == len(prefix):
        raise Refused(
            Reason.BAD_TOPIC,
            f"'{what}' is {full[:160]!r}, outside of its own branch.",
            mend=f"Let it begin with {prefix} (ESPHome: topic_prefix).",
            field=what,
        )
    return full[len(prefix) :]


def _path(template: object) -> tuple[str, ...]:
    if template is None:
        return ()
    text = values.as_text(template) or ""
    found = _TEMPLATE.fullmatch(text.strip()) if len(text) <= topics.MAX_LENGTH else None
    if found is None:
        raise _NotTakenError(
            f"the template {text[:80]!r} is not of the form {{{{ value_json.x }}}}; send the value itself, or such JSON"
        )
    return tuple(found[1][1:].split("."))


def _conversion(quantity: str, unit: object) -> tuple[float, float]:
    text = values.as_text(unit)
    if not text:
        return (1.0, 0.0)
    known = values.UNITS.get(quantity, {})
    if text not in known:
        raise _NotTakenError(f"{quantity} in '{text[:20]}' is not understood; use {', '.join(known) or 'no unit'}")
    return known[text]


def _seconds(config: dict[str, Any], field: str) -> float | None:
    told = config.get(field)
    if told is None:
        return None
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 <= told <= MOST_SECONDS:
        raise Refused(
            Reason.OUT_OF_RANGE,
            f"'{field}' is not a number of seconds from 0 to {MOST_SECONDS}.",
            mend="Give seconds as a number, or leave it out.",
            field=field,
        )
    return float(told) or None


def _mode(config: dict[str, Any]) -> Mode:
    told = config.get("availability_mode", Mode.LATEST.value)
    try:
        return Mode(told)
    except ValueError:
        raise Refused(
            Reason.WRONG_TYPE,
            "'availability_mode' is none of latest, all and any.",
            mend="Give one of these, or leave it out.",
            field="availability_mode",
        ) from None


def _presences(config: dict[str, Any], prefix: str) -> tuple[Presence, ...]:
    listed = config.get("availability")
    entries: list[Any] = list(listed) if isinstance(listed, list) else []
    if config.get("availability_topic") is not None:
        single = {field: config[field] for field in ("payload_available", "payload_not_available") if field in config}
        template = config.get("availability_template")
        entries.append({"topic": config["availability_topic"], "value_template": template, **single})
    found = []
    must_be_few(entries, "availability")
    for entry in entries:
        if not isinstance(entry, dict):
            raise Refused(
                Reason.WRONG_TYPE,
                "'availability' is not a list of objects with 'topic'.",
                mend='Write it as [{"topic": "…"}].',
                field="availability",
            )
        found.append(
            Presence(
                topic=_below(entry.get("topic"), "availability", prefix),
                path=_path(entry.get("value_template")),
                online=values.word(entry.get("payload_available", "online"), "payload_available"),
                offline=values.word(entry.get("payload_not_available", "offline"), "payload_not_available"),
            )
        )
    return tuple(dict.fromkeys(found))
