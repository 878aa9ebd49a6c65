"""The trials that are tried out: a design with so many homes for so many weeks."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from care.trials import Condition, Design
from evaluation.statistics.cells import Matrix
from evaluation.trials.designs import sequences

STEPS: Final = 4
"""A stepped wedge goes over in so many steps, where there are homes enough."""


@dataclass(frozen=True, slots=True)
class Setup:
    """One trial: each home a cluster of its own. Raises ValueError for too few homes, and for periods below a week."""

    design: Design
    homes: int
    weeks: int

    def __post_init__(self) -> None:
        if self.weeks < self.periods:
            raise ValueError(f"a {self.design.replace('_', ' ')} trial needs {self.periods} weeks or more")
        _ = self.sequences  # which refuses too few homes

    @property
    def periods(self) -> int:
        """How many periods it has."""
        return max(min(STEPS, self.homes) + 1, 3) if self.design is Design.STEPPED_WEDGE else 2

    @property
    def sequences(self) -> Matrix:
        """Its orders: 1 with the solution, 0 without; before it comes to some of a parallel trial, nobody has it."""
        before = int(self.design is Design.PARALLEL)
        planned = sequences(self.design, self.homes, self.periods, before=before)
        return np.array([[float(one is Condition.SOLUTION) for one in sequence] for sequence in planned])

    @property
    def lengths(self) -> NDArray[np.intp]:
        """The weeks of each period: alike, and the first longer by what is left over."""
        each, left = divmod(self.weeks, self.periods)
        return np.array([each + left, *[each] * (self.periods - 1)], dtype=np.intp)

    @property
    def allocation(self) -> NDArray[np.intp]:
        """Each home's order, in numbers as alike as can be. Homes are drawn alike, so that no lot is needed."""
        return np.arange(self.homes, dtype=np.intp) % len(self.sequences)
