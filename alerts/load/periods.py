"""How many alerts called in each ten minutes, and the floods among them."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

PERIOD: Final = timedelta(minutes=10)
MANY: Final = 10
"""More calls than this to an operator in one period are a flood."""

FEW: Final = 5
"""A flood is over with the first period that has fewer calls to an operator than this (ISA-18.2)."""

Operators = Callable[[datetime], int]
"""Tells how many people were there to answer at a time; fewer than one counts as one."""


@dataclass(frozen=True, slots=True)
class Period:
    """Ten minutes from ``since``: how often alerts called, and how many were there to answer."""

    since: datetime
    calls: int
    operators: int

    @property
    def each(self) -> float:
        """Calls for each operator."""
        return self.calls / self.operators


@dataclass(frozen=True, slots=True)
class Flood:
    """From a period with more than ten calls to an operator until one with fewer than five."""

    since: datetime
    until: datetime
    calls: int


def periods(calls: Iterable[datetime], since: datetime, until: datetime, operators: Operators) -> list[Period]:
    """Count the calls of each whole ten minutes of [since, until); what is left of a period at the end is left out."""
    ordered = sorted(calls)
    counted = []
    start = since
    while start + PERIOD <= until:
        here = bisect_left(ordered, start + PERIOD) - bisect_left(ordered, start)
        counted.append(Period(start, here, max(1, operators(start))))
        start += PERIOD
    return counted


def floods(counted: Sequence[Period]) -> list[Flood]:
    """Find the floods, in order of time."""
    found: list[Flood] = []
    going_on = False
    for period in counted:
        going_on = period.each >= FEW if going_on else period.each > MANY
        if not going_on:
            continue
        before = found.pop() if found and found[-1].until == period.since else None
        begun = before.since if before else period.since
        found.append(Flood(begun, period.since + PERIOD, period.calls + (before.calls if before else 0)))
    return found
