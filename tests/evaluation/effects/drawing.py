"""Cells drawn by chance: clusters that differ, counts by Poisson."""

import numpy as np

from care.trials import Condition, Design
from evaluation.statistics.cells import Cells
from evaluation.trials.designs import sequences

CODES = {Condition.CONTROL: 0.0, Condition.SOLUTION: 1.0, Condition.WASHOUT: np.nan}
PERIODS = {Design.BEFORE_AFTER: 4, Design.PARALLEL: 3, Design.CROSSOVER: 2, Design.STEPPED_WEDGE: 5}


def drawn(design: Design, clusters: int, *, ratio: float = 1.0, seed: int = 1, periods: int | None = None) -> Cells:
    chance = np.random.default_rng(seed)
    count = periods or PERIODS[design]
    planned = sequences(design, clusters, count, before=1 if design is Design.PARALLEL and count > 1 else 0)
    each = np.array([[CODES[one] for one in sequence] for sequence in planned])
    allocation = chance.permutation(np.arange(clusters) % len(each))
    treated = each[allocation]
    mean = 1.8 * chance.lognormal(0, 0.3, (clusters, 1)) * chance.lognormal(0, 0.1, treated.shape)
    exposure = np.full(treated.shape, 28.0)
    value = chance.poisson(mean * np.where(treated == 1, ratio, 1.0) * exposure).astype(np.float64)
    return Cells(design, tuple(map(str, range(clusters))), value, exposure, treated, each, allocation)
