"""Correct a Thing Description by what a person filled in: which quantities it holds, their range and how often."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

PARTS: Final = ("events", "properties")
AT_MOST: Final = "mistel:atMostEvery"
AT_LEAST: Final = "mistel:atLeastEvery"


@dataclass(frozen=True, slots=True)
class Filled:
    """What a description says of one quantity, in the description's own unit; None: nothing."""

    minimum: float | None = None
    maximum: float | None = None
    at_most_every: float | None = None
    at_least_every: float | None = None


def filled(thing: Mapping[str, JsonValue]) -> dict[str, Filled]:
    """Give by quantity what a description says of it; what cannot be read is left out."""
    found = {}
    for told, data in _told(copy.deepcopy(dict(thing))).values():
        found[told.quantity] = Filled(
            _number(data.get("minimum")),
            _number(data.get("maximum")),
            _number(told.said.get(AT_MOST)),
            _number(told.said.get(AT_LEAST)),
        )
    return found


def corrected(
    thing: Mapping[str, JsonValue],
    made: Mapping[str, JsonValue],
    *,
    title: str,
    model: str,
    quantities: Mapping[str, Filled],
) -> dict[str, JsonValue]:
    """Give ``thing`` with these quantities and no others; one that it lacks is taken from ``made``.

    All else stays as it is. The result is to be read: it may contradict itself as any other.
    """
    result = copy.deepcopy(dict(thing))
    result["title"] = title
    if model:
        result["mistel:model"] = model
    else:
        result.pop("mistel:model", None)
    there = _told(result)
    for quantity, (told, _data) in there.items():
        if quantity not in quantities:
            told.part.pop(told.name)
    for quantity, (told, _data) in _told(copy.deepcopy(dict(made))).items():
        if quantity in quantities and quantity not in there:
            events = result.setdefault("events", {})
            if isinstance(events, dict):
                events[told.name] = told.said
    for quantity, (told, data) in _told(result).items():
        given = quantities[quantity]
        _set(data, minimum=given.minimum, maximum=given.maximum)
        _set(told.said, **{AT_MOST: given.at_most_every, AT_LEAST: given.at_least_every})
    return result


@dataclass(frozen=True, slots=True)
class _Told:
    quantity: str
    name: str
    part: dict[str, JsonValue]
    said: dict[str, JsonValue]


def _told(thing: Mapping[str, JsonValue]) -> dict[str, tuple[_Told, dict[str, JsonValue]]]:
    """Give each described quantity with where its data stand: an event's ``data``, or the property itself."""
    found = {}
    for name_of_part in PARTS:
        part = thing.get(name_of_part)
        for name, said in list(part.items()) if isinstance(part, dict) else ():
            if isinstance(part, dict) and isinstance(said, dict):
                quantity = said.get("mistel:quantity", name)
                data = said if name_of_part == "properties" else said.setdefault("data", {})
                if isinstance(data, dict):
                    found[str(quantity)] = (_Told(str(quantity), name, part, said), data)
    return found


def _set(where: dict[str, JsonValue], **values: float | None) -> None:
    for name, value in values.items():
        if value is None:
            where.pop(name, None)
        else:
            where[name] = value


def _number(value: JsonValue) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
