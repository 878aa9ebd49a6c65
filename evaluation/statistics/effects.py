"""The effect of a solution from summaries by cluster and period: the trial's primary estimate (docs/statistics.md)."""

import math
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from care.estimates import Estimate, Result, TooLittle
from care.trials import Measure
from evaluation.statistics.cells import Cells
from evaluation.statistics.checks import checks
from evaluation.statistics.contrast import Batch, weights
from evaluation.statistics.effect import Effect
from evaluation.statistics.inverting import Inverted, inverted
from evaluation.statistics.jackknife import spread, t_interval, t_probability
from evaluation.statistics.levels import levels
from evaluation.statistics.linear import NOTHING, Line, line
from evaluation.statistics.lots import allocations, conditions, count
from evaluation.statistics.summaries import Summaries, summarised

FEWEST: Final = 6
"""So many clusters a t interval needs here: with fewer nobody can see whether they are anything like normal."""
_ALPHA: Final = 0.05
_ALIKE: Final = 1e-8
"""What differs by no more than this, of its size, differs by rounding alone."""


def effect(cells: Cells, measure: Measure, *, unit: str, seed: str) -> Effect:
    """Estimate the effect with its interval.

    Where a lot was drawn, by inverting it; where with so few clusters it cannot speak at 95 %, or none was drawn, by
    Student's t from the clusters. ``unit`` is the indicator's; ``seed`` draws the sample of lots where there are many.
    """
    of = summarised(cells)
    without, with_it = levels(cells, unit)
    nothing = Effect(
        measure=measure,
        result=TooLittle("", of.clusters),
        p=None,
        smallest_p=None,
        level_reached=False,
        clusters=of.clusters,
        cells=int(of.known.sum()),
        causal=cells.design.is_randomised,
        without=without,
        with_it=with_it,
    )
    why = _missing(of)
    if why:
        return replace(nothing, result=TooLittle(why, of.clusters))
    drawn = line(of, weights(of, of.treated[None], of.known[None]), measure)
    why = _flat(of, drawn, measure)
    if why:
        return replace(nothing, result=TooLittle(why, of.clusters))
    by_lot = _by_lot(of, measure, seed) if cells.design.is_randomised else None
    reached = by_lot is not None and by_lot.smallest_p <= _ALPHA
    known = replace(nothing, smallest_p=None if by_lot is None else by_lot.smallest_p, level_reached=reached)
    if by_lot is not None and reached:
        interval = by_lot.low, by_lot.high
        p: float | None = by_lot.p
        method = "cluster-period summaries, interval by inverting the randomisation"
    else:
        if of.clusters < FEWEST:
            return replace(known, result=TooLittle(_too_few(of, by_lot), of.clusters))
        without_one = _without_one(of, measure)
        if without_one is None:
            why = "One cluster alone carries the comparison: without it nothing can be said."
            return replace(known, result=TooLittle(why, of.clusters))
        freedom = of.clusters - (2 if cells.design.is_randomised else 1)
        by = spread(without_one)
        interval = t_interval(drawn, by, freedom)
        p = t_probability(drawn, by, freedom, NOTHING[measure])
        method = f"cluster-period summaries, t interval by jackknife ({freedom} degrees of freedom)"
        known = replace(known, level_reached=p is not None)
    result = _told(measure, float(drawn.zero[0]), interval, of.clusters, method, unit)
    return replace(
        known,
        result=result,
        p=p if isinstance(result, Estimate) else None,
        checks=checks(of, by_lot=reached, smallest_p=known.smallest_p),
    )


def _by_lot(of: Summaries, measure: Measure, seed: str) -> Inverted:
    parts = [line(of, _alike(weights(of, would, known)), measure) for would, known in conditions(of, _lots(of, seed))]
    lots = Line(np.concatenate([one.fixed for one in parts]), np.concatenate([one.slope for one in parts]))
    own = line(of, _alike(weights(of, of.treated[None], of.known[None])), measure)
    return inverted(own, lots, NOTHING[measure])


def _lots(of: Summaries, seed: str) -> NDArray[np.intp]:
    """Give the allocations, drawn for clusters in the order of what they show: names and their order change nothing."""
    order = np.lexsort([*of.outcome.T, *of.known.T, of.allocation])
    drawn = allocations(of.allocation[order], seed)
    found = np.empty_like(drawn)
    found[:, order] = drawn
    return found


def _alike(those: Batch) -> Batch:
    """Make weights of lots comparable: with fewer summaries to stand on a lot gives larger figures by chance alone."""
    found: Batch = those / np.sqrt((those**2).sum(axis=(1, 2), keepdims=True))
    return found


def _without_one(of: Summaries, measure: Measure) -> Line | None:
    known = of.known[None] & ~np.eye(of.clusters, dtype=np.bool_)[:, :, None]
    found = line(of, weights(of, np.where(known, of.treated, 0.0), known), measure)
    return found if np.isfinite(found.fixed).all() and np.isfinite(found.slope).all() else None


def _missing(of: Summaries) -> str:
    """Say why nothing can be compared; "" when it can."""
    if of.clusters == 0:
        return "There are no data."
    if of.clusters == 1:
        return "There is one cluster only: nothing tells its own ups and downs from the effect."
    for condition, name in ((0.0, "without"), (1.0, "with")):
        if not (of.known & (of.treated == condition)).any():
            return f"There are no data {name} the solution."
    if not np.isfinite(weights(of, of.treated[None], of.known[None])).all():
        return "No cluster and no period has both: what the solution does cannot be told from what they are."
    return ""


def _flat(of: Summaries, drawn: Line, measure: Measure) -> str:
    """Say why there is no ratio or difference to be told; "" when there is."""
    if not of.outcome[of.known].any():
        return "All counts are zero."
    values = of.outcome[of.known]
    if np.ptp(values) <= _ALIKE * np.abs(values).max():
        return "All values are the same: nothing shows how they vary by chance."
    if measure is Measure.RATIO:
        if not of.outcome[of.known & (of.treated == 1)].any():
            return "All counts with the solution are zero: how small the ratio is cannot be bounded."
        if not of.outcome[of.known & (of.treated == 0)].any():
            return "All counts without the solution are zero: there is nothing to hold a ratio against."
        if not float(drawn.zero[0]) > 0:
            return "The data are too uneven for a ratio."
    return ""


def _too_few(of: Summaries, by_lot: Inverted | None) -> str:
    if by_lot is None:
        return f"There are {of.clusters} clusters; {FEWEST} are needed."
    return (
        f"With {of.clusters} clusters the lot cannot speak at 95 %: of {count(of.allocation)} allocations the smallest"
        f" p is {by_lot.smallest_p:.2f}; and an interval by Student's t needs {FEWEST} clusters."
    )


def _told(measure: Measure, unknown: float, interval: tuple[float, float], n: int, method: str, unit: str) -> Result:
    low, high = interval
    if not (math.isfinite(low) and math.isfinite(high)):
        return TooLittle("The interval has no bounds: the data do not tell chance from effect.", n)
    if high - low <= _ALIKE * max(abs(unknown), 1.0):
        return TooLittle("All clusters show the very same change: nothing shows how it varies by chance.", n)
    if measure is Measure.DIFFERENCE:
        return Estimate(unknown, low, high, n, method, unit)
    if not low > 0:
        return TooLittle("The interval of the ratio has no upper bound.", n)
    return Estimate(1 / unknown, 1 / high, 1 / low, n, method, "times")
