"""Analyse a trial that is over: its gate first, then for each aim of its plan the effect and the verdict."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

import numpy as np

from care.estimates import Estimate, Result
from care.trials import Aim, Entry, Measure, Trial
from evaluation.indicators import INDICATORS
from evaluation.indicators.indicator import Indicator
from evaluation.statistics.cells import Cells, Matrix
from evaluation.statistics.effect import Effect
from evaluation.statistics.effects import effect
from evaluation.statistics.models import sensitivity
from evaluation.statistics.models.cox import hazard_ratio
from evaluation.trials.amounts import Collected, cells
from evaluation.trials.analysis import Analysis, Outcome
from evaluation.trials.collecting import Show, collect
from evaluation.trials.consented import counted_days, days_of
from evaluation.trials.finding import says
from evaluation.trials.gate import gate, warning
from evaluation.trials.over import demand_over
from evaluation.trials.ran import Ran
from evaluation.trials.verdict import better, bound, differs, verdict
from evaluation.trials.waits import waits
from store.readings import HomeReadings
from store.registry import Registry

COX: Final = "Hazard of an answer (Cox; above 1 is sooner)"


def analyse(
    registry: Registry,
    readings_of: Callable[[str], HomeReadings],
    trial: Trial,
    now: datetime,
    show: Show | None = None,
) -> Analysis:
    """Collect and analyse a trial; raises NotOver before its end, and what ``collect`` raises."""
    demand_over(trial, now)
    return analyse_collected(registry, trial, collect(registry, readings_of, trial, now, show), now)


def analyse_collected(registry: Registry, trial: Trial, collected: Collected, now: datetime) -> Analysis:
    """Analyse a trial of which all was collected at ``now``; raises NotOver before its end."""
    demand_over(trial, now)
    held = counted_days(registry, trial, now)
    ran = Ran(
        trial=trial,
        collected=collected,
        consented=np.array([held[home] for home in trial.plan.homes]),
        logged=tuple(registry.trials.logged(trial.id)),
        alerted=_alerted(registry, trial),
        waits=waits(registry, trial, held),
    )
    return judge(ran, now)


def judge(ran: Ran, now: datetime) -> Analysis:
    """Judge a trial by all that is known of it, without looking anywhere else; raises NotOver before its end.

    A gate that is red changes no effect: its warning stands before them.
    """
    demand_over(ran.trial, now)
    found, seed = gate(ran), ran.trial.plan.seed
    return Analysis(
        trial=ran.trial,
        made=now,
        seed=seed,
        gate=found,
        outcomes=tuple(_outcome(ran, aim, seed) for aim in ran.trial.plan.aims),
        warning=warning(found),
        changes=tuple(one for one in ran.logged if one.entry is Entry.CHANGE),
        events=tuple(one for one in ran.logged if one.entry in (Entry.ENVIRONMENT, Entry.ROUTINE)),
    )


def _outcome(ran: Ran, aim: Aim, seed: str) -> Outcome:
    indicator, summed = INDICATORS[aim.indicator], cells(ran.trial, ran.collected[aim.indicator])
    found = effect(summed, aim.measure, unit=indicator.unit, seed=seed)
    found = replace(found, without=_possible(found.without, indicator), with_it=_possible(found.with_it, indicator))
    judged = verdict(aim, found)
    return Outcome(
        aim=aim,
        indicator=indicator,
        effect=found,
        verdict=judged,
        differs=differs(aim, found),
        better=better(aim, found),
        bound=bound(aim),
        says=says(aim, indicator, found, judged),
        sensitivity=tuple(_others(ran, aim, found, summed)),
        cells=summed,
    )


def _possible(level: Result, indicator: Indicator) -> Result:
    """Keep an interval within what the indicator can be: no share reaches above 1."""
    if not isinstance(level, Estimate):
        return level
    return replace(level, low=max(level.low, indicator.low), high=min(level.high, indicator.high))


def _others(ran: Ran, aim: Aim, found: Effect, summed: Cells) -> Iterator[tuple[str, Effect]]:
    """Give what models say: those of the summaries and, of waits, Cox's."""
    yield from sensitivity(summed, aim.measure, unit=INDICATORS[aim.indicator].unit)
    those = ran.waits.get(aim.indicator)
    if those is not None:
        result, p = hazard_ratio(those)
        yield COX, replace(found, measure=Measure.RATIO, result=result, p=p, smallest_p=None, checks=())


def _alerted(registry: Registry, trial: Trial) -> Matrix | None:
    """Count by home and day the alerts of the solution that staff saw; None where it has no connection."""
    plan, days = trial.plan, days_of(trial)
    connected = {one.home for one in registry.connections.all(include_revoked=True) if one.solution == plan.solution}
    if connected.isdisjoint(plan.homes):
        return None
    found = np.zeros((len(plan.homes), days.count))
    for row, home in enumerate(plan.homes):
        if home in connected:
            alerts, _ = registry.stretches.of_home(home, days.since, days.until)
            told = [one.onset for one in alerts if one.source == plan.solution]
            found[row] = days.sums(days.by_night(told))
    return found
