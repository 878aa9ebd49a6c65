"""What an indicator was without and with the solution, as plain summaries: no comparison, for the reader's eye."""

import math

import numpy as np
from scipy.special import stdtrit

from care.estimates import LEVEL, Estimate, Result, TooLittle
from evaluation.statistics.cells import Cells


def levels(cells: Cells, unit: str) -> tuple[Result, Result]:
    """Give the mean without and with it: all value over all exposure, t interval by jackknife over clusters."""
    return _level(cells, 0.0, "without", unit), _level(cells, 1.0, "with", unit)


def _level(cells: Cells, condition: float, name: str, unit: str) -> Result:
    there = cells.treated == condition
    value, exposure = ((one * there).sum(axis=1) for one in (cells.value, cells.exposure))
    carries = exposure > 0
    n = int(carries.sum())
    if n < 2:  # noqa: PLR2004 - one cluster does not vary
        return TooLittle(f"There are data of {n} clusters {name} the solution.", n)
    value, exposure = value[carries], exposure[carries]
    mean = float(value.sum() / exposure.sum())
    left_out = (value.sum() - value) / (exposure.sum() - exposure)
    error = math.sqrt((n - 1) / n * float(((left_out - left_out.mean()) ** 2).sum()))
    half = float(stdtrit(n - 1, (1 + LEVEL) / 2)) * error
    low = max(mean - half, 0.0) if np.all(value >= 0) else mean - half
    return Estimate(mean, low, mean + half, n, "t interval by jackknife over clusters", unit)
