"""How long until it was seen, when some never were: Kaplan and Meier's estimate (1958)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Final

from evaluation.estimates import LEVEL, Estimate, Result, TooLittle, Z

HALF: Final = 0.5
FEWEST: Final = 6
"""Waits that an interval of a median needs: fewer lie on one side of it too often (2 * 0.5**5 > 1 - LEVEL)."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait: its length, and whether it ended by being seen (else it was only watched that long: censored)."""

    length: timedelta
    seen: bool


@dataclass(frozen=True, slots=True)
class Step:
    """From ``after`` on, ``waiting`` is the share still unseen; ``low`` and ``high`` are its pointwise interval."""

    after: timedelta
    at_risk: int
    seen: int
    waiting: float
    standard_error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The estimate as steps in order of time, one for each length at which something was seen; ``n`` waits in all."""

    steps: tuple[Step, ...]
    n: int

    @property
    def median(self) -> Result:
        """The median wait in seconds: the first time at which half or fewer still wait.

        Its interval is where the pointwise interval of the curve crosses one half (Brookmeyer and Crowley 1982).
        """
        if self.n < FEWEST:
            return TooLittle(f"A median with its interval needs {FEWEST} episodes; there were {self.n}.", self.n)
        middle = next((step.after for step in self.steps if step.waiting <= HALF), None)
        if middle is None:
            seen = sum(step.seen for step in self.steps)
            return TooLittle(f"Only {seen} of {self.n} were seen, so the median delay is not known.", self.n)
        low = next(step.after for step in self.steps if step.low <= HALF)
        high = next((step.after for step in self.steps if step.high <= HALF), None)
        return Estimate(
            middle.total_seconds(),
            low.total_seconds(),
            math.inf if high is None else high.total_seconds(),
            self.n,
            "Kaplan-Meier, log-log interval",
            "s",
        )


def kaplan_meier(waits: Iterable[Wait]) -> Curve:
    """Estimate the share still waiting over time; a wait censored at a length counts as at risk at that length.

    Standard errors are Greenwood's (1926), intervals those of log(-log), which stay within 0 and 1. At a step after
    which nobody waits Greenwood's formula says nothing (its standard error is given as 0): there the interval
    reaches from 0 to the bound before, times Clopper and Pearson's upper bound for none of those at risk.
    """
    ordered = sorted(waits, key=lambda wait: wait.length)
    steps: list[Step] = []
    waiting, greenwood, high, at_risk = 1.0, 0.0, 1.0, len(ordered)
    for length, group in groupby(ordered, key=lambda wait: wait.length):
        those = list(group)
        seen = sum(wait.seen for wait in those)
        if seen == at_risk:
            high *= 1 - ((1 - LEVEL) / 2) ** (1 / at_risk)
            steps.append(Step(length, at_risk, seen, 0.0, 0.0, 0.0, high))
        elif seen:
            waiting *= 1 - seen / at_risk
            greenwood += seen / (at_risk * (at_risk - seen))
            spread = math.exp(Z * math.sqrt(greenwood) / -math.log(waiting))
            low, high = waiting**spread, waiting ** (1 / spread)
            steps.append(Step(length, at_risk, seen, waiting, waiting * math.sqrt(greenwood), low, high))
        at_risk -= len(those)
    return Curve(tuple(steps), len(ordered))
