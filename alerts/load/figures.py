"""A figure of staff's load held against its target: met, not met, or too little data to say."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from care.estimates import Estimate, proportion


class Verdict(StrEnum):
    """How a figure stands to its target."""

    MET = "met"
    NOT_MET = "not met"
    TOO_LITTLE = "too little data"


class Standard(StrEnum):
    """Where a target is from."""

    ISA = "ISA-18.2"
    TSA = "TSA"
    SWEDEN = "Swedish guarantees"


@dataclass(frozen=True, slots=True)
class Target:
    """At most ``limit``, or at least where ``at_least``. ``needed``: how many must be counted before it can be judged.

    For a share, so many that one exception alone cannot decide; for load over time, a whole day of ten-minute periods.
    """

    limit: float
    standard: Standard
    needed: int
    at_least: bool = False

    def holds(self, value: float) -> bool:
        """Tell whether a value meets it; within a billionth, for shares are divided."""
        reach = 1e-9
        return value >= self.limit - reach if self.at_least else value <= self.limit + reach


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: ``value`` of ``n`` (None: nothing was counted); ``low`` and ``high`` by Wilson for a share."""

    name: str
    value: float | None
    n: int
    target: Target
    low: float | None = None
    high: float | None = None

    @property
    def verdict(self) -> Verdict:
        """How it stands to its target."""
        if self.value is None or self.n < self.target.needed:
            return Verdict.TOO_LITTLE
        return Verdict.MET if self.target.holds(self.value) else Verdict.NOT_MET


def _share(limit: float, standard: Standard, *, at_least: bool = False) -> Target:
    return Target(limit, standard, math.ceil(round(1 / min(limit, 1 - limit), 6)), at_least)


DAY: Final = 144
"""Ten-minute periods of a day."""

TARGETS: Final[Mapping[str, Target]] = MappingProxyType(
    {
        "calls per operator": Target(1, Standard.ISA, DAY),
        "most calls per operator": Target(10, Standard.ISA, DAY),
        "periods over ten": Target(0.01, Standard.ISA, DAY),
        "time in floods": Target(0.01, Standard.ISA, DAY),
        "ten worst sources": Target(0.05, Standard.ISA, 200),  # fewer, and ten sources of one alert each are over it
        "chattering sources": Target(0, Standard.ISA, 1),
        "standing a day": Target(4, Standard.ISA, 1),  # under 5
        "low priority": _share(0.80, Standard.ISA, at_least=True),
        "medium priority": _share(0.15, Standard.ISA),
        "high priority": _share(0.05, Standard.ISA),
        "answered in 60 s": _share(0.975, Standard.TSA, at_least=True),
        "answered in 180 s": _share(0.99, Standard.TSA, at_least=True),
        "there in 60 min": _share(0.90, Standard.SWEDEN, at_least=True),
    }
)
"""Every figure's target (docs/standards.md, section 5). "there in 60 min": nine of ten within the longest guarantee."""


def figure(name: str, value: float | None, n: int) -> Figure:
    """Make a figure by its name."""
    return Figure(name, value, n, TARGETS[name])


def share(name: str, hits: int, n: int) -> Figure:
    """Make a figure that is a share, with Wilson's interval."""
    found = proportion(hits, n, of=name)
    if isinstance(found, Estimate):
        return Figure(name, found.value, n, TARGETS[name], found.low, found.high)
    return Figure(name, None, 0, TARGETS[name])
