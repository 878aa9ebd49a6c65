"""How long 1,000 simulated trials take to plan one: drawn and analysed on as many processes as there are cores."""

import os
import time
from collections.abc import Iterator
from contextlib import closing

from benchmarks.figure import Figure
from care.estimates import Estimate
from care.trials import Aim, Aspect, Better, Design, Measure
from evaluation.indicators import INDICATORS
from evaluation.sweeps.spread import spread
from evaluation.trials.planning.baseline import given
from evaluation.trials.planning.power import Power, Question, do, powers, tasks
from evaluation.trials.planning.setup import simple_setup

TRIALS = 1000
SETUP = simple_setup(Design.STEPPED_WEDGE, homes=12, weeks=16)
VISITS = INDICATORS["night_visits"]
AIM = Aim(indicator=VISITS.name, aspect=Aspect.PRIMARY, better=Better.LESS, measure=Measure.RATIO, margin=VISITS.margin)


def measure() -> Iterator[Figure]:
    """Plan for 40 % fewer night visits, by the largest of designs."""
    cores = os.cpu_count() or 1
    began = time.monotonic()
    found = planned(TRIALS, cores)
    lasted = time.monotonic() - began
    how = f"stepped wedge, {SETUP.homes} homes, {SETUP.weeks} weeks, {cores} Dask processes with their start"
    yield Figure(f"{TRIALS} simulated trials for a plan", lasted, "s", how)
    for name, result in (("power", found.found), ("intervals that hold the truth", found.held)):
        if isinstance(result, Estimate):
            yield Figure(f"planned trials: {name}", result.value * 100, "%", "night visits 1.85 falling by 40 %")


def planned(trials: int, workers: int) -> Power:
    """Give the power of the setup from so many trials."""
    todo = tasks(Question(given(VISITS, 1.85), AIM, 0.6), [SETUP], trials=trials, seed="1")
    with closing(spread(todo, do, workers=workers)) as results:
        return powers([SETUP], list(results))[0]
