"""Do 95 % intervals of trials hold the truth in 95 %, and is no effect found where there is none? With few clusters.

Each trial is drawn anew: clusters that differ, periods that differ within them more than chance would have it
(overdispersion), a trend that all share, counts by Poisson. Type I error is the share of trials without an effect in
which one is found; coverage is the share of intervals that hold the truth. Both with their Monte Carlo error (twice the
standard error): a figure within it of 5 and 95 % is as it should be. Where the level cannot be reached the result says
so, and is not counted: the last column tells how often.
"""

import math
from collections.abc import Iterator
from itertools import product
from typing import Final

import numpy as np

from benchmarks.figure import Figure
from care.estimates import Estimate
from care.trials import Condition, Design, Measure
from evaluation.statistics.cells import Cells
from evaluation.statistics.effects import effect
from evaluation.trials.designs import sequences

TRIALS: Final = 1000
CLUSTERS: Final = (6, 12)
NIGHTS: Final = 28
"""Of a period."""
LEVEL: Final = 1.8
"""Visits a night."""
BETWEEN: Final = 0.3
WITHIN: Final = 0.15
"""Coefficients of variation between clusters, and between the periods of one."""
TREND: Final = 0.05
"""More with each period, in all."""
PERIODS: Final = {Design.BEFORE_AFTER: 4, Design.PARALLEL: 3, Design.CROSSOVER: 2, Design.STEPPED_WEDGE: 5}
EFFECT: Final = 0.6
_CODES: Final = {Condition.CONTROL: 0.0, Condition.SOLUTION: 1.0, Condition.WASHOUT: math.nan}


def measure() -> Iterator[Figure]:
    """Draw and analyse; each line tells what was found of so many trials."""
    for design, clusters in product(Design, CLUSTERS):
        yield from _of(design, clusters, Measure.RATIO, 1.0)
        yield from _of(design, clusters, Measure.RATIO, EFFECT)
    yield from _of(Design.STEPPED_WEDGE, CLUSTERS[-1], Measure.DIFFERENCE, 1.0)


def drawn(design: Design, clusters: int, ratio: float, chance: np.random.Generator) -> Cells:
    """Draw a trial in which the solution makes what is counted ``ratio`` times as much.

    Before/after has no trend: without a lot nothing tells a trend from the effect.
    """
    planned = sequences(design, clusters, PERIODS[design], before=1 if design is Design.PARALLEL else 0)
    each = np.array([[_CODES[one] for one in sequence] for sequence in planned])
    allocation = chance.permutation(np.arange(clusters) % len(each))
    treated = each[allocation]
    trend = 1 + (0 if design is Design.BEFORE_AFTER else TREND) * np.arange(treated.shape[1])
    mean = LEVEL * chance.lognormal(0, BETWEEN, (clusters, 1)) * chance.lognormal(0, WITHIN, treated.shape) * trend
    exposure = np.full(treated.shape, float(NIGHTS))
    value = chance.poisson(mean * np.where(treated == 1, ratio, 1.0) * exposure).astype(np.float64)
    names = tuple(str(number) for number in range(clusters))
    return Cells(design, names, value, exposure, treated, each, allocation)


def _of(design: Design, clusters: int, measure_: Measure, ratio: float) -> Iterator[Figure]:
    chance = np.random.default_rng(list(f"{design}/{clusters}/{measure_}/{ratio}".encode()))
    truth = ratio if measure_ is Measure.RATIO else 0.0
    held = found = said = by_lot = 0
    for number in range(TRIALS):
        came = effect(drawn(design, clusters, ratio, chance), measure_, unit="a night", seed=str(number))
        if isinstance(came.result, Estimate):
            said += 1
            held += came.result.low <= truth <= came.result.high
            found += came.p is not None and came.p <= 0.05  # noqa: PLR2004 - the level
            by_lot += "randomisation" in came.result.method
    what = f"{design.replace('_', ' ')}, {clusters} clusters, {measure_} {truth:g}"
    how = f"{said} of {TRIALS} trials with an interval, {by_lot} of them by lot"
    if not said:
        return
    yield Figure(f"coverage: {what}", 100 * held / said, "%", f"{how}; Monte Carlo error {_error(0.95, said):.1f}")
    name, expected = ("type I error", 0.05) if truth == (measure_ is Measure.RATIO) else ("power", found / said)
    yield Figure(f"{name}: {what}", 100 * found / said, "%", f"Monte Carlo error {_error(expected, said):.1f}")


def _error(share: float, n: int) -> float:
    return 200 * math.sqrt(share * (1 - share) / n)
