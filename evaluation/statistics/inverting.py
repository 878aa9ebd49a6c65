"""Intervals by inverting the randomisation: all effects by which the lot that was drawn is not an unusual one.

For each other lot, the effects for which its statistic is at least as far from 0 as that of the lot that was drawn lie
between two roots about the estimate; so the interval's ends are order statistics of those roots, and no search is
needed. Where they do not lie between (few clusters, uneven data) that side counts as unbounded, which errs to the
safe side.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from care.estimates import LEVEL
from evaluation.statistics.linear import Line

_TIE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Inverted:
    """``low``-``high`` of the unknown, infinite where it has no bound; ``p`` of no effect; ``smallest_p`` there is."""

    low: float
    high: float
    p: float
    smallest_p: float


def inverted(drawn: Line, lots: Line, nothing: float) -> Inverted:
    """Invert: ``drawn`` has one lot, ``lots`` all of them, with the one that was drawn among them.

    ``nothing`` is the unknown where there is no effect. Lots that tell nothing of the effect are NaN, and are counted
    as if they spoke for every effect.
    """
    estimate = float(drawn.zero[0])
    steep, flat = float(drawn.slope[0]), float(drawn.fixed[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        roots = np.stack([-(lots.fixed - flat) / (lots.slope - steep), -(lots.fixed + flat) / (lots.slope + steep)])
    between = np.abs(lots.slope) < abs(steep) * (1 - _TIE)
    low = np.where(between, roots.min(axis=0), -np.inf)
    high = np.where(between, roots.max(axis=0), np.inf)
    may_lie_out = math.floor((1 - LEVEL) * len(low) + _TIE)
    slack = _TIE * max(abs(estimate), 1.0)
    statistics = np.abs(lots.at(nothing))
    statistics = np.where(np.isnan(statistics), np.inf, statistics)
    tie = _TIE * max(float(np.abs(drawn.at(nothing)[0])), abs(steep), _TIE)
    furthest = statistics[np.isfinite(statistics)].max(initial=0.0)
    return Inverted(
        low=float(np.sort(low)[may_lie_out]) - slack,
        high=float(np.sort(high)[::-1][may_lie_out]) + slack,
        p=float((statistics >= abs(float(drawn.at(nothing)[0])) - tie).mean()),
        smallest_p=float((statistics >= furthest - tie).mean()),
    )
