"""Read a Thing Description that somebody gives us: its form, and whether it contradicts itself or what can be told.

https://www.w3.org/TR/wot-thing-description11/ ; what we need of it is checked here, all else is kept and left alone.
A quantity is described by an event, or a property, of its name; ``mistel:quantity`` names it where the name is another.
"""

import json
import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from care.errors import Reason, Refused
from care.quantities import Kind, Quantity, Value, quantity
from devices import topics
from devices.description.said import Description, Mode, Said
from devices.units import in_unit, taken

CONTEXT: Final = "https://www.w3.org/2022/wot/td/v1.1"
PREFIX: Final = "mistel"
VOCABULARY: Final = "urn:mistel:vocabulary:"
"""What ``mistel:`` stands for in a description's context."""
LEFT_OUT: Final = "none"
"""The ``mistel:quantity`` of something that is not told to us."""
MOST_BYTES: Final = 64 * 1024
TYPES: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.BOOL: ("boolean",),
    Kind.NUMBER: ("number", "integer"),
    Kind.TEXT: ("string",),
}
"""The JSON types that a quantity's kind may be described as, the usual one first."""


class _Lenient(BaseModel):
    """Terms that we do not use are kept and left alone."""

    model_config = ConfigDict(extra="allow", frozen=True, allow_inf_nan=False)


class _Form(_Lenient):
    href: str
    topic: Annotated[str | None, Field(alias="mqv:topic")] = None
    filter: Annotated[str | None, Field(alias="mqv:filter")] = None


class _Data(_Lenient):
    type: Literal["boolean", "number", "integer", "string", "object", "array", "null"] | None = None
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    enum: Annotated[list[JsonValue] | None, Field(min_length=1)] = None


class _Told(_Lenient):
    """What events and properties have in common."""

    forms: Annotated[list[_Form], Field(min_length=1)]
    quantity: Annotated[str | None, Field(alias="mistel:quantity")] = None
    at_most_every: Annotated[float | None, Field(alias="mistel:atMostEvery", ge=0, le=31_536_000)] = None
    at_least_every: Annotated[float | None, Field(alias="mistel:atLeastEvery", gt=0, le=31_536_000)] = None


class _Event(_Told):
    data: _Data | None = None


class _Property(_Data, _Told):
    pass


class _Scheme(_Lenient):
    scheme: Annotated[str, Field(min_length=1)]


class _Thing(_Lenient):
    context: Annotated[JsonValue, Field(alias="@context")]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    security: str | Annotated[list[str], Field(min_length=1)]
    schemes: Annotated[dict[str, _Scheme], Field(alias="securityDefinitions", min_length=1)]
    events: dict[str, _Event] = {}
    properties: dict[str, _Property] = {}


def parse(text: bytes | str) -> dict[str, JsonValue]:
    """Give the JSON object of a description; raise Refused for other text, and for a name that stands twice."""
    if len(text) > MOST_BYTES:
        raise _bad("", f"The description has {len(text)} bytes.", f"Keep it within {MOST_BYTES}.")
    try:
        thing = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _bad("", f"The description is not JSON: {error!s:.120}.", "Send a JSON object.") from None
    if not isinstance(thing, dict):
        raise _bad("", "The description is not a JSON object.", "Send one Thing Description, {…}.")
    return thing


def read(
    thing: Mapping[str, JsonValue], mode: Mode, *, site: str = "", home: str = "", connection: str = ""
) -> Description:
    """Read a description; raise Refused(BAD_DESCRIPTION) that names the field, what contradicts, and how to mend it.

    Topics of its forms, where they are ours, must be those of the connection that is named.
    """
    try:
        read_ = _Thing.model_validate(thing)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"] if part not in ("str", "list[str]"))
        says = f"{where or 'the description'}: {first['msg'].removeprefix('Value error, ')}."
        raise _bad(where, says, "See docs/descriptions.md for what is needed.") from None
    _check_context(read_.context)
    _check_security(read_)
    said: dict[str, Said] = {}
    for part, group in (("events", read_.events), ("properties", read_.properties)):
        for name, told in group.items():
            field = f"{part}.{name}"
            named = _quantity(name, told, field)
            if named is None:
                continue
            if named.name in said:
                raise _bad(
                    field,
                    f"{named.name} is described twice.",
                    "Describe each quantity once, as an event or a property.",
                )
            data, at = (told.data, f"{field}.data") if isinstance(told, _Event) else (told, field)
            said[named.name] = _said(named, told, data if isinstance(data, _Data) else _Data(), field, at)
            _check_topics(told, field, topics.events(site, home, connection) if connection else "")
    if not said:
        mend = "Describe each quantity as an event of its name."
        raise _bad("events", "The description names nothing that is told.", mend)
    return Description(mode, said)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _bad(name, f"'{name:.60}' stands twice in the same object.", "Let each name stand once.")
        found[name] = value
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _check_context(context: JsonValue) -> None:
    named = context if isinstance(context, list) else [context]
    if CONTEXT not in named:
        raise _bad(
            "@context", f"@context does not name {CONTEXT}.", "Write a Thing Description 1.1, with that context."
        )


