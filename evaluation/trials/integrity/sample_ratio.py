"""Sample-ratio mismatch: do as many clusters give data in each order as the lot gave it?"""

import math
from collections.abc import Iterator, Sequence
from typing import Final

from scipy.special import chdtrc

from evaluation.trials.allotting import allot
from evaluation.trials.lights import Criterion, Light, Threshold, worst
from evaluation.trials.ran import Ran
from evaluation.trials.sentences import Sentence, Value, named

NAME: Final = "sample_ratio"
WORDS: Final = Sentence("As many in each order as by the lot")
THRESHOLD: Final = Threshold(0.05, 0.01)
"""Of p: such splits are looked for in every trial, so that only a small p is taken for a fault."""
MOST_SPLITS: Final = 20_000
"""So many splits are counted out; of more, the chi-squared approximation is taken."""


def sample_ratio(ran: Ran) -> Criterion:
    """Judge how clusters were allotted, and how those that gave data are split, against equal numbers.

    An allocation that the lot of the plan, as it was frozen, does not give was chosen by somebody: that is red.
    """
    trial, plan, allocation = ran.trial, ran.trial.plan, ran.trial.allocation
    if not plan.design.is_randomised or len(plan.sequences) == 1:
        says = Sentence("No lot was drawn in this design: there is no split to look at.")
        return Criterion(NAME, WORDS, Light.GREEN, None, "p", THRESHOLD, says)
    allotted, giving = [0] * len(plan.sequences), [0] * len(plan.sequences)
    amounts = ran.collected.get(plan.primary.indicator)
    there = set() if amounts is None else {
        home for row, home in enumerate(amounts.homes) if amounts.exposure[row].any()
    }  # fmt: skip
    lost: list[str] = []
    for cluster in plan.clusters:
        allotted[allocation[cluster.id]] += 1
        if there.isdisjoint(cluster.homes):
            lost.append(cluster.id)
        else:
            giving[allocation[cluster.id]] += 1
    p = min(exact_p(allotted), exact_p(giving))
    if trial.frozen_plan is not None and allot(trial.frozen_plan) != trial.allocation:
        says = Sentence("The allocation is not the one that the lot gives: draw it again from the plan's seed and see.")
        return Criterion(NAME, WORDS, Light.RED, p, "p", THRESHOLD, says)
    light = worst(THRESHOLD.light(p), Light.AMBER) if lost else THRESHOLD.light(p)
    split: dict[str, Value] = {"split": " : ".join(map(str, giving)), "p": round(p, 3)}
    if lost:
        says = Sentence(
            "Clusters that give data, by order: {split} (p = {p} if orders were equally likely). None come from"
            " {clusters}.",
            {**split, "clusters": named(lost)},
        )
    else:
        says = Sentence("Clusters that give data, by order: {split} (p = {p} if orders were equally likely).", split)
    return Criterion(NAME, WORDS, light, p, "p", THRESHOLD, says)


def exact_p(counts: Sequence[int]) -> float:
    """Give the exact multinomial p of counts where all are equally likely: of splits no likelier than this one."""
    total, kinds = sum(counts), len(counts)
    if total == 0:
        return 1.0
    if math.comb(total + kinds - 1, kinds - 1) > MOST_SPLITS:
        expected = total / kinds
        return float(chdtrc(kinds - 1, sum((one - expected) ** 2 for one in counts) / expected))
    limit = _likelihood(counts) + 1e-9
    found = sum(math.exp(likelihood) for split in _splits(total, kinds) if (likelihood := _likelihood(split)) <= limit)
    return min(1.0, found)


def _likelihood(counts: Sequence[int]) -> float:
    total = sum(counts)
    return math.lgamma(total + 1) - sum(math.lgamma(one + 1) for one in counts) - total * math.log(len(counts))


def _splits(total: int, kinds: int) -> Iterator[tuple[int, ...]]:
    if kinds == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _splits(total - first, kinds - 1):
            yield (first, *rest)
