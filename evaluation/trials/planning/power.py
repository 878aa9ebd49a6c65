"""Power: how often trials of a kind would find what is there, by homes and weeks; each trial is drawn and analysed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np

from care.estimates import Result, proportion
from care.trials import Aim, Aspect, Better
from evaluation.statistics.effects import effect as estimated
from evaluation.trials.analysis import Verdict
from evaluation.trials.planning.baseline import Baseline
from evaluation.trials.planning.drawn import draw
from evaluation.trials.planning.setup import Setup
from evaluation.trials.verdict import better, differs, interval, verdict

ENOUGH: Final = 0.8
"""The power that is usually asked for."""
AT_ONCE: Final = 20
"""So many trials of a kind are drawn by one task: few enough to see how far it is."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: would trials find it that the solution does ``effect`` to ``aim``, whose baseline is known?"""

    baseline: Baseline
    aim: Aim
    effect: float


@dataclass(frozen=True, slots=True)
class Task:
    """Some trials of one setup, from number ``first`` on."""

    question: Question
    setup: Setup
    first: int
    trials: int
    seed: str


@dataclass(frozen=True, slots=True)
class Came:
    """How the trials of a task came out. ``lengths``: the interval of each that had one, from end to end."""

    setup: Setup
    trials: int
    found: int
    passed: int
    held: int
    lengths: tuple[float, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Power:
    """What trials of one setup would tell.

    ``found``: the share whose interval leaves out no effect, on the good side. ``passed``: the share with the verdict
    that is hoped for. ``held``: of those with an interval, the share whose interval holds what is true. ``judged``: the
    share that had an interval at all; ``why`` says why others had none. ``length``: an interval's usual length.
    """

    setup: Setup
    found: Result
    passed: Result
    held: Result
    judged: Result
    length: float | None
    why: str = ""


def tasks(question: Question, setups: Sequence[Setup], *, trials: int, seed: str) -> list[Task]:
    """Give all that is to be done, in small parts; raises ValueError for no trial at all."""
    if trials < 1:
        raise ValueError("at least one trial of each kind must be drawn")
    return [
        Task(question, setup, first, min(AT_ONCE, trials - first), seed)
        for first in range(0, trials, AT_ONCE)
        for setup in setups
    ]


def do(task: Task) -> Came:
    """Draw and analyse the trials of a task; the same task gives the same on any machine."""
    question, aim = task.question, task.question.aim
    found = passed = held = 0
    lengths: list[float] = []
    why = ""
    for number in range(task.first, task.first + task.trials):
        random = np.random.default_rng(_seed(task, number))
        drawn = draw(task.setup, question.baseline, aim.measure, question.effect, random)
        seen = estimated(drawn, aim.measure, unit=question.baseline.indicator.unit, seed=str(number))
        there = interval(seen)
        if there is None:
            why = getattr(seen.result, "why", "") or why
            continue
        lengths.append(there.high - there.low)
        held += there.low <= question.effect <= there.high
        found += bool(differs(aim, seen)) and bool(better(aim, seen))
        passed += verdict(aim, seen) is Verdict.PASS
    return Came(task.setup, task.trials, found, passed, held, tuple(lengths), why)


def powers(setups: Sequence[Setup], came: Sequence[Came]) -> list[Power]:
    """Put together what came of each setup, in their order; one of which nothing came yet is left out."""
    return list(_powers(setups, came))


def _powers(setups: Sequence[Setup], came: Sequence[Came]) -> Iterator[Power]:
    for setup in setups:
        those = [one for one in came if one.setup == setup]
        if not those:
            continue
        trials = sum(one.trials for one in those)
        lengths = [length for one in those for length in one.lengths]
        yield Power(
            setup,
            found=proportion(sum(one.found for one in those), trials, of="trials"),
            passed=proportion(sum(one.passed for one in those), trials, of="trials"),
            held=proportion(sum(one.held for one in those), len(lengths), of="intervals"),
            judged=proportion(len(lengths), trials, of="trials"),
            length=float(np.median(lengths)) if lengths else None,
            why=next((one.why for one in those if one.why), ""),
        )


def expected_gain(aim: Aim) -> float:
    """Give an effect to plan by: for a guardrail none at all, else a gain of twice the margin.

    A trial whose true gain is just the margin passes in one of forty: to show that a gain is as large as asked, it must
    be larger.
    """
    same = 0.0 if aim.measure == "difference" else 1.0
    if aim.aspect is Aspect.GUARDRAIL:
        return same
    gain = 2 * aim.margin
    if aim.better is Better.MORE:
        return same + gain
    return same - gain if aim.measure == "difference" else max(same - gain, 0.05)


def _seed(task: Task, number: int) -> int:
    setup = task.setup
    said = f"{task.seed} {setup.design} {setup.homes} {setup.spans} {number}"
    return int.from_bytes(blake2b(said.encode(), digest_size=8).digest())
