"""A statistic that is linear in the unknown effect, and the intervals of effects that it does not speak against.

With y0 the outcomes as they would be without the solution, by an effect that is held to be so, the statistic of a lot
is ``fixed + slope * unknown``: the DIFFERENCE d is taken off what was treated (unknown d), or what was treated is
divided by the RATIO r (unknown 1 / r). At the true effect it differs from 0 by chance alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from care.trials import Measure
from evaluation.statistics.cells import Matrix
from evaluation.statistics.contrast import Batch
from evaluation.statistics.summaries import Summaries

_FLAT: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Line:
    """``fixed`` and ``slope`` of the statistic, one of each for each lot."""

    fixed: Matrix
    slope: Matrix

    @property
    def zero(self) -> Matrix:
        """The unknown at which it is 0; NaN where it has no slope."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(np.abs(self.slope) > _FLAT, -self.fixed / self.slope, np.nan)

    def at(self, unknown: float) -> Matrix:
        """Give the statistic for an effect that is held to be so."""
        return self.fixed + self.slope * unknown


NOTHING: Final[Mapping[Measure, float]] = MappingProxyType({Measure.DIFFERENCE: 0.0, Measure.RATIO: 1.0})
"""The unknown where there is no effect."""


def line(of: Summaries, weights: Batch, measure: Measure) -> Line:
    """Give the statistic of each lot from its weights."""
    if measure is Measure.DIFFERENCE:
        return Line(np.einsum("bcp,cp->b", weights, of.outcome), -np.einsum("bcp,cp->b", weights, of.treated))
    without, with_it = of.outcome * (1 - of.treated), of.outcome * of.treated
    return Line(np.einsum("bcp,cp->b", weights, without), np.einsum("bcp,cp->b", weights, with_it))
