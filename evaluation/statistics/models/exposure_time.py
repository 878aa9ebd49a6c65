"""The effect of a stepped wedge by time since each cluster went over, averaged (Kenny et al. 2022; Maleyeff et al.).

Where an effect grows or fades, one that is held to be there at once and to stay can lie far off, or on the other side.
"""

from typing import Final

import numpy as np

from care.trials import Measure
from evaluation.statistics.cells import Cells, Matrix
from evaluation.statistics.effect import Checked, Effect
from evaluation.statistics.models.rows import Rows, rows
from evaluation.statistics.models.told import nothing, told

FEWEST: Final = 4
METHOD: Final = (
    "effects by time since going over, averaged; jackknife over clusters, t with {freedom} degrees of freedom"
)


def by_exposure_time(cells: Cells, measure: Measure, unit: str) -> Effect:
    """Give the mean of the effects in the first, second, … period with the solution, beside clusters and periods.

    Least squares on means (DIFFERENCE) or on their logarithms (RATIO: no summary may be zero). Times that not every
    jackknifed part can tell are left out of the average.
    """
    of = rows(cells)
    if of.clusters < FEWEST:
        return nothing(cells, measure, unit, f"Effects by time need {FEWEST} clusters; there are {of.clusters}.")
    if of.treated.all() or not of.treated.any():
        return nothing(cells, measure, unit, "There are no data without the solution, or none with it.")
    if measure is Measure.RATIO and (of.value <= 0).any():
        return nothing(cells, measure, unit, "A summary is zero: it has no logarithm.")
    outcome = of.value / of.exposure
    if measure is Measure.RATIO:
        outcome = np.log(outcome)
    everyone = np.ones(len(outcome), dtype=np.bool_)
    parts = [of.cluster != one for one in np.unique(of.cluster)]
    times = sorted(set.intersection(*(_told_times(of, part) for part in (everyone, *parts))))
    if not times:
        return nothing(cells, measure, unit, "No time since going over can be told from clusters and periods.")
    value = _average(of, outcome, everyone, times)
    left_out = np.array([_average(of, outcome, part, times) for part in parts])
    n = len(parts)
    error = float(np.sqrt((n - 1) / n * ((left_out - left_out.mean()) ** 2).sum()))
    says = f"The average is over {len(times)} of {int(of.since.max())} periods since going over."
    return told(
        cells,
        measure,
        unit,
        value=value,
        error=error,
        freedom=n - 2,
        method=METHOD.format(freedom=n - 2),
        checks=(Checked("All times since going over can be told.", len(times) == int(of.since.max()), says),),
    )


def _columns(of: Rows, part: np.ndarray) -> tuple[Matrix, list[int]]:
    """Give clusters, periods (but the first) and times since going over, for a part of the rows; and those times."""
    times = [int(one) for one in np.unique(of.since[part & (of.treated == 1)])]
    some = [of.cluster == one for one in np.unique(of.cluster[part])]
    some += [of.period == one for one in np.unique(of.period[part])[1:]]
    some += [(of.since == one) & (of.treated == 1) for one in times]
    return np.column_stack(some).astype(np.float64)[part], times


def _told_times(of: Rows, part: np.ndarray) -> set[int]:
    """Give the times whose effects these rows can tell: those that lie in no null direction of the columns."""
    columns, times = _columns(of, part)
    if not times:
        return set()
    _, size, directions = np.linalg.svd(columns, full_matrices=True)
    rank = int((size > size.max() * 1e-9).sum())
    free = np.abs(directions[rank:, -len(times) :]).max(axis=0, initial=0.0)
    return {time for time, moves in zip(times, free, strict=True) if moves < 1e-6}  # noqa: PLR2004 - rounding


def _average(of: Rows, outcome: Matrix, part: np.ndarray, times: list[int]) -> float:
    columns, there = _columns(of, part)
    found = np.linalg.lstsq(columns, outcome[part], rcond=None)[0][-len(there) :]
    return float(np.mean([found[there.index(one)] for one in times]))
