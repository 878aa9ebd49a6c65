"""Waits for staff one by one, as models of time want them; the indicators sum the same ones by day."""

from collections.abc import Mapping, Sequence
from typing import Final

from alerts.load import told
from care.trials import Condition, Trial
from evaluation.indicators.alerts import LONGEST, answers, arrivals, is_of_people
from evaluation.indicators.days import Row
from evaluation.statistics.models.cox import ClusteredWait
from evaluation.trials.consented import days_of
from store.registry import Registry

WAITS: Final = frozenset({"time_to_answer", "time_to_arrival"})
"""The indicators that are waits."""
_TREATED: Final = {Condition.CONTROL: 0, Condition.SOLUTION: 1}


def waits(registry: Registry, trial: Trial, counted: Mapping[str, Row]) -> dict[str, Sequence[ClusteredWait]]:
    """Give the waits of each such aim of the plan, on days that count and with or without the solution.

    ``counted`` has 1 for each home's days that count. What waited an hour was watched no longer: it did not end.
    """
    asked = [aim.indicator for aim in trial.plan.aims if aim.indicator in WAITS]
    found: dict[str, list[ClusteredWait]] = {name: [] for name in asked}
    days = days_of(trial)
    cluster = {home: one.id for one in trial.plan.clusters for home in one.homes}
    for home in trial.plan.homes if asked else ():
        those = [one for one in told(*registry.stretches.of_home(home, days.since, days.until)) if is_of_people(one)]
        by_name = {"time_to_answer": answers(those, days.until), "time_to_arrival": arrivals(those)}
        for name in asked:
            places = days.by_day([called for called, _ in by_name[name]])
            for place, (called, wait) in zip(places.tolist(), by_name[name], strict=True):
                condition = trial.condition(home, called.astimezone(days.zone).date())
                if place >= 0 and counted[home][place] and condition in _TREATED:
                    minutes = max(wait.total_seconds(), 1.0) / 60
                    found[name].append(
                        ClusteredWait(cluster[home], minutes, seen=wait < LONGEST, treated=_TREATED[condition])
                    )
    return {name: tuple(those) for name, those in found.items()}
