"""Cells made ready for an estimate: outcomes by cluster and phase, what held there, and what is known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from care.trials import Design
from evaluation.statistics.cells import Cells, Matrix

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Summaries:
    """``outcome`` (value / exposure), ``treated`` (0, 1) and ``known`` by cluster and phase.

    Phases are the plan's periods, but in parallel and before/after trials those of one kind are one phase: a common
    time before, and the rest. ``sequences`` has each sequence's condition by phase, NaN for what counts for neither.
    Clusters of which nothing is known are left out: ``kept`` are the numbers of the others. ``has_before`` says
    whether the first phase of a parallel trial is the time before.
    """

    design: Design
    outcome: Matrix
    treated: Matrix
    known: Mask
    sequences: Matrix
    allocation: NDArray[np.intp]
    kept: NDArray[np.intp]
    has_before: bool = False

    @property
    def clusters(self) -> int:
        """How many clusters carry data."""
        return len(self.kept)


def summarised(cells: Cells) -> Summaries:
    """Divide values by exposures; periods that a design does not tell apart are summed first."""
    value, exposure, treated, sequences = cells.value, cells.exposure, cells.treated, cells.sequences
    has_before = False
    if cells.design in (Design.PARALLEL, Design.BEFORE_AFTER):
        groups = _phases(cells)
        has_before = cells.design is Design.PARALLEL and len(groups) > 1
        counts = np.where(np.isnan(treated), 0.0, 1.0)
        value, exposure = (
            np.stack([(one * counts)[:, group].sum(axis=1) for group in groups], axis=1) for one in (value, exposure)
        )
        treated, sequences = (
            np.stack([_any(one[:, group]) for group in groups], axis=1) for one in (treated, sequences)
        )
    known = (exposure > 0) & ~np.isnan(treated)
    kept = np.flatnonzero(known.any(axis=1))
    outcome = np.divide(value, exposure, out=np.zeros_like(value), where=known)
    return Summaries(
        design=cells.design,
        outcome=outcome[kept],
        treated=np.where(known, treated, 0.0)[kept],
        known=known[kept],
        sequences=sequences,
        allocation=cells.allocation[kept],
        kept=kept,
        has_before=has_before,
    )


def _phases(cells: Cells) -> list[NDArray[np.intp]]:
    """Give the periods of each phase: those before, in which all are without, and those in which somebody has it.

    What only some of the sequences wash out is in neither: it would be a time of its own for the others.
    """
    with_it = np.flatnonzero((cells.sequences == 1).any(axis=0))
    without = np.flatnonzero((cells.sequences == 0).all(axis=0))
    first = with_it.min(initial=cells.sequences.shape[1])
    return [phase for phase in (without[without < first], with_it) if len(phase)]


def _any(conditions: Matrix) -> Matrix:
    """Give the one condition of each row; NaN where it has none."""
    some = ~np.isnan(conditions)
    first = conditions[np.arange(len(conditions)), some.argmax(axis=1)]
    return np.where(some.any(axis=1), first, np.nan)
