"""An indicator's baseline: from a trial's days without the solution, or from a site's homes before any trial."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

import numpy as np

from care.estimates import TooLittle
from care.people import Site
from care.trials import Aim, Aspect, Cluster, Condition, Design, Period, Plan, State, Trial
from evaluation.indicators.indicator import Indicator
from evaluation.trials.collecting import Show, collect
from evaluation.trials.over import demand_over
from evaluation.trials.planning.baseline import FEWEST_HOMES, Baseline, measured
from evaluation.trials.planning.setup import WEEK
from evaluation.trials.ran import Ran
from store.readings import HomeReadings
from store.registry import Registry


def baseline_of(
    registry: Registry,
    readings_of: Callable[[str], HomeReadings],
    trial: Trial,
    indicator: Indicator,
    now: datetime,
    show: Show | None = None,
) -> Baseline | TooLittle:
    """Estimate a baseline from a trial's days without the solution; raises NotOver before its end."""
    demand_over(trial, now)
    collected = collect(registry, readings_of, trial, now, show)
    amounts = collected[indicator.name]
    usual = Ran(trial, collected, np.ones(amounts.value.shape)).within[Condition.CONTROL]
    without = replace(amounts, value=amounts.value * usual, exposure=amounts.exposure * usual)
    return measured(indicator, without, trial.plan.title)


def baseline_of_site(
    registry: Registry,
    readings_of: Callable[[str], HomeReadings],
    site: Site,
    indicator: Indicator,
    now: datetime,
    weeks: int,
    show: Show | None = None,
) -> Baseline | TooLittle:
    """Estimate a baseline from the last weeks of a site's homes; those that were in a trial then are left out.

    Only sums go into it, and nothing is kept. Nobody is asked for consent: so an organisation follows up its own work,
    and it is no trial.
    """
    today = now.astimezone(site.tz).date()
    period = Period(first=today - timedelta(days=weeks * WEEK + 1), last=today - timedelta(days=2))
    homes = [home.id for home in registry.places.homes(site.id) if not _tried(registry, home.id, period)]
    if len(homes) < FEWEST_HOMES:
        why = f"Site {site.id} has {len(homes)} homes that were in no trial then; a baseline needs {FEWEST_HOMES}."
        return TooLittle(why, len(homes))
    usual = _usual(site, homes, period, indicator)
    counts = {home: np.ones(period.days) for home in homes}
    amounts = collect(registry, readings_of, usual, now, show, counts)[indicator.name]
    return measured(indicator, amounts, f"{site.id}, {period.first} to {period.last}")


def _tried(registry: Registry, home: str, period: Period) -> bool:
    plans = [one.plan for one in registry.trials.of_home(home)]
    return any(plan.first <= period.last and period.first <= plan.last for plan in plans)


def _usual(site: Site, homes: Sequence[str], period: Period, indicator: Indicator) -> Trial:
    """Describe care as usual as a trial in which nobody has anything; it is never kept."""
    plan = Plan(
        title="Care as usual",
        solution="none",
        design=Design.BEFORE_AFTER,
        zone=site.zone,
        clusters=tuple(Cluster(id=home, homes=(home,)) for home in homes),
        periods=(period,),
        sequences=((Condition.CONTROL,),),
        aims=(
            Aim(
                indicator=indicator.name,
                aspect=Aspect.PRIMARY,
                better=indicator.better,
                measure=indicator.measure,
                margin=indicator.margin,
            ),
        ),
        seed="1",
    )
    midnight = datetime.combine(period.first, time(), site.tz)
    return Trial(
        id="care-as-usual",
        organisation=site.organisation,
        state=State.FROZEN,
        plan=plan,
        allocation=dict.fromkeys(homes, 0),
        created=midnight,
        created_by="none",
    )