def _check_security(thing: _Thing) -> None:
    named = [thing.security] if isinstance(thing.security, str) else thing.security
    for name in named:
        if name not in thing.schemes:
            known = ", ".join(sorted(thing.schemes))
            raise _bad("security", f"security names '{name:.60}', which securityDefinitions lacks.", f"Name {known}.")


def _quantity(name: str, told: _Told, field: str) -> Quantity | None:
    wanted = told.quantity or name
    if wanted == LEFT_OUT:
        return None
    try:
        return quantity(wanted)
    except Refused as refused:
        raise _bad(
            field,
            refused.says,
            f"{refused.mend} Or say which quantity it is in mistel:quantity, '{LEFT_OUT}' for what is not told to us.",
        ) from None


def _said(named: Quantity, told: _Told, data: _Data, field: str, at: str) -> Said:
    types = TYPES[named.kind]
    if data.type is not None and data.type not in types:
        raise _bad(f"{at}.type", f"{named.name} is a {types[0]}, not a {data.type}.", f"Write {' or '.join(types)}.")
    if data.unit and data.unit not in taken(named.unit):
        units = ", ".join(taken(named.unit)) or "no unit"
        raise _bad(f"{at}.unit", f"{named.name} has {units}, not '{data.unit:.20}'.", "Correct the unit.")
    low, high = _range(named, data, at)
    shortest, longest = told.at_most_every, told.at_least_every
    if shortest is not None and longest is not None and shortest > longest:
        raise _bad(
            f"{field}.mistel:atMostEvery",
            f"{named.name} comes at most every {shortest:g} s and at least every {longest:g} s: that cannot be.",
            "mistel:atMostEvery is the shorter of the two.",
        )
    return Said(
        quantity=named.name,
        low=low,
        high=high,
        words=_words(named, data, at),
        at_most_every=None if shortest is None else timedelta(seconds=shortest),
        at_least_every=None if longest is None else timedelta(seconds=longest),
    )


def _range(named: Quantity, data: _Data, at: str) -> tuple[float, float]:
    if named.kind is not Kind.NUMBER:
        for edge in ("minimum", "maximum"):
            if getattr(data, edge) is not None:
                raise _bad(f"{at}.{edge}", f"{named.name} is no number, so it has no {edge}.", "Leave it out.")
        return -math.inf, math.inf
    low = named.low if data.minimum is None else _number(data.minimum, data.unit, named)
    high = named.high if data.maximum is None else _number(data.maximum, data.unit, named)
    if low > high:
        if data.minimum is not None and data.maximum is not None:
            says = f"minimum {data.minimum:g} is greater than maximum {data.maximum:g}."
            raise _bad(f"{at}.minimum", says, "Exchange the two.")
        edge = "minimum" if data.minimum is not None else "maximum"
        raise _bad(f"{at}.{edge}", _beyond(named), f"Correct {edge}.")
    if high < named.low or low > named.high:
        raise _bad(f"{at}.minimum", _beyond(named), "Correct minimum and maximum, or their unit.")
    return low, high


def _beyond(named: Quantity) -> str:
    return f"{named.name} can only lie between {named.low:g} and {named.high:g} {named.unit}: nothing would be allowed."


def _number(value: float, unit: str | None, named: Quantity) -> float:
    converted: Value = in_unit(value, unit or "", named)
    return float(converted)


def _words(named: Quantity, data: _Data, at: str) -> frozenset[str] | None:
    if data.enum is None:
        return None
    words = [word for word in data.enum if isinstance(word, str)]
    if named.kind is not Kind.TEXT or len(words) != len(data.enum):
        raise _bad(
            f"{at}.enum", f"{named.name} is no list of texts.", "Use enum for texts, minimum and maximum for numbers."
        )
    return frozenset(words)


def _check_topics(told: _Told, field: str, own: str) -> None:
    for number, form in enumerate(told.forms):
        for term, topic in (("mqv:topic", form.topic), ("mqv:filter", form.filter)):
            if own and topic is not None and topic.startswith(f"{topics.ROOT}/") and topic != own:
                where = f"{field}.forms.{number}.{term}"
                raise _bad(where, f"{topic:.120} is not where this device speaks.", f"It speaks on {own}.")


def _bad(field: str, says: str, mend: str) -> Refused:
    return Refused(Reason.BAD_DESCRIPTION, says, mend=mend, field=field)
