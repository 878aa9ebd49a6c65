"""How a trial ran: what the gate looks at, day by day and home by home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from care.trials import Condition, Logged, Trial
from evaluation.statistics.cells import Matrix
from evaluation.statistics.models.cox import ClusteredWait
from evaluation.trials.amounts import Collected

Flags = NDArray[np.bool_]

ARMS: Final = (Condition.CONTROL, Condition.SOLUTION)
"""The conditions that count."""
WEEK: Final = 7
FEWEST_DAYS: Final = 4
"""A home's week is looked at when so many of its days count in one condition."""


@dataclass(frozen=True)
class Ran:
    """A trial that has been collected. All matrices are (homes, days), homes as in the plan, from its first day on.

    ``consented``: 1 for days that everybody who lives there had consented to, else 0. ``alerted``: how many alerts of
    the solution staff saw, None where it has no connection that can tell. ``waits``: of indicators that
    are waits each one by itself.
    """

    trial: Trial
    collected: Collected
    consented: Matrix
    logged: Sequence[Logged] = ()
    alerted: Matrix | None = None
    waits: Mapping[str, Sequence[ClusteredWait]] = field(default_factory=dict)

    @cached_property
    def within(self) -> Mapping[Condition, Flags]:
        """Tell by condition which days of which home were to lie in it: none after the trial was stopped."""
        plan, count = self.trial.plan, self.consented.shape[1]
        if self.trial.stopped is not None:
            over = (self.trial.stopped - timedelta(hours=12)).astimezone(ZoneInfo(plan.zone)).date()
            count = min(count, max((over - plan.first).days, 0))  # days whose nights were over
        found = {arm: np.zeros(self.consented.shape, dtype=np.bool_) for arm in ARMS}
        row = {home: number for number, home in enumerate(plan.homes)}
        for cluster in plan.clusters:
            rows = [row[home] for home in cluster.homes]
            for period, condition in zip(plan.periods, plan.sequences[self.trial.allocation[cluster.id]], strict=True):
                if condition in found:
                    days = slice((period.first - plan.first).days, min((period.last - plan.first).days + 1, count))
                    found[condition][rows, days] = True
        return found

    @cached_property
    def counted(self) -> Mapping[Condition, Flags]:
        """Tell by condition which days count: those that everybody had consented to."""
        return {arm: flags & (self.consented > 0) for arm, flags in self.within.items()}

    @property
    def homes(self) -> tuple[str, ...]:
        """The rows' names."""
        return self.trial.plan.homes

    def share(self, flags: Matrix | Flags, of: Mapping[Condition, Flags]) -> "Shares":
        """Give which share of the days ``of`` is flagged: in all, by home and by condition."""
        value, exposure = np.asarray(flags, dtype=np.float64), np.ones(self.consented.shape)
        return self.ratio(value, exposure, of)

    def ratio(self, value: Matrix, exposure: Matrix, of: Mapping[Condition, Flags]) -> "Shares":
        """Give value / exposure over the days ``of``: in all, by home and by condition."""
        either = np.logical_or.reduce(list(of.values()))
        return Shares(
            total=_ratio(value[either].sum(), exposure[either].sum()),
            by_home={
                home: found
                for row, home in enumerate(self.homes)
                if (found := _ratio(value[row, either[row]].sum(), exposure[row, either[row]].sum())) is not None
            },
            by_condition={
                arm: found
                for arm, flags in of.items()
                if (found := _ratio(value[flags].sum(), exposure[flags].sum())) is not None
            },
        )

    def weeks(self, used: Flags, arm: Condition) -> tuple[int, int, Mapping[str, float]]:
        """Count the homes' weeks in a condition in which something was used, and all; and the share by home."""
        counted = self.counted[arm]
        hits = total = 0
        by_home: dict[str, float] = {}
        for row, home in enumerate(self.homes):
            there = [slice(at, at + WEEK) for at in range(0, counted.shape[1], WEEK)]
            there = [one for one in there if counted[row, one].sum() >= FEWEST_DAYS]
            found = sum(bool((used[row, one] & counted[row, one]).any()) for one in there)
            hits, total = hits + found, total + len(there)
            if there:
                by_home[home] = found / len(there)
        return hits, total, by_home


@dataclass(frozen=True, slots=True)
class Shares:
    """A share in all, by home and by condition; where there is nothing to share it is None, or left out."""

    total: float | None
    by_home: Mapping[str, float]
    by_condition: Mapping[Condition, float]


def _ratio(value: float, exposure: float) -> float | None:
    return float(value / exposure) if exposure > 0 else None
