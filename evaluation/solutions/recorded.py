"""A score card for programs: what the command line prints as JSON and the API gives."""

import math

from pydantic import JsonValue

from care.estimates import Estimate, Result
from evaluation.solutions.scored import Card, Part


def card_record(card: Card) -> dict[str, JsonValue]:
    """Give a card for programs."""
    return {
        "source": card.source,
        "total": _record(card.total),
        "by_scenario": [_record(one) for one in card.by_scenario],
        "by_level": [_record(one) for one in card.by_level],
        "by_scenario_and_level": [_record(one) for one in card.by_scenario_and_level],
        "by_situation": [_record(one) for one in card.by_situation],
        "left_out": dict(card.left_out),
    }


def _record(part: Part) -> dict[str, JsonValue]:
    where = {"scenario": part.scenario, "level": part.level, "situation": part.situation}
    return {
        **{name: value for name, value in where.items() if value is not None},
        "plays": part.plays,
        **{name: _figure(one) for name, one in part.figures.items()},
        "missed": len(part.score.missed),
        "false": len(part.score.false),
        "duplicates": len(part.score.duplicates),
        "withdrawn": part.withdrawn,
    }


def _figure(one: Result) -> dict[str, JsonValue]:
    if not isinstance(one, Estimate):
        return {"too_little": one.why, "n": one.n}
    high = None if one.high == math.inf else one.high
    return {"value": one.value, "low": one.low, "high": high, "n": one.n, "method": one.method, "unit": one.unit}
