"""The trials that are tried out: a design with so many homes for so many weeks."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from care.trials import Design, Plan
from evaluation.statistics.cells import Matrix
from evaluation.trials.amounts import coded
from evaluation.trials.designs import Sequences, sequences

STEPS: Final = 4
"""A stepped wedge goes over in so many steps, where there are homes enough."""
WEEK: Final = 7


@dataclass(frozen=True)
class Setup:
    """One trial of ``homes`` clusters. ``planned``: its orders; ``spans``: the weeks of each period.

    ``together``: how many homes a cluster has; they count as one that gives so many times as much.
    """

    design: Design
    homes: int
    planned: Sequences
    spans: tuple[int, ...]
    together: float = 1.0

    @property
    def weeks(self) -> int:
        """How long it lasts."""
        return sum(self.spans)

    @cached_property
    def sequences(self) -> Matrix:
        """Its orders: 1 with the solution, 0 without, NaN for neither."""
        return coded(self.planned)

    @property
    def allocation(self) -> NDArray[np.intp]:
        """Each home's order, in numbers as alike as can be. Homes are drawn alike, so that no lot is needed."""
        return np.arange(self.homes, dtype=np.intp) % len(self.planned)


def simple_setup(design: Design, homes: int, weeks: int) -> Setup:
    """Give a trial in which each home is a cluster, and periods are alike, the first longer by what is left over.

    In a parallel trial nobody has the solution in the first half. Raises ValueError for too few homes, and for periods
    below a week.
    """
    periods = max(min(STEPS, homes) + 1, 3) if design is Design.STEPPED_WEDGE else 2
    if weeks < periods:
        raise ValueError(f"a {design.replace('_', ' ')} trial needs {periods} weeks or more")
    each, left = divmod(weeks, periods)
    planned = sequences(design, homes, periods, before=int(design is Design.PARALLEL))
    return Setup(design, homes, planned, (each + left, *[each] * (periods - 1)))


def of_plan(plan: Plan) -> Setup:
    """Give a plan as it would be tried out, its periods rounded to whole weeks."""
    return Setup(
        plan.design,
        len(plan.clusters),
        plan.sequences,
        tuple(max(1, round(period.days / WEEK)) for period in plan.periods),
        len(plan.homes) / len(plan.clusters),
    )
