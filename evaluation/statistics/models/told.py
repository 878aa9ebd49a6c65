"""Make an Effect of what a model found, or of why it found nothing."""

import math
from typing import Final

from scipy.special import stdtr, stdtrit

from care.estimates import LEVEL, Estimate, TooLittle
from care.trials import Measure
from evaluation.statistics.cells import Cells
from evaluation.statistics.effect import Checked, Effect
from evaluation.statistics.levels import levels
from evaluation.statistics.summaries import summarised

WIDEST: Final = 1e6
"""A ratio above, or below one part of it, is none: the data separate it."""
_ROUNDING: Final = 1e-8


def told(
    cells: Cells,
    measure: Measure,
    unit: str,
    *,
    value: float,
    error: float,
    freedom: int,
    method: str,
    checks: tuple[Checked, ...] = (),
) -> Effect:
    """Give an effect from a coefficient (a logarithm for a RATIO), its standard error and degrees of freedom."""
    if not (
        math.isfinite(value) and math.isfinite(error) and freedom >= 1 and error > _ROUNDING * max(abs(value), 1.0)
    ):
        return nothing(cells, measure, unit, "The model finds no estimate with a standard error in these data.")
    half = float(stdtrit(freedom, (1 + LEVEL) / 2)) * error
    low, high = value - half, value + half
    if measure is Measure.RATIO:
        if max(abs(low), abs(high)) > math.log(WIDEST):
            return nothing(cells, measure, unit, "The model's interval has no bounds: the data separate it.")
        result = Estimate(math.exp(value), math.exp(low), math.exp(high), _clusters(cells), method, "times")
    else:
        result = Estimate(value, low, high, _clusters(cells), method, unit)
    return _effect(cells, measure, unit, result, float(2 * stdtr(freedom, -abs(value / error))), checks)


def nothing(cells: Cells, measure: Measure, unit: str, why: str) -> Effect:
    """Say why a model says nothing."""
    return _effect(cells, measure, unit, TooLittle(why, _clusters(cells)), None, ())


def _effect(
    cells: Cells,
    measure: Measure,
    unit: str,
    result: Estimate | TooLittle,
    p: float | None,
    checks: tuple[Checked, ...],
) -> Effect:
    without, with_it = levels(cells, unit)
    of = summarised(cells)
    return Effect(
        measure=measure,
        result=result,
        p=p,
        smallest_p=None,
        level_reached=p is not None,
        clusters=of.clusters,
        cells=int(of.known.sum()),
        causal=cells.design.is_randomised,
        without=without,
        with_it=with_it,
        checks=checks,
    )


def _clusters(cells: Cells) -> int:
    return summarised(cells).clusters
