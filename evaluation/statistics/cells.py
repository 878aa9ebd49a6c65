"""What effects are estimated from: one summary of each cluster in each period."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from care.trials import Design

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cells:
    """Sums by cluster (row) and period (column), in order of the plan.

    ``value`` is the sum of what was counted or measured and ``exposure`` what it is counted by (resident-weeks, doses,
    nights, answers): value / exposure is a rate, a proportion or a mean alike. ``exposure`` 0: nothing is known.
    ``treated`` is 1 with the solution, 0 without, NaN where the cell counts for neither (washout). ``sequences``
    gives each sequence's conditions in the same way, and ``allocation`` each cluster's sequence: so the lot can be
    drawn again. ``names`` are the clusters'.
    """

    design: Design
    names: tuple[str, ...]
    value: Matrix
    exposure: Matrix
    treated: Matrix
    sequences: Matrix
    allocation: NDArray[np.intp]
