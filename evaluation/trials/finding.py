"""What was found about one aim, in words: the change with its interval, and what that says of what was asked for."""

from collections.abc import Mapping

from care.estimates import Estimate, TooLittle
from care.trials import Aim, Aspect, Measure
from evaluation.indicators.indicator import Indicator, Kind
from evaluation.statistics.effect import Effect
from evaluation.trials.analysis import Verdict
from evaluation.trials.sentences import Sentence, Share, Value
from evaluation.trials.verdict import SAME, better, differs, interval


def says(aim: Aim, indicator: Indicator, effect: Effect, verdict: Verdict) -> Sentence:
    """Say the finding and the verdict, in two sentences or three."""
    found = interval(effect)
    if found is None:
        return Sentence("{indicator}: too little data. {why}", {"indicator": _name(indicator), "why": _why(effect)})
    return Sentence(
        "{finding} {judged}",
        {"finding": _finding(aim, indicator, found), "judged": _judged(aim, indicator, effect, verdict)},
    )


def change(measure: Measure, value: float, kind: Kind | None = None) -> Sentence:
    """Say an effect as a change: ``40 % less``, ``0.3 more``; of a proportion ``5 percentage points more``."""
    step = value - SAME[measure]
    if kind is Kind.PROPORTION and measure is Measure.DIFFERENCE and step:
        points = {"points": _rounded(abs(step) * 100)}
        if step > 0:
            return Sentence("{points} percentage points more", points)
        return Sentence("{points} percentage points less", points)
    size = Share(abs(step)) if measure is Measure.RATIO else _rounded(abs(step))
    if step == 0:
        return Sentence("no change")
    return Sentence("{size} more", {"size": size}) if step > 0 else Sentence("{size} less", {"size": size})


def _finding(aim: Aim, indicator: Indicator, found: Estimate) -> Sentence:
    return Sentence(
        "{indicator} ({unit}): {change} with the solution than without; with 95 % confidence from {low} to {high}.",
        {
            "indicator": _name(indicator),
            "unit": Sentence(indicator.unit),
            "change": change(aim.measure, found.value, indicator.kind),
            "low": change(aim.measure, found.low, indicator.kind),
            "high": change(aim.measure, found.high, indicator.kind),
        },
    )


def _judged(aim: Aim, indicator: Indicator, effect: Effect, verdict: Verdict) -> Sentence:
    margin: Mapping[str, Value] = {"margin": _margin(aim, indicator)}
    if verdict is Verdict.NOT_CAUSAL:
        return Sentence(
            "No lot decided when homes got the solution, so that something else may have changed it: this is an"
            " estimate, and no verdict."
        )
    if aim.aspect is Aspect.GUARDRAIL:
        return _guarded(aim, effect, verdict, margin)
    if verdict is Verdict.PASS:
        return Sentence("That is as large as asked: a gain below {margin} is ruled out.", margin)
    if verdict is Verdict.FAIL:
        return _failed(aim, effect, margin)
    if differs(aim, effect):
        return Sentence(
            "An effect was found, but whether it is as large as the {margin} that was asked for cannot be said.", margin
        )
    return Sentence(
        "Too little data: no effect was found, and neither can one as large as the {margin} that was asked for be ruled"
        " out.",
        margin,
    )


def _guarded(aim: Aim, effect: Effect, verdict: Verdict, margin: Mapping[str, Value]) -> Sentence:
    if verdict is Verdict.FAIL:
        return Sentence("It was broken: it got worse by {margin} or more.", margin)
    worse = differs(aim, effect) and better(aim, effect) is False
    if verdict is Verdict.PASS:
        if worse:
            return Sentence("It got worse, but it held: a worsening of {margin} is ruled out.", margin)
        return Sentence("It held: a worsening of {margin} is ruled out.", margin)
    if worse:
        return Sentence("It got worse; whether by as much as {margin} cannot be said.", margin)
    return Sentence("Whether it got worse by as much as {margin} cannot be said.", margin)


def _margin(aim: Aim, indicator: Indicator) -> Value:
    if aim.measure is Measure.RATIO:
        return Share(aim.margin)
    if indicator.kind is Kind.PROPORTION:
        return Sentence("{points} percentage points", {"points": _rounded(aim.margin * 100)})
    return _rounded(aim.margin)


def _failed(aim: Aim, effect: Effect, margin: Mapping[str, Value]) -> Sentence:
    if not differs(aim, effect):
        return Sentence(
            "No effect was found, and one as large as the {margin} that was asked for is ruled out.", margin
        )
    if better(aim, effect):
        return Sentence("An effect was found, but it is smaller than the {margin} that was asked for.", margin)
    return Sentence("It got worse: a gain of the {margin} that was asked for is ruled out.", margin)


def _why(effect: Effect) -> Sentence:
    if isinstance(effect.result, TooLittle):
        return Sentence(effect.result.why)
    if effect.smallest_p is not None:
        return Sentence(
            "With so few clusters the lot could not have given a p below {p}, and so no interval at 95 % can be had.",
            {"p": round(effect.smallest_p, 3)},
        )
    return Sentence("With so few clusters no interval at 95 % can be had.")


def _name(indicator: Indicator) -> Sentence:
    return Sentence(indicator.words)


def _rounded(amount: float) -> float:
    """Keep two digits that count, so that neither 0.0132 nor 12.7 is lost."""
    return float(f"{amount:.2g}") if amount < 10 else round(amount, 1)  # noqa: PLR2004 - ten and more have two already
