"""A figure with its uncertainty: estimate, interval, n and method; too little data is a result of its own."""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

LEVEL: Final = 0.95
"""Confidence level of every interval."""

Z: Final = NormalDist().inv_cdf((1 + LEVEL) / 2)
"""How many standard errors an interval at ``LEVEL`` reaches to either side."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure in ``unit``, its interval at ``LEVEL``, and the ``n`` and ``method`` that it rests on.

    ``high`` is infinite where the data set no upper bound.
    """

    value: float
    low: float
    high: float
    n: int
    method: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class TooLittle:
    """No figure: the data cannot carry one. ``why`` is a sentence for a reader."""

    why: str
    n: int


Result = Estimate | TooLittle


def proportion(hits: int, n: int, *, of: str) -> Result:
    """Estimate a proportion with Wilson's score interval (Wilson 1927; Brown, Cai and DasGupta 2001).

    ``of`` names what was counted, in the plural, for the sentence when there is none. Raises ValueError unless
    0 <= hits <= n.
    """
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is no proportion")
    if n == 0:
        return TooLittle(f"There were no {of}.", 0)
    share = hits / n
    shrink = 1 + Z**2 / n
    centre = (share + Z**2 / (2 * n)) / shrink
    half = Z / shrink * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    # at the edges the formula gives exactly 0 and 1; rounding must not carry it past them
    low = 0.0 if hits == 0 else centre - half
    high = 1.0 if hits == n else centre + half
    return Estimate(share, low, high, n, "Wilson score interval")
