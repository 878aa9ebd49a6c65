"""What an estimate of an effect consists of, whatever method it was made by."""

from dataclasses import dataclass

from care.estimates import Result
from care.trials import Measure


@dataclass(frozen=True, slots=True)
class Checked:
    """An assumption that a method rests on: ``holds`` is None where the data cannot tell."""

    assumption: str
    holds: bool | None
    says: str


@dataclass(frozen=True, slots=True)
class Effect:
    """With the solution against without: a difference in the indicator's unit, or a ratio.

    ``result`` has the estimate with its interval (n: clusters), or says why there is too little data.
    ``p`` is two-sided, from the same method as the interval; None where there is none: never 1 for a failure.
    ``smallest_p`` is the smallest that the lot could have given, None where there was no lot. ``level_reached`` is
    False where no interval at 95 % can be had with so few clusters. ``clusters``, ``cells``: how many carried data.
    ``causal``: whether homes were drawn by lot, so that the difference can be put down to the solution.
    ``without``, ``with_it``: the plain summaries of both conditions, as a reader expects to see them beside it.
    """

    measure: Measure
    result: Result
    p: float | None
    smallest_p: float | None
    level_reached: bool
    clusters: int
    cells: int
    causal: bool
    without: Result
    with_it: Result
    checks: tuple[Checked, ...] = ()
