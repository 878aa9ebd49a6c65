"""t intervals from the clusters: how much the statistic moves when one of them is left out."""

import math
from dataclasses import dataclass

from scipy.special import stdtr, stdtrit

from care.estimates import LEVEL
from evaluation.statistics.cells import Matrix
from evaluation.statistics.linear import Line


@dataclass(frozen=True, slots=True)
class Spread:
    """Variances of the statistic's fixed part and slope, and their covariance; NaN where one cannot be left out."""

    fixed: float
    both: float
    slope: float

    def at(self, unknown: float) -> float:
        """Give the statistic's variance for an effect that is held to be so."""
        return max(self.fixed + 2 * unknown * self.both + unknown**2 * self.slope, 0.0)


def spread(without_one: Line) -> Spread:
    """Give the jackknife's variances (Efron and Stein 1981; as CR3) from the statistic without each cluster in turn."""
    n = len(without_one.fixed)
    fixed, slope = (_centred(one) for one in (without_one.fixed, without_one.slope))
    scale = (n - 1) / n
    return Spread(*(scale * float(one @ other) for one, other in ((fixed, fixed), (fixed, slope), (slope, slope))))


def t_interval(drawn: Line, by: Spread, freedom: int) -> tuple[float, float]:
    """Give the unknowns that the statistic does not speak against by Student's t (Fieller 1954).

    Infinite where they are not bounded.
    """
    t = float(stdtrit(freedom, (1 + LEVEL) / 2)) ** 2
    fixed, slope = float(drawn.fixed[0]), float(drawn.slope[0])
    a = slope**2 - t * by.slope
    b = fixed * slope - t * by.both
    c = fixed**2 - t * by.fixed
    inside = b**2 - a * c
    if not a > 0 or not inside >= 0:
        return -math.inf, math.inf
    return (-b - math.sqrt(inside)) / a, (-b + math.sqrt(inside)) / a


def t_probability(drawn: Line, by: Spread, freedom: int, nothing: float) -> float | None:
    """Give the two-sided p of no effect; None where nothing varies."""
    variance = by.at(nothing)
    if not variance > 0:
        return None
    return float(2 * stdtr(freedom, -abs(float(drawn.at(nothing)[0])) / math.sqrt(variance)))


def _centred(values: Matrix) -> Matrix:
    return values - float(values.mean())
