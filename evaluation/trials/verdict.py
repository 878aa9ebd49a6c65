"""The verdict of an aim: its interval against the margin, by the rules of docs/planning.md."""

from math import isfinite
from typing import Final

from care.estimates import Estimate
from care.trials import Aim, Aspect, Better, Measure
from evaluation.statistics.effect import Effect
from evaluation.trials.analysis import Verdict

SAME: Final = {Measure.DIFFERENCE: 0.0, Measure.RATIO: 1.0}
"""What no effect is."""


def bound(aim: Aim) -> float:
    """Give the effect that the margin comes to: the smallest gain that matters, or a guardrail's worst."""
    wanted_up = (aim.better is Better.MORE) is not (aim.aspect is Aspect.GUARDRAIL)
    step = aim.margin if wanted_up else -aim.margin
    return SAME[aim.measure] + step


def verdict(aim: Aim, effect: Effect) -> Verdict:
    """Judge an aim: PASS when the whole interval lies on the good side of the bound, FAIL when it lies on the other.

    Of an aim the bound itself passes; of a guardrail it does not: the worsening as large as the margin must be left
    out. Without a lot there is no verdict, and without an interval there is too little data.
    """
    found = interval(effect)
    if found is None:
        return Verdict.TOO_LITTLE
    if not effect.causal:
        return Verdict.NOT_CAUSAL
    limit, sign = bound(aim), 1 if aim.better is Better.MORE else -1
    low, high = sorted((sign * found.low, sign * found.high))
    if aim.aspect is Aspect.GUARDRAIL:
        return Verdict.PASS if low > sign * limit else Verdict.FAIL if high <= sign * limit else Verdict.TOO_LITTLE
    return Verdict.PASS if low >= sign * limit else Verdict.FAIL if high < sign * limit else Verdict.TOO_LITTLE


def interval(effect: Effect) -> Estimate | None:
    """Give the estimate when it has an interval of numbers, else None."""
    found = effect.result
    if not isinstance(found, Estimate) or not effect.level_reached:
        return None
    return found if isfinite(found.value) and isfinite(found.low) and isfinite(found.high) else None


def differs(aim: Aim, effect: Effect) -> bool | None:
    """Tell whether the interval leaves out no effect; None without an interval."""
    found = interval(effect)
    return None if found is None else not found.low <= SAME[aim.measure] <= found.high


def better(aim: Aim, effect: Effect) -> bool | None:
    """Tell whether the estimate is a gain; None without one, or when it is exactly no effect."""
    found = effect.result
    if not isinstance(found, Estimate) or not isfinite(found.value) or found.value == SAME[aim.measure]:
        return None
    return (found.value > SAME[aim.measure]) is (aim.better is Better.MORE)
