"""One simulated trial: what its homes would give if the solution did so much."""

import math

import numpy as np
from numpy.random import Generator

from care.trials import Measure
from evaluation.indicators.indicator import Kind
from evaluation.statistics.cells import Cells, Matrix
from evaluation.trials.planning.baseline import SINGLES, Baseline
from evaluation.trials.planning.setup import WEEK, Setup


def draw(setup: Setup, baseline: Baseline, measure: Measure, effect: float, random: Generator) -> Cells:
    """Draw a trial's sums by home and period.

    ``effect`` is what the solution does to a home's level: its factor for a RATIO, what is added for a DIFFERENCE.
    Levels stay where the indicator can be.
    """
    sequences, allocation = setup.sequences, setup.allocation
    treated = sequences[allocation]
    live = np.repeat(treated, setup.spans, axis=1)
    usual = (
        baseline.mean
        + baseline.homes * random.standard_normal((setup.homes, 1))
        + baseline.weeks * _going_on(1, setup.weeks, baseline.autocorrelation, random)
        + baseline.home_weeks * _going_on(setup.homes, setup.weeks, baseline.autocorrelation, random)
    )
    kind = baseline.indicator
    usual = np.clip(usual, kind.low, kind.high)
    level = usual * np.where(live > 0, effect, 1.0) if measure is Measure.RATIO else usual + effect * (live > 0)
    level = np.clip(level, kind.low, kind.high)
    exposure = _exposure(setup, baseline, random)
    value = _sums(baseline, level, exposure, random)
    starts = np.concatenate([[0], np.cumsum(setup.spans)[:-1]])
    return Cells(
        design=setup.design,
        names=tuple(f"h{number}" for number in range(1, setup.homes + 1)),
        value=np.add.reduceat(value, starts, axis=1),
        exposure=np.add.reduceat(exposure, starts, axis=1),
        treated=treated,
        sequences=sequences,
        allocation=allocation,
    )


def _going_on(rows: int, weeks: int, autocorrelation: float, random: Generator) -> Matrix:
    """Draw weeks of variance 1, each of which goes on into the next."""
    drawn = random.standard_normal((rows, weeks))
    fresh = math.sqrt(1 - autocorrelation**2)
    for week in range(1, weeks):
        drawn[:, week] = autocorrelation * drawn[:, week - 1] + fresh * drawn[:, week]
    return drawn


def _exposure(setup: Setup, baseline: Baseline, random: Generator) -> Matrix:
    """Give what each home's week gives: as much each week, and for single answers or waits as they happen to come."""
    shape, each = (setup.homes, setup.weeks), baseline.exposure * setup.together * WEEK
    if baseline.indicator.kind in SINGLES:
        return random.poisson(each, shape).astype(np.float64)
    return np.full(shape, each)


def _sums(baseline: Baseline, level: Matrix, exposure: Matrix, random: Generator) -> Matrix:
    """Draw each week's value, with chance as the baseline has it."""
    kind, noise = baseline.indicator.kind, baseline.noise
    if kind in SINGLES:
        return level * exposure + noise * np.sqrt(exposure) * random.standard_normal(level.shape)
    if noise == 0:
        return level * exposure
    if kind is Kind.PROPORTION:
        tries = np.maximum(np.rint(exposure / noise), 1.0)
        return random.binomial(tries.astype(np.int64), level) * exposure / tries
    return noise * random.poisson(level * exposure / noise).astype(np.float64)
