"""A device's description as a form: each quantity with what was seen of it and what the description says."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from care.quantities import QUANTITIES, Kind
from dashboards.tongue import Tongue
from dashboards.words import QUANTITY_WORDS
from devices.description import Filled, Seen


@dataclass(frozen=True, slots=True)
class Described:
    """One quantity of the form.

    ``described``: the description holds it. The four fields are texts as a person writes them, "" for nothing.
    ``low`` and ``high`` are what was seen, as such texts.
    """

    quantity: str
    label: str
    unit: str
    is_number: bool
    described: bool
    minimum: str
    maximum: str
    at_most: str
    at_least: str
    seen: str
    low: str
    high: str


def described(
    said: Mapping[str, Filled], made: Mapping[str, Filled], seen: Mapping[str, Seen], words: Tongue
) -> list[Described]:
    """Give the form's rows: what the description says, and what it lacks of what the device told."""
    names = [*sorted(said), *sorted(made.keys() - said.keys())]
    return [
        row(name, said.get(name, made.get(name, Filled())), seen.get(name), words, is_described=name in said)
        for name in names
        if name in QUANTITIES
    ]


def row(name: str, given: Filled, seen: Seen | None, words: Tongue, *, is_described: bool) -> Described:
    """Say one quantity."""
    quantity = QUANTITIES[name]
    return Described(
        quantity=name,
        label=words.say(QUANTITY_WORDS[name].label),
        unit=quantity.unit,
        is_number=quantity.kind is Kind.NUMBER,
        described=is_described,
        minimum=written(given.minimum),
        maximum=written(given.maximum),
        at_most=written(given.at_most_every),
        at_least=written(given.at_least_every),
        seen=_seen(seen, quantity.unit, words),
        low=written(seen.low) if seen else "",
        high=written(seen.high) if seen else "",
    )


def written(number: float | None) -> str:
    """Write a number as a person does in a field: no more decimals than it has, a dot."""
    if number is None or not math.isfinite(number):
        return ""
    return f"{number:.10g}"


def _seen(seen: Seen | None, unit: str, words: Tongue) -> str:
    if seen is None:
        return words.say("nothing yet")
    parts = [words.count("{n} reading", "{n} readings", seen.count)]
    if seen.low is not None and seen.high is not None:
        parts.append(f"{words.number(seen.low)} – {words.number(seen.high)} {unit}".strip())
    if seen.words:
        parts.append(", ".join(seen.words[:5]))
    if seen.usual is not None and seen.longest is not None:
        parts.append(
            words.say(
                "usually every {usual}, at the longest {longest}",
                usual=_gap(seen.usual, words),
                longest=_gap(seen.longest, words),
            )
        )
    return " · ".join(parts)


def _gap(gap: timedelta, words: Tongue) -> str:
    if gap < timedelta(seconds=10):
        return f"{words.number(gap.total_seconds())} {words.say('s')}"
    return words.age(gap)
