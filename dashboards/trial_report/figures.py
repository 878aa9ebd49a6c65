"""Figures of a trial as a reader meets them: estimates with intervals, never more digits than they have."""

from typing import Final

from babel.numbers import format_percent

from care.estimates import Estimate, Result
from care.trials import Aim, Aspect, Better, Measure
from dashboards.report.document import Cell
from dashboards.sentences import said
from dashboards.tongue import Tongue
from evaluation.indicators import INDICATORS
from evaluation.indicators.indicator import Indicator, Kind
from evaluation.trials.analysis import Outcome
from evaluation.trials.finding import change
from evaluation.trials.verdict import SAME, bound, interval

_HUNDRED: Final = 100
_TEN: Final = 10


def amount(value: float, indicator: Indicator, tongue: Tongue) -> str:
    """Say an indicator's value: shares as percentages, other figures with two digits that count or more."""
    if indicator.kind is Kind.PROPORTION:
        return format_percent(value, format="#,##0\u00a0%", locale=tongue.code)
    if value == 0 or abs(value) >= _HUNDRED:
        return tongue.number(round(value))
    return tongue.number(round(value, 1)) if abs(value) >= _TEN else tongue.number(float(f"{value:.3g}"))


def level_cell(result: Result, indicator: Indicator, tongue: Tongue) -> Cell:
    """Say what an indicator was in one condition."""
    if not isinstance(result, Estimate):
        return Cell("–")
    low, high = amount(result.low, indicator, tongue), amount(result.high, indicator, tongue)
    return Cell(amount(result.value, indicator, tongue), tongue.say("{low} to {high}", low=low, high=high))


def effect_cell(outcome: Outcome, tongue: Tongue) -> Cell:
    """Say an effect as a change, with its interval; a dash where there is none."""
    found = interval(outcome.effect)
    if found is None:
        return Cell("–")
    value, low, high = (_changed(outcome.aim, one, tongue) for one in (found.value, found.low, found.high))
    return Cell(value, tongue.say("{low} to {high}", low=low, high=high))


def asked(aim: Aim, tongue: Tongue) -> str:
    """Say what was asked for: ``at least 20 % less``; of a guardrail what can just be borne."""
    size = _changed(aim, bound(aim), tongue)
    if aim.aspect is Aspect.GUARDRAIL:
        return tongue.say("better than {change}", change=size)
    return tongue.say("at least {change}", change=size)


def gain(outcome: Outcome, effect: float) -> float:
    """Give an effect as a gain in margins: 1 is what was asked for; of a guardrail -1 is what can just be borne."""
    sign = 1 if outcome.aim.better is Better.MORE else -1
    return sign * (effect - SAME[outcome.aim.measure]) / outcome.aim.margin


def whole(measure: Measure, value: float) -> str:
    """Give an effect as a plain number, for who reckons it anew."""
    return f"{value:.4g}" if measure is Measure.RATIO else f"{value:+.4g}"


def _changed(aim: Aim, effect: float, tongue: Tongue) -> str:
    return said(tongue, change(aim.measure, effect, INDICATORS[aim.indicator].kind)).replace(" %", "\u00a0%")
