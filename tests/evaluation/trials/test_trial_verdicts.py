import math

import pytest

from care.estimates import Estimate, TooLittle
from care.trials import Aim, Aspect, Better, Measure
from evaluation.indicators import INDICATORS
from evaluation.statistics.effect import Effect
from evaluation.trials.analysis import Verdict
from evaluation.trials.finding import change, says
from evaluation.trials.verdict import better, bound, differs, verdict

NOTHING = TooLittle("Nothing was counted.", 0)


def effect(low: float, high: float, value: float | None = None, *, causal: bool = True, reached: bool = True) -> Effect:
    middle = (low + high) / 2 if value is None else value
    return Effect(
        measure=Measure.RATIO,
        result=Estimate(middle, low, high, 12, "t"),
        p=0.01,
        smallest_p=0.1,
        level_reached=reached,
        clusters=12,
        cells=60,
        causal=causal,
        without=NOTHING,
        with_it=NOTHING,
    )


def aim(
    better: Better = Better.LESS,
    measure: Measure = Measure.RATIO,
    margin: float = 0.2,
    aspect: Aspect = Aspect.PRIMARY,
) -> Aim:
    return Aim(indicator="night_visits", aspect=aspect, better=better, measure=measure, margin=margin)


P, F, T = Verdict.PASS, Verdict.FAIL, Verdict.TOO_LITTLE


@pytest.mark.parametrize(
    ("asked", "low", "high", "expected"),
    [
        (aim(), 0.5, 0.8, P),
        (aim(), 0.5, 0.81, T),
        (aim(), 0.81, 0.95, F),
        (aim(), 0.7, 1.3, T),
        (aim(), 0.9, 1.3, F),
        (aim(Better.MORE), 1.2, 1.5, P),
        (aim(Better.MORE), 1.0, 1.1, F),
        (aim(Better.MORE), 1.0, 1.3, T),
        (aim(Better.LESS, Measure.DIFFERENCE, 5), -9, -5, P),
        (aim(Better.LESS, Measure.DIFFERENCE, 5), -9, -4, T),
        (aim(Better.MORE, Measure.DIFFERENCE, 5), -9, -4, F),
    ],
)
def test_a_whole_interval_that_is_a_gain_of_the_margin_passes_and_one_below_it_fails(
    asked: Aim, low: float, high: float, expected: Verdict
) -> None:
    assert verdict(asked, effect(low, high)) is expected


GUARD = Aspect.GUARDRAIL


@pytest.mark.parametrize(
    ("asked", "low", "high", "expected"),
    [
        (aim(Better.MORE, margin=0.1, aspect=GUARD), 0.91, 1.2, P),
        (aim(Better.MORE, margin=0.1, aspect=GUARD), 0.9, 1.2, T),
        (aim(Better.MORE, margin=0.1, aspect=GUARD), 0.5, 0.9, F),
        (aim(Better.LESS, margin=0.2, aspect=GUARD), 0.5, 1.19, P),
        (aim(Better.LESS, margin=0.2, aspect=GUARD), 0.5, 1.2, T),
        (aim(Better.LESS, margin=0.2, aspect=GUARD), 1.2, 1.5, F),
    ],
)
def test_a_guardrail_holds_when_a_worsening_of_its_margin_is_left_out(
    asked: Aim, low: float, high: float, expected: Verdict
) -> None:
    assert verdict(asked, effect(low, high)) is expected


def test_where_the_verdict_is_drawn() -> None:
    assert bound(aim()) == pytest.approx(0.8)
    assert bound(aim(Better.LESS, margin=0.2, aspect=GUARD)) == pytest.approx(1.2)
    assert bound(aim(Better.MORE, Measure.DIFFERENCE, 5, GUARD)) == -5


def test_without_a_lot_there_is_never_a_verdict() -> None:
    found = effect(0.4, 0.6, causal=False)
    assert verdict(aim(), found) is Verdict.NOT_CAUSAL
    assert "no verdict" in str(says(aim(), INDICATORS["night_visits"], found, Verdict.NOT_CAUSAL))


@pytest.mark.parametrize(
    "found", [effect(0.4, math.inf), effect(math.nan, 0.5), effect(0.4, 0.6, reached=False)], ids=str
)
def test_an_interval_that_is_none_is_too_little_data_and_no_such_number_is_said(found: Effect) -> None:
    assert verdict(aim(), found) is T
    assert differs(aim(), found) is None
    words = str(says(aim(), INDICATORS["night_visits"], found, T))
    assert "too little data" in words
    assert "inf" not in words
    assert "nan" not in words


def test_a_finding_says_change_interval_and_what_it_means() -> None:
    found = effect(0.5, 0.72, 0.6)
    assert better(aim(), found)
    assert str(says(aim(), INDICATORS["night_visits"], found, P)) == (
        "Night visits by staff (per resident-night): 40 % less with the solution than without; with 95 % confidence"
        " from 50 % less to 28 % less. That is as large as asked: a gain below 20 % is ruled out."
    )


@pytest.mark.parametrize(
    ("asked", "low", "high", "words"),
    [
        (aim(), 0.6, 0.95, "An effect was found, but whether"),
        (aim(), 0.7, 1.2, "Too little data: no effect was found, and neither"),
        (aim(), 0.85, 0.95, "but it is smaller than"),
        (aim(), 0.9, 1.1, "No effect was found, and one as large"),
        (aim(), 1.1, 1.3, "It got worse"),
        (aim(Better.MORE, margin=0.1, aspect=GUARD), 0.95, 1.2, "It held"),
        (aim(Better.MORE, margin=0.1, aspect=GUARD), 0.5, 0.8, "It was broken"),
        (aim(Better.MORE, margin=0.1, aspect=GUARD), 0.8, 1.2, "cannot be said"),
    ],
)
def test_every_outcome_has_its_sentence(asked: Aim, low: float, high: float, words: str) -> None:
    found = effect(low, high)
    assert words in str(says(asked, INDICATORS["night_visits"], found, verdict(asked, found)))


def test_too_little_data_says_why() -> None:
    found = Effect(
        Measure.RATIO, TooLittle("There is one cluster.", 1), None, None, False, 1, 4, True, NOTHING, NOTHING
    )
    assert verdict(aim(), found) is T
    assert better(aim(), found) is None
    words = str(says(aim(), INDICATORS["night_visits"], found, T))
    assert words == "Night visits by staff: too little data. There is one cluster."


def test_shares_change_by_percentage_points() -> None:
    nights = INDICATORS["undisturbed_nights"]
    asked = aim(Better.MORE, Measure.DIFFERENCE, 0.1)
    found = effect(0.05, 0.232, 0.141)
    assert str(says(asked, nights, found, verdict(asked, found))) == (
        "Undisturbed nights (share of nights): 14.1 percentage points more with the solution than without; with 95 %"
        " confidence from 5 percentage points more to 23.2 percentage points more. An effect was found, but whether it"
        " is as large as the 10 percentage points that was asked for cannot be said."
    )
    assert str(change(Measure.DIFFERENCE, -0.05, nights.kind)) == "5 percentage points less"
    assert str(change(Measure.DIFFERENCE, 0.0, nights.kind)) == "no change"
