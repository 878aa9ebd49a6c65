"""What a sweep shows: for each combination of values and each situation, how well it was told, with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from care.situations import SITUATIONS
from evaluation.estimates import Result, proportion
from evaluation.scoring import Score, score
from evaluation.sweeps.plan import Plan, Task, Values
from evaluation.sweeps.played import Playing


@dataclass(frozen=True, slots=True)
class Row:
    """One situation in one combination. ``passed`` is the share of playings in which every expectation was met."""

    values: Values
    situation: str
    score: Score
    playings: int
    passed: Result


def figures(plan: Plan, playings: Sequence[Playing]) -> list[Row]:
    """Score what was played, combination by combination in the order of the plan; the order of playings is nothing.

    Situations are those that the scenario expects or forbids; without any, those of people that were raised.
    """
    by_number = {one.number: one for one in playings}
    rows: list[Row] = []
    for _, group in groupby(plan.tasks, key=lambda task: tuple(task.values.items())):
        tasks = list(group)
        there = [by_number[task.number] for task in tasks if task.number in by_number]
        rows += [_row(plan, tasks[0], there, situation) for situation in _situations(plan, there)]
    return rows


def _row(plan: Plan, task: Task, playings: Sequence[Playing], situation: str) -> Row:
    grace = max((one.grace for one in plan.scenario.expectations if one.situation == situation), default=timedelta(0))
    scored = score(
        [found for one in playings for found in one.found if found.situation == situation],
        [episode for one in playings for episode in one.truth if episode.label == situation],
        early=timedelta(0),
        grace=grace,
        monitored=timedelta(seconds=sum(one.watched for one in playings)),
    )
    passed = proportion(sum(one.passed for one in playings), len(playings), of="playings")
    return Row(task.values, situation, scored, len(playings), passed)


def _situations(plan: Plan, playings: Sequence[Playing]) -> list[str]:
    asked = dict.fromkeys(one.situation for one in plan.scenario.expectations)
    raised = {found.situation for one in playings for found in one.raised}
    return list(asked) or sorted(name for name in raised if not SITUATIONS[name].technical)
