"""An indicator's baseline from a trial that is over: its days without the solution."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import numpy as np

from care.estimates import TooLittle
from care.trials import Condition, Trial
from evaluation.indicators.indicator import Indicator
from evaluation.trials.collecting import Show, collect
from evaluation.trials.over import demand_over
from evaluation.trials.planning.baseline import Baseline, measured
from evaluation.trials.ran import Ran
from store.readings import Readings
from store.registry import Registry


def baseline_of(
    registry: Registry,
    readings_of: Callable[[str], Readings],
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
