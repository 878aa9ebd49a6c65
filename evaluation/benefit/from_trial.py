"""A benefit calculation of what a trial found: quantities before and after from its effects, all else as a template."""

import math
from dataclasses import dataclass
from typing import Final

from care.errors import Conflict
from care.estimates import Estimate
from care.trials import Measure
from evaluation.benefit.file import examples, parsed
from evaluation.benefit.terms import Calculation, Change, Uncertain
from evaluation.trials.analysis import Analysis, Outcome
from evaluation.trials.verdict import interval

_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class FromTrial:
    """A calculation whose changes ``taken`` are a trial's, by name; those ``kept`` stand as the template has them."""

    calculation: Calculation
    taken: tuple[tuple[str, Outcome], ...]
    kept: tuple[str, ...]


def from_trial(template: Calculation, analysis: Analysis) -> FromTrial:
    """Put a trial's quantities into a template, where one of its changes names an indicator of the trial.

    Before: the plain summary without the solution; after: that with the effect, the ends of both intervals as low and
    high. Raises Conflict, with the reason, where the trial gives none of them.
    """
    changes, taken, lacking = dict(template.changes), [], []
    for name, change in template.changes.items():
        outcome = analysis.by_indicator.get(change.indicator or "")
        if outcome is None:
            continue
        put = _put(change, outcome)
        if put is None:
            lacking.append(f"{outcome.indicator.words}: {_why(outcome)}")
            continue
        changes[name] = put
        taken.append((name, outcome))
    if not taken:
        raise Conflict(
            " ".join(["Too little data for a benefit calculation.", *lacking])
            if lacking
            else "No change of the template names an indicator of this trial: write `indicator: night_visits` (or"
            " another) beside its before and after."
        )
    done = {name for name, _ in taken}
    return FromTrial(
        calculation=template.model_copy(update={"changes": changes}),
        taken=tuple(taken),
        kept=tuple(name for name in changes if name not in done),
    )


def template_of(analysis: Analysis) -> tuple[str, Calculation] | None:
    """Give the example, by name, that fits what decides the trial; None where there is none."""
    wanted = analysis.primary.aim.indicator
    for name in examples():
        found = parsed(name)
        if any(change.indicator == wanted for change in found.changes.values()):
            return name, found
    return None


def _put(change: Change, outcome: Outcome) -> Change | None:
    found, before = interval(outcome.effect), outcome.effect.without
    if found is None or not isinstance(before, Estimate) or not math.isfinite(before.low + before.high):
        return None

    def after(effect: float) -> float:
        amount = before.value * effect if outcome.aim.measure is Measure.RATIO else before.value + effect
        return round(max(0.0, amount), _DIGITS)

    low, high = sorted((after(found.low), after(found.high)))
    return change.model_copy(
        update={
            "before": Uncertain(
                expected=round(max(0.0, before.value), _DIGITS),
                low=round(max(0.0, before.low), _DIGITS),
                high=round(before.high, _DIGITS),
            ),
            "after": Uncertain(expected=after(found.value), low=low, high=high),
        }
    )


def _why(outcome: Outcome) -> str:
    result = outcome.effect.result
    return getattr(result, "why", "there is no interval")
