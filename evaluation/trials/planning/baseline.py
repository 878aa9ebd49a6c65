"""What an indicator is like without the solution: its level, and how it differs between homes and weeks."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from care.estimates import TooLittle
from evaluation.indicators.indicator import Indicator, Kind
from evaluation.statistics.cells import Matrix
from evaluation.trials.amounts import Amounts
from evaluation.trials.planning.setup import WEEK

FEWEST_HOMES: Final = 3
FEWEST_WEEKS: Final = 4
SINGLES: Final = frozenset({Kind.MEAN, Kind.RESTRICTED_MEAN})
"""Kinds that are means of single things: answers, waits."""
HIGHEST_AUTOCORRELATION: Final = 0.9


@dataclass(frozen=True, slots=True)
class Baseline:
    """An indicator in care as usual, all in its own unit.

    ``exposure`` is what one home gives in a day (resident-nights, alerts, answers). ``homes``: the standard deviation
    between the levels of homes; ``weeks``: of weeks that are heavier or lighter for all; ``home_weeks``: of a home's
    own weeks; both weeks go on into the next by ``autocorrelation``. ``noise`` is chance besides: for a rate or a
    proportion how many times as much variance as Poisson's or the binomial's, for a mean the standard deviation of a
    single answer or wait. ``source`` says where it is from.
    """

    indicator: Indicator
    mean: float
    exposure: float
    homes: float
    weeks: float
    home_weeks: float
    autocorrelation: float
    noise: float
    source: str

    def __post_init__(self) -> None:
        if not self.indicator.low <= self.mean <= self.indicator.high:
            raise ValueError(f"{self.indicator.name} cannot be {self.mean:g}")
        if self.exposure <= 0 or min(self.homes, self.weeks, self.home_weeks, self.noise) < 0:
            raise ValueError("an exposure must be above zero, and no standard deviation below it")
        if not 0 <= self.autocorrelation < 1:
            raise ValueError("an autocorrelation must lie from 0 to below 1")


def given(indicator: Indicator, mean: float, *, exposure: float = 1.0, homes: float | None = None) -> Baseline:
    """Give a baseline of which only the level is known.

    Homes differ by 30 % (or by ``homes``, in its unit), their weeks by 15 %, all weeks by 5 %.

    Shares are of the level, for a proportion of the smaller of it and what is left. Look at your own homes instead
    where there are any: how far homes differ decides how many a trial needs.
    """
    level = min(mean, indicator.high - mean) if indicator.kind is Kind.PROPORTION else mean
    single = indicator.kind in SINGLES
    differ, noise = 0.3 * level if homes is None else homes, 0.5 * level if single else 1.5
    return Baseline(indicator, mean, exposure, differ, 0.05 * level, 0.15 * level, 0.3, noise, "given")


def measured(indicator: Indicator, amounts: Amounts, source: str) -> Baseline | TooLittle:
    """Estimate a baseline from days without the solution, by moments; other days must have exposure 0.

    Chance is what days differ by within a home's week, and is taken off what weeks and homes differ by.
    """
    value, exposure = _weekly(amounts.value), _weekly(amounts.exposure)
    there = exposure.sum(axis=2) > 0
    homes, weeks = there.any(axis=1), there.any(axis=0)
    if homes.sum() < FEWEST_HOMES or weeks.sum() < FEWEST_WEEKS:
        return TooLittle(
            f"A baseline needs data from {FEWEST_HOMES} homes and {FEWEST_WEEKS} weeks without the solution; there are"
            f" {homes.sum()} and {weeks.sum()}.",
            int(homes.sum()),
        )
    value, exposure, there = value[homes][:, weeks], exposure[homes][:, weeks], there[homes][:, weeks]
    mean = float(value.sum() / exposure.sum())
    noise = _noise(indicator, value, exposure)
    level = np.where(there, value.sum(axis=2) / np.where(there, exposure.sum(axis=2), 1), np.nan)
    chance = float(np.mean(_variance(indicator, mean, noise) / exposure.sum(axis=2)[there]))
    by_home, by_week = np.nanmean(level, axis=1, keepdims=True), np.nanmean(level, axis=0, keepdims=True)
    left = level - by_home - by_week + np.nanmean(level)
    rows, columns = level.shape
    cell = float(np.nansum(left**2) / max(there.sum() - rows - columns + 1, 1))
    return Baseline(
        indicator,
        mean,
        float(exposure.sum() / (there.sum() * WEEK)),
        _root(float(np.var(by_home, ddof=1)) - cell / columns),
        _root(float(np.var(by_week, ddof=1)) - cell / rows),
        _root(cell - chance),
        _autocorrelation(left, cell, chance),
        noise,
        source,
    )


def _weekly(days: Matrix) -> Matrix:
    """Give (homes, weeks, days of the week), the last days that make no whole week left out."""
    weeks = days.shape[1] // WEEK
    return days[:, : weeks * WEEK].reshape(len(days), weeks, WEEK)


def _noise(indicator: Indicator, value: Matrix, exposure: Matrix) -> float:
    """Estimate chance from days within weeks: see ``Baseline.noise``."""
    sums = exposure.sum(axis=2, keepdims=True)
    level = np.divide(value.sum(axis=2, keepdims=True), sums, out=np.zeros_like(sums), where=sums > 0)
    known = exposure > 0
    squares = np.divide((value - level * exposure) ** 2, exposure, out=np.zeros_like(value), where=known)
    free = known.sum() - (sums > 0).sum()
    single = float(squares.sum() / free) if free > 0 else 0.0
    if indicator.kind in SINGLES:
        return float(np.sqrt(single))
    mean = float(value.sum() / exposure.sum())
    usual = _variance(indicator, mean, 1.0)
    return single / usual if usual > 0 and free > 0 else 1.0


def _variance(indicator: Indicator, mean: float, noise: float) -> float:
    """Give the variance of the value of one unit of exposure."""
    if indicator.kind in SINGLES:
        return noise**2
    return noise * (mean * (1 - mean) if indicator.kind is Kind.PROPORTION else mean)


def _autocorrelation(left: Matrix, cell: float, chance: float) -> float:
    """Correlate each week with the next, made up for chance, which does not go on."""
    pairs = left[:, 1:] * left[:, :-1]
    real = cell - chance
    if real <= 0 or not np.isfinite(pairs).any():
        return 0.0
    # a home's own mean was taken off, which makes neighbours seem less alike by about one part in the number of weeks
    return float(np.clip(np.nanmean(pairs) / real + 1 / left.shape[1], 0.0, HIGHEST_AUTOCORRELATION))


def _root(variance: float) -> float:
    return float(np.sqrt(max(variance, 0.0)))
