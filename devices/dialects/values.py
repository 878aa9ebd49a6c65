"""From a foreign payload to a value of a quantity: JSON or text, words of their own, units of their own."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from care.errors import Reason, Refused
from care.found import Channel, Presence
from care.quantities import QUANTITIES, Kind, Value

SAYS_NOTHING: Final = frozenset({"", "nan", "none", "null", "unknown", "unavailable"})
"""What boxes send, in any case of letters, when they have no value."""
MOST_TEXT: Final = 128
"""Characters of an id, name or word of a foreign box."""
_CELSIUS: Final = (1.0, 0.0)

UNITS: Final[Mapping[str, Mapping[str, tuple[float, float]]]] = MappingProxyType(
    {
        "temperature": {
            "°C": _CELSIUS,
            "℃": _CELSIUS,
            "C": _CELSIUS,
            "Cel": _CELSIUS,
            "°F": (5 / 9, -160 / 9),
            "℉": (5 / 9, -160 / 9),
            "K": (1.0, -273.15),
        },
        "humidity": {"%": (1.0, 0.0), "%RH": (1.0, 0.0)},
        "battery": {"%": (1.0, 0.0), "%EL": (1.0, 0.0)},
        "co2": {"ppm": (1.0, 0.0)},
        "illuminance": {"lx": (1.0, 0.0), "lux": (1.0, 0.0)},
        "power": {"W": (1.0, 0.0), "kW": (1000.0, 0.0), "mW": (0.001, 0.0)},
        "water.flow": {"l/s": (1.0, 0.0), "L/s": (1.0, 0.0), "L/min": (1 / 60, 0.0), "m³/h": (1 / 3.6, 0.0)},
        "pulse": {"bpm": (1.0, 0.0), "beat/min": (1.0, 0.0), "beats/min": (1.0, 0.0), "/min": (1.0, 0.0)},
        "breathing": {"bpm": (1.0, 0.0), "/min": (1.0, 0.0), "breaths/min": (1.0, 0.0), "rpm": (1.0, 0.0)},
        "latitude": {"°": (1.0, 0.0)},
        "longitude": {"°": (1.0, 0.0)},
        "breath.alcohol": {"g/l": (1.0, 0.0), "g/L": (1.0, 0.0), "‰": (1.0, 0.0)},
    }
)
"""For each quantity the units that are understood, as (factor, offset) to our own; without a unit it is our own."""


def load(payload: bytes) -> Any:
    """Parse JSON; raise Refused(NOT_JSON)."""
    try:
        return json.loads(payload.decode())
    except (ValueError, RecursionError) as error:
        raise Refused(
            Reason.NOT_JSON, f"The payload is not JSON: {error!s:.120}.", mend="Send JSON in UTF-8 on this topic."
        ) from None


def plain(payload: bytes) -> str:
    """Give the payload as text; raise Refused(NOT_JSON)."""
    try:
        return payload.decode()
    except ValueError:
        raise Refused(Reason.NOT_JSON, "The payload is not text in UTF-8.", mend="Send text or JSON.") from None


def as_text(value: object) -> str | None:
    """Write a JSON scalar as the text that configurations compare with; None for null and for what is no scalar."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value.lower() if value in {"True", "False"} else value
    if isinstance(value, int | float):
        try:
            return str(value)
        except ValueError:  # more digits than Python writes
            return "inf"
    return None


def word(value: object, what: str, *, most: int = MOST_TEXT) -> str:
    """Take a short printable text out of a configuration; raise Refused(WRONG_TYPE) naming ``what`` it should be."""
    text = as_text(value)
    if text is None or len(text) > most or not text.isprintable():
        raise Refused(
            Reason.WRONG_TYPE,
            f"'{what}' is not a text of at most {most} printable characters.",
            mend=f"Give a short text as '{what}'.",
            field=what,
        )
    return text


def name_of(value: object, otherwise: str) -> str:
    """Take a name for people, shortened to what can be shown."""
    text = as_text(value) or ""
    return "".join(sign for sign in text if sign.isprintable())[:MOST_TEXT].strip() or otherwise


def within(told: object, path: tuple[str, ...]) -> object:
    """Follow a path into parsed JSON; None where it leads nowhere."""
    for step in path:
        if not isinstance(told, dict):
            return None
        told = told.get(step)
    return told


def value_of(channel: Channel, told: object) -> Value | None:
    """Give what a channel's value means, None when it says nothing; raise Refused(WRONG_TYPE)."""
    text = as_text(told)
    if text is None:
        return None
    kind = QUANTITIES[channel.quantity].kind
    if kind is Kind.BOOL:
        return _flag(channel, text)
    if text.lower() in SAYS_NOTHING:
        return None
    if kind is Kind.TEXT:
        return text
    try:
        number = float(text) if "_" not in text else None
    except ValueError:
        number = None
    if number is None:
        raise _wrong(channel, text, "a number")
    return round(number * channel.factor + channel.offset, 6)


def _flag(channel: Channel, text: str) -> bool | None:
    if text in channel.true:
        return True
    if text in channel.false:
        return False
    if not channel.strict or text.lower() in SAYS_NOTHING:
        return None
    raise _wrong(channel, text, f"{_any_of(channel.true)} (true) or {_any_of(channel.false)} (false)")


def present(presence: Presence, payload: bytes) -> bool | None:
    """Tell whether an availability message says that its device is there; None when it says neither."""
    text = as_text(within(load(payload), presence.path)) if presence.path and payload[:1] == b"{" else plain(payload)
    return {presence.online: True, presence.offline: False}.get(text or "")


def _any_of(words: tuple[str, ...]) -> str:
    return " or ".join(repr(text) for text in words[:4]) or "nothing"


def _wrong(channel: Channel, text: str, belongs: str) -> Refused:
    return Refused(
        Reason.WRONG_TYPE,
        f"'{channel.id}' tells {text!r:.60} where {belongs} belongs.",
        mend="Send what was announced, or announce what is sent.",
        field=channel.id,
    )
