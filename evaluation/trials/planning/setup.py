"""The trials that are tried out: a design with so many homes for so many weeks."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from care.trials import Design
from evaluation.statistics.cells import Matrix

STEPS: Final = 4
"""A stepped wedge goes over in so many steps, where there are homes and weeks enough."""


@dataclass(frozen=True, slots=True)
class Setup:
    """One trial: each home a cluster of its own. Raises ValueError where its periods would have less than a week."""

    design: Design
    homes: int
    weeks: int

    def __post_init__(self) -> None:
        if self.homes < 1 or self.weeks < self.periods:
            raise ValueError(f"a {self.design} needs at least a home, and {self.periods} weeks or more")

    @property
    def sequences(self) -> Matrix:
        """Its orders: 1 with the solution, 0 without; before it comes to some of a parallel trial, nobody has it."""
        match self.design:
            case Design.BEFORE_AFTER:
                return np.array([[0.0, 1.0]])
            case Design.PARALLEL:
                return np.array([[0.0, 0.0], [0.0, 1.0]])
            case Design.CROSSOVER:
                return np.array([[0.0, 1.0], [1.0, 0.0]])
        steps = max(min(STEPS, self.homes, self.weeks - 1), 1)
        return np.array([[float(period > step) for period in range(steps + 1)] for step in range(steps)])

    @property
    def periods(self) -> int:
        """How many periods it has."""
        return int(self.sequences.shape[1])

    @property
    def lengths(self) -> NDArray[np.intp]:
        """The weeks of each period: alike, and the first longer by what is left over."""
        each, left = divmod(self.weeks, self.periods)
        return np.array([each + left, *[each] * (self.periods - 1)], dtype=np.intp)

    @property
    def allocation(self) -> NDArray[np.intp]:
        """Each home's order, in numbers as alike as can be. Homes are drawn alike, so that no lot is needed."""
        return np.arange(self.homes, dtype=np.intp) % len(self.sequences)
