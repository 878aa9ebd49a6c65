"""The analysis of a trial that is over: the gate, and for each aim the effect, its verdict and a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from care.trials import Aim, Aspect, Logged, Trial
from evaluation.indicators.indicator import Indicator
from evaluation.statistics.cells import Cells
from evaluation.statistics.effect import Effect
from evaluation.trials.lights import Gate
from evaluation.trials.sentences import Sentence


class Verdict(StrEnum):
    """An aim held against what was asked for."""

    PASS = "pass"  # noqa: S105 - no password
    """The whole interval is a gain of the margin or more; of a guardrail: it leaves out a worsening of the margin."""
    FAIL = "fail"
    """The whole interval lies below the margin; of a guardrail: beyond it."""
    TOO_LITTLE = "too_little"
    """The data cannot tell; ``Outcome.says`` has what is known."""
    NOT_CAUSAL = "not_causal"
    """There was no lot: a change is told, and nothing about what it came from."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one aim.

    ``differs`` tells whether the interval leaves out no effect; None where there is no interval. ``better``: whether
    the estimate is a gain, None where there is no estimate or it is exactly none. ``bound`` is the effect that the
    margin comes to (0.8 for a fifth less, -5 for 5 less): where the verdict is drawn. ``says`` is the finding and
    the verdict in a sentence or two. ``sensitivity``: other methods by name, none of which changes the verdict.
    ``cells`` are what all of it was worked out from.
    """

    aim: Aim
    indicator: Indicator
    effect: Effect
    verdict: Verdict
    differs: bool | None
    better: bool | None
    bound: float
    says: Sentence
    sensitivity: tuple[tuple[str, Effect], ...]
    cells: Cells


@dataclass(frozen=True, slots=True)
class Analysis:
    """A trial that is over, as analysed at ``made`` by its plan; ``seed`` draws the lots of the intervals again.

    ``outcomes`` stand in the order of the plan's aims. ``warning`` is the sentence that must stand before every
    effect when the gate is not green, else None. ``changes``, ``events``: the log's changes of plan, and what else
    changed in homes or in ways of working.
    """

    trial: Trial
    made: datetime
    seed: str
    gate: Gate
    outcomes: tuple[Outcome, ...]
    warning: Sentence | None
    changes: tuple[Logged, ...] = ()
    events: tuple[Logged, ...] = ()

    @property
    def primary(self) -> Outcome:
        """The aim that the trial is decided by."""
        return next(one for one in self.outcomes if one.aim.aspect is Aspect.PRIMARY)

    @property
    def by_indicator(self) -> Mapping[str, Outcome]:
        """Each outcome by its indicator's name."""
        return {one.aim.indicator: one for one in self.outcomes}
