"""Cells as rows for a model: one a cluster and period that is known, in order of cluster and period."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from care.trials import Design
from evaluation.statistics.cells import Cells, Matrix


@dataclass(frozen=True, slots=True)
class Rows:
    """One-dimensional, all of the same length; ``since`` counts periods with the solution, 1 in the first."""

    value: Matrix
    exposure: Matrix
    treated: Matrix
    cluster: NDArray[np.intp]
    period: NDArray[np.intp]
    since: NDArray[np.intp]

    @property
    def clusters(self) -> int:
        """How many clusters there are."""
        return len(np.unique(self.cluster))

    def columns(self, *, periods: bool) -> Matrix:
        """Give an intercept, the treatment and, where asked for, each period after the first that all rows have."""
        some = [np.ones_like(self.treated), self.treated]
        if periods:
            some += [(self.period == one).astype(np.float64) for one in np.unique(self.period)[1:]]
        return np.column_stack(some)


def rows(cells: Cells) -> Rows:
    """Give them; a cluster's periods without and with the solution are numbered through."""
    known = (cells.exposure > 0) & ~np.isnan(cells.treated)
    since = np.cumsum(np.nan_to_num(cells.treated), axis=1).astype(np.intp)
    cluster, period = np.nonzero(known)
    return Rows(cells.value[known], cells.exposure[known], cells.treated[known], cluster, period, since[known])


def tells_periods_apart(cells: Cells) -> bool:
    """Tell whether a model of this design can have an effect of each period beside that of the solution."""
    return cells.design is not Design.BEFORE_AFTER
