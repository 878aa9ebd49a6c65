"""What was counted in a trial: for each indicator one value and its exposure, by home and day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from care.trials import Condition, Trial
from evaluation.statistics.cells import Cells, Matrix


@dataclass(frozen=True, slots=True)
class Amounts:
    """One indicator's ``value`` and ``exposure`` as (homes, days) from ``first`` on; exposure 0: nothing is known.

    Days without consent, before its period or after a withdrawal, have no exposure. ``homes`` are the rows' names.
    """

    indicator: str
    homes: tuple[str, ...]
    first: date
    value: Matrix
    exposure: Matrix


Collected = Mapping[str, Amounts]
"""By indicator; all of the same homes and days."""

_CODES = {Condition.CONTROL: 0.0, Condition.SOLUTION: 1.0, Condition.WASHOUT: np.nan}


def coded(sequences: Sequence[Sequence[Condition]]) -> Matrix:
    """Give conditions as numbers, a row for each sequence: 1 with the solution, 0 without, NaN for neither."""
    return np.array([[_CODES[one] for one in sequence] for sequence in sequences], dtype=np.float64)


def cells(trial: Trial, amounts: Amounts) -> Cells:
    """Sum an indicator by cluster and period, by the plan as it is now. The lot must have been drawn."""
    plan = trial.plan
    row = {home: number for number, home in enumerate(amounts.homes)}
    sequences = coded(plan.sequences)
    allocation = np.array([trial.allocation[cluster.id] for cluster in plan.clusters], dtype=np.intp)
    value = np.zeros((len(plan.clusters), len(plan.periods)))
    exposure = np.zeros_like(value)
    for c, cluster in enumerate(plan.clusters):
        rows = [row[home] for home in cluster.homes if home in row]
        for p, period in enumerate(plan.periods):
            start = (period.first - amounts.first).days
            days = slice(max(start, 0), max(start + period.days, 0))
            value[c, p] = amounts.value[rows, days].sum()
            exposure[c, p] = amounts.exposure[rows, days].sum()
    return Cells(
        design=plan.design,
        names=tuple(cluster.id for cluster in plan.clusters),
        value=value,
        exposure=exposure,
        treated=sequences[allocation],
        sequences=sequences,
        allocation=allocation,
    )
