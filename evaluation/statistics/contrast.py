"""How much more there is with the solution, as a sum of outcomes with weights that clusters and periods cannot move."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from care.trials import Design
from evaluation.statistics.summaries import Summaries

Batch = NDArray[np.float64]
"""(lots, clusters, phases)."""

ADJUSTED_FROM: Final = 8
"""From so many clusters on a parallel trial is adjusted for the time before: with fewer that costs too much."""
_SMALL: Final = 1e-9


def weights(of: Summaries, treated: Batch, known: NDArray[np.bool_]) -> Batch:
    """Give weights w for each lot, 0 where nothing is known, so that sum(w * outcome) is the effect if it is added.

    They are the least squares weights of ``treated`` beside effects of clusters and periods (stepped wedge,
    crossover), of clusters (before/after) or of the phase and the time before (parallel). A lot that tells nothing of
    the effect has weights NaN.
    """
    if of.design is Design.PARALLEL:
        left = _beside_before(of, treated, known)
    else:
        left = _beside(treated * known, known, periods=of.design is not Design.BEFORE_AFTER)
    scale = (left * treated).sum(axis=(1, 2), keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Batch = np.where(scale > _SMALL, left / scale, np.nan)
    return found


def _beside(treated: Batch, known: NDArray[np.bool_], *, periods: bool) -> Batch:
    """Take off what effects of clusters (and periods) explain, over the known cells."""
    mask = known.astype(np.float64)
    by_cluster = np.maximum(mask.sum(axis=2), 1.0)
    mean = (treated * mask).sum(axis=2) / by_cluster
    if not periods:
        within: Batch = (treated - mean[:, :, None]) * mask
        return within
    # clusters are eliminated from the normal equations; what is left has as many unknowns as there are periods
    share = mask / by_cluster[:, :, None]
    system = -np.einsum("bcp,bcq->bpq", mask, share)
    many = mask.shape[2]
    system[:, range(many), range(many)] += mask.sum(axis=1)
    right = ((treated - mean[:, :, None]) * mask).sum(axis=1)
    effects = (np.linalg.pinv(system, hermitian=True) @ right[:, :, None])[:, :, 0]
    rest = (treated - effects[:, None, :]) * mask
    left: Batch = (rest - (rest.sum(axis=2) / by_cluster)[:, :, None]) * mask
    return left


def _beside_before(of: Summaries, treated: Batch, known: NDArray[np.bool_]) -> Batch:
    """Take off the mean and, where there are enough clusters, what the time before explains; the last phase alone."""
    adjusts = of.has_before and of.clusters >= ADJUSTED_FROM
    mask = (known[:, :, -1] & known[:, :, 0] if adjusts else known[:, :, -1]).astype(np.float64)
    count = np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    rest = (treated[:, :, -1] - (treated[:, :, -1] * mask).sum(axis=1, keepdims=True) / count) * mask
    if adjusts:
        before = (of.outcome[:, 0] - (of.outcome[:, 0] * mask).sum(axis=1, keepdims=True) / count) * mask
        spread = (before**2).sum(axis=1, keepdims=True)
        slope = (rest * before).sum(axis=1, keepdims=True) / np.where(spread > _SMALL, spread, np.inf)
        rest = rest - slope * before
    left = np.zeros(np.broadcast_shapes(treated.shape, known.shape))
    left[:, :, -1] = rest
    return left
