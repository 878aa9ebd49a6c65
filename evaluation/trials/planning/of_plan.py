"""The power of one plan as it stands, soon enough for somebody who waits for it."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from care.trials import Aim, Better, Measure, Plan
from evaluation.indicators import INDICATORS
from evaluation.trials.planning.baseline import given
from evaluation.trials.planning.power import Power, Question, Task, do, powers
from evaluation.trials.planning.setup import Setup, of_plan

TRIALS: Final = 100
AT_ONCE: Final = 5
WAIT: Final = timedelta(seconds=6)


def asked(plan: Plan, mean: float, gain: float, homes: float | None = None) -> Question:
    """Ask by the plan's primary aim: ``gain`` is a share of the level for a RATIO, else in the indicator's unit.

    ``homes``: the standard deviation between homes. Raises ValueError for a level or a gain that cannot be.
    """
    aim = plan.primary
    if mean <= 0 or gain <= 0 or (homes is not None and homes < 0):
        raise ValueError("level and gain must be above zero, and how much homes differ not below it")
    return Question(given(INDICATORS[aim.indicator], mean, homes=homes), aim, _effect(aim, gain))


def power_of(
    plan: Plan,
    question: Question,
    *,
    trials: int = TRIALS,
    wait: timedelta = WAIT,
    clock: Callable[[], float] = time.monotonic,
) -> Power:
    """Simulate the plan so many times, or as often as the wait allows; at least a few times."""
    setup = of_plan(plan)
    until = clock() + wait.total_seconds()
    came = [do(_task(question, setup, 0))]
    while len(came) * AT_ONCE < trials and clock() < until:
        came.append(do(_task(question, setup, len(came) * AT_ONCE)))
    return powers([setup], came)[0]


def _task(question: Question, setup: Setup, first: int) -> Task:
    return Task(question, setup, first, AT_ONCE, "1")


def _effect(aim: Aim, gain: float) -> float:
    up = aim.better is Better.MORE
    if aim.measure is Measure.DIFFERENCE:
        return gain if up else -gain
    if not up and gain >= 1:
        raise ValueError("nothing can become less by all of it or more")
    return 1 + gain if up else 1 - gain
