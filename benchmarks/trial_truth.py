"""How often a simulated trial finds the truth: 50 trials as `mistel trial demo` makes, and 50 of no effect."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context

import numpy as np

from benchmarks.figure import Figure
from care.estimates import Estimate, proportion
from care.trials import Measure, State, Trial
from evaluation.indicators.days import Days
from evaluation.statistics.effects import effect
from evaluation.trials.allotting import allot
from evaluation.trials.amounts import Amounts, cells
from evaluation.trials.consented import days_of
from evaluation.trials.simulated.homes import lived
from evaluation.trials.simulated.pilot import EFFECT, Pilot
from evaluation.trials.simulated.places import CREATED

SEEDS = range(1, 51)


def measure() -> Iterator[Figure]:
    """Live the homes of each trial, count night visits, and look at the interval of their ratio."""
    how = f"{len(SEEDS)} seeds; 12 homes, ten weeks, stepped wedge; Monte Carlo (Wilson):"
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for true in (EFFECT, 0.0):
            found = list(pool.map(_found, SEEDS, repeat(true)))
            held = [one is not None and one[0] <= 1 - true <= one[1] for one in found]
            clear = [one is not None and not one[0] <= 1 <= one[1] for one in found]
            for what, hits in (("interval holds the truth", held), ("an effect is found", clear)):
                of = proportion(sum(hits), len(hits), of="trials")
                if isinstance(of, Estimate):
                    within = f"{how} {of.low:.0%} to {of.high:.0%}"
                    yield Figure(f"trial demo --effect {true:g}: {what}", 100 * of.value, "%", within)


def _found(seed: int, true: float) -> tuple[float, float] | None:
    """Give the interval of the ratio of night visits in one trial; None where there is too little data."""
    pilot = Pilot(seed, effect=true)
    plan = pilot.plan()
    trial = Trial(
        id=pilot.name,
        organisation="own",
        state=State.FROZEN,
        plan=plan,
        allocation=allot(plan),
        created=CREATED,
        created_by="bench",
    )
    days: Days = days_of(trial)
    value = np.zeros((pilot.homes, days.count))
    for row, home in enumerate(lived(pilot, trial.allocation)):
        value[row] = days.sums(days.by_night([one.began for one in home.visits if one.night]))
    amounts = Amounts("night_visits", plan.homes, plan.first, value, np.ones_like(value))
    result = effect(cells(trial, amounts), Measure.RATIO, unit="", seed=str(seed)).result
    return (result.low, result.high) if isinstance(result, Estimate) else None
