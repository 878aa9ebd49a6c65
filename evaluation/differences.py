"""How much two figures differ, with the interval of the difference; no test and no p-value: the interval says more."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from evaluation.estimates import LEVEL, Estimate, Result, TooLittle, proportion

FEWEST: Final = 6
"""Pairs that an interval of a median difference needs (2 * 0.5**5 > 1 - LEVEL)."""


WITHIN_PAIRS: Final = "sign test interval of pairs"
"""The method of a median difference: it rests on the pairs alone of which both are known."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The same things seen by two: by ``both``, by the first only, by the second only, by ``neither``."""

    both: int
    first_only: int
    second_only: int
    neither: int

    @property
    def n(self) -> int:
        """How many there were."""
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def correlation(self) -> float:
        """Phi, with Newcombe's continuity correction where it is above zero; 0 where a margin is empty."""
        first, second = self.both + self.first_only, self.both + self.second_only
        margins = first * (self.n - first) * second * (self.n - second)
        if not margins:
            return 0.0
        cross = self.both * self.neither - self.first_only * self.second_only
        return (max(cross - self.n / 2, 0.0) if cross > 0 else cross) / math.sqrt(margins)


def paired_proportions(pairs: Pairs, *, of: str) -> Result:
    """Estimate the first proportion minus the second, of the same n things (Newcombe 1998, paired data, method 10).

    The distances of both Wilson intervals are squared and added, less what the correlation of the pairs takes off.
    ``of`` names the things, in the plural.
    """
    first = proportion(pairs.both + pairs.first_only, pairs.n, of=of)
    second = proportion(pairs.both + pairs.second_only, pairs.n, of=of)
    if isinstance(first, TooLittle) or isinstance(second, TooLittle):
        return TooLittle(f"There were no {of}.", 0)
    return _added(first, second, pairs.correlation, pairs.n, "Newcombe's hybrid score interval for pairs", "")


def independent(first: Result, second: Result) -> Result:
    """Estimate ``first`` minus ``second`` from their own intervals (MOVER: Zou and Donner 2008; Newcombe 1998).

    The distances are squared and added as if the two had nothing in common: where they saw the same homes, and so are
    good and bad in the same ones, the interval is wider than it need be. n is the smaller.
    """
    if isinstance(first, TooLittle):
        return first
    if isinstance(second, TooLittle):
        return second
    method = "squares of both intervals' distances added (MOVER)"
    return _added(first, second, 0.0, min(first.n, second.n), method, first.unit)


def paired_median(differences: Sequence[float], *, of: str, unit: str) -> Result:
    """Estimate the median of differences within pairs, with the exact interval of the sign test (order statistics)."""
    ordered, n = sorted(differences), len(differences)
    if n < FEWEST:
        return TooLittle(f"A median difference with its interval needs {FEWEST} {of}; there were {n}.", n)
    rank, below = 0, 0.5**n  # the chance that none lies below the median
    while 2 * (below + math.comb(n, rank + 1) * 0.5**n) <= 1 - LEVEL:
        rank += 1
        below += math.comb(n, rank) * 0.5**n
    return Estimate(median(ordered), ordered[rank], ordered[n - 1 - rank], n, WITHIN_PAIRS, unit)


def _added(first: Estimate, second: Estimate, correlation: float, n: int, method: str, unit: str) -> Estimate:
    difference = first.value - second.value
    down = _root(first.value - first.low, second.high - second.value, correlation)
    up = _root(first.high - first.value, second.value - second.low, correlation)
    return Estimate(difference, difference - down, difference + up, n, method, unit)


def _root(one: float, other: float, correlation: float) -> float:
    if math.isinf(one) or math.isinf(other):
        return math.inf
    return math.sqrt(max(0.0, one**2 - 2 * correlation * one * other + other**2))
