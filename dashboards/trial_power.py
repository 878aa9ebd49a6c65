"""Can a trial as it is planned answer its question? As an evaluator asks it, and reads it."""

from dataclasses import dataclass
from typing import Final

from care.estimates import Estimate, Result
from care.trials import Aspect, Design, Measure, Plan
from dashboards.sentences import said
from dashboards.tongue import Tongue, message
from evaluation.indicators import INDICATORS
from evaluation.trials.planning.advice import Advice, advice
from evaluation.trials.planning.power import ENOUGH, Power
from evaluation.trials.planning.setup import of_plan

_M: Final = message
DESIGN_WORDS: Final = {
    Design.BEFORE_AFTER: _M("Before and after"),
    Design.PARALLEL: _M("Parallel groups"),
    Design.CROSSOVER: _M("Crossover"),
    Design.STEPPED_WEDGE: _M("Stepped wedge"),
}


@dataclass(frozen=True, slots=True)
class ShownShare:
    """One share of simulated trials, with what it means; ``at`` is its place in percent, None where there is none."""

    words: str
    explained: str
    value: str
    at: float | None


@dataclass(frozen=True, slots=True)
class ShownPower:
    """What simulated trials say of a plan."""

    enough: bool
    says: str
    shares: tuple[ShownShare, ...]
    length: str
    trials: str


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """The plan that it is about, in a line, and what its primary aim is told in."""

    title: str
    about: str
    indicator: str
    unit: str
    in_percent: bool
    margin: float


def shown_plan(plan: Plan, words: Tongue) -> ShownPlan:
    """Say which trial is asked about."""
    aim, setup = plan.primary, of_plan(plan)
    indicator, ratio = INDICATORS[aim.indicator], aim.measure is Measure.RATIO
    return ShownPlan(
        title=plan.title,
        about=words.say(
            "{design}: {clusters} that go over together or alone, {weeks} weeks.",
            design=words.say(DESIGN_WORDS[plan.design]),
            clusters=words.count("{n} home or group", "{n} homes or groups", setup.homes),
            weeks=setup.weeks,
        ),
        indicator=words.say(indicator.words),
        unit=words.say(indicator.unit),
        in_percent=ratio,
        margin=round(aim.margin * 100, 4) if ratio else aim.margin,
    )


def shown_power(plan: Plan, power: Power, words: Tongue) -> ShownPower:
    """Say what simulated trials of this plan found."""
    told: Advice = advice(plan.primary, [power])[0]
    guardrail = plan.primary.aspect is Aspect.GUARDRAIL
    shares = [
        (_M("Find an effect"), _M("their interval leaves out no effect, on the good side"), power.found),
        (_M("Show that it is as large as asked"), _M("their whole interval is a gain of the margin"), power.passed),
        (_M("Hold the truth"), _M("their interval holds what was put in: about 95 % is right"), power.held),
    ]
    if not plan.design.is_randomised:
        del shares[1]
    return ShownPower(
        enough=told.enough is not None and not guardrail,
        says=said(words, told.says),
        shares=tuple(
            ShownShare(words.say(name), words.say(explained), _share(result, words), _at(result))
            for name, explained, result in shares
        ),
        length="" if power.length is None else words.number(power.length),
        trials=words.count("{n} simulated trial", "{n} simulated trials", power.found.n),
    )


def _share(result: Result, words: Tongue) -> str:
    if not isinstance(result, Estimate):
        return words.say("too little data")
    value, low, high = (round(100 * one) for one in (result.value, result.low, result.high))
    return f"{value} % ({low}–{high} %)".replace(" %", "\N{NO-BREAK SPACE}%")


def _at(result: Result) -> float | None:
    return round(result.value * 100, 1) if isinstance(result, Estimate) else None


MARK: Final = ENOUGH * 100
"""Where 80 % stands."""
