"""A trial's analysis from what was collected: eight homes in a crossover, and one of four that is too small."""

from datetime import UTC, datetime

import numpy as np
import pytest

from care.estimates import Estimate, TooLittle
from care.trials import Cluster, Design, Entry, Logged, State, Trial
from evaluation.trials.amounts import Amounts, Collected
from evaluation.trials.analysing import judge
from evaluation.trials.analysis import Verdict
from evaluation.trials.lights import Light
from evaluation.trials.over import NotOver
from evaluation.trials.ran import Ran
from tests.evaluation.trials.trial_in_four_homes import AFTER, CONTROL, DAYS, FIRST, PLAN, SOLUTION, TRIAL, ran

HOMES = tuple(f"h{number}" for number in range(1, 9))
EIGHT = TRIAL.model_copy(
    update={
        "plan": PLAN.model_copy(
            update={"clusters": tuple(Cluster(id=home, homes=(home,)) for home in HOMES), "seed": "20"}
        ),
        "allocation": {home: number % 2 for number, home in enumerate(HOMES)},
    }
)
EIGHT = EIGHT.model_copy(update={"frozen_plan": EIGHT.plan})


def with_it() -> np.ndarray:
    found = np.zeros((8, DAYS))
    found[::2, 14:] = 1
    found[1::2, :14] = 1
    return found


def lived(factor: float = 0.5, contact: float = 1.0, seed: int = 1) -> Collected:
    random = np.random.default_rng(seed)
    usual = random.uniform(1.6, 2.1, (8, 1)) * np.ones((8, DAYS))
    live = with_it()
    minutes = random.normal(40, 2, (8, DAYS)) * np.where(live > 0, contact, 1.0)
    amounts = {
        "night_visits": random.poisson(usual * np.where(live > 0, factor, 1.0)).astype(float),
        "contact_minutes": minutes,
        "uptime": np.full((8, DAYS), 0.99),
        "camera_checks": live,
    }
    return {name: Amounts(name, HOMES, FIRST, value, np.ones((8, DAYS))) for name, value in amounts.items()}


def judged(data: Collected, trial: Trial = EIGHT, logged: tuple[Logged, ...] = ()):
    return judge(Ran(trial, data, np.ones((8, DAYS)), logged), AFTER)


def test_a_large_effect_passes_and_a_guardrail_that_held_is_told() -> None:
    found = judged(lived())
    assert found.gate.light is Light.GREEN
    assert found.warning is None
    assert found.primary.verdict is Verdict.PASS
    assert found.primary.differs
    assert found.primary.better
    assert isinstance(found.primary.effect.result, Estimate)
    assert found.primary.effect.result.low <= 0.5 <= found.primary.effect.result.high
    assert found.by_indicator["contact_minutes"].verdict is Verdict.PASS


def test_contact_that_was_lost_fails_the_guardrail_whatever_else_got_better() -> None:
    found = judged(lived(contact=0.7))
    assert found.primary.verdict is Verdict.PASS
    assert found.by_indicator["contact_minutes"].verdict is Verdict.FAIL


def test_without_an_effect_none_is_found() -> None:
    found = judged(lived(factor=1.0)).primary
    assert found.differs is False
    assert found.verdict is not Verdict.PASS


def test_four_homes_are_too_little_data_and_no_number_is_shown() -> None:
    found = judge(ran(), AFTER).primary
    assert isinstance(found.effect.result, TooLittle)
    assert found.verdict is Verdict.TOO_LITTLE
    assert found.differs is None
    assert "too little data" in str(found.says)


def test_counts_of_zero_are_too_little_data() -> None:
    data = {**lived(), "night_visits": Amounts("night_visits", HOMES, FIRST, np.zeros((8, DAYS)), np.ones((8, DAYS)))}
    found = judged(data).primary
    assert found.verdict is Verdict.TOO_LITTLE
    assert "zero" in str(found.says)


def test_an_arm_without_data_is_too_little_data_behind_a_red_gate() -> None:
    known = 1 - with_it()
    data = {**lived(), "night_visits": Amounts("night_visits", HOMES, FIRST, known, known)}
    found = judged(data)
    assert found.gate.light is Light.RED
    assert found.warning is not None
    assert found.primary.verdict is Verdict.TOO_LITTLE


def test_a_before_after_comparison_gets_an_estimate_and_no_verdict() -> None:
    plan = EIGHT.plan.model_copy(update={"design": Design.BEFORE_AFTER, "sequences": ((CONTROL, SOLUTION),)})
    trial = EIGHT.model_copy(update={"plan": plan, "frozen_plan": plan, "allocation": dict.fromkeys(HOMES, 0)})
    live = np.concatenate([np.zeros((8, 14)), np.ones((8, 14))], axis=1)
    visits = np.random.default_rng(2).poisson(2 - live).astype(float)
    data = {**lived(), "night_visits": Amounts("night_visits", HOMES, FIRST, visits, np.ones((8, DAYS)))}
    found = judged(data, trial).primary
    assert isinstance(found.effect.result, Estimate)
    assert found.verdict is Verdict.NOT_CAUSAL
    assert "something else may have changed it" in str(found.says)


def test_nothing_is_analysed_before_the_last_night_is_over() -> None:
    with pytest.raises(NotOver, match="2026-03-29"):
        judge(ran(), datetime(2026, 3, 30, 9, tzinfo=UTC))  # 11:00 there
    with pytest.raises(NotOver, match="draft"):
        judge(ran(TRIAL.model_copy(update={"state": State.DRAFT})), AFTER)
    assert judge(ran(), datetime(2026, 3, 30, 10, 30, tzinfo=UTC)).outcomes


def test_the_log_is_told_with_it_and_the_same_data_give_the_same_analysis() -> None:
    logged = tuple(
        Logged(trial="pilot", entry=entry, says="new beds", by="eva", at=AFTER)
        for entry in (Entry.CHANGE, Entry.ENVIRONMENT, Entry.ROUTINE, Entry.NOTE)
    )
    found = judged(lived(), logged=logged)
    assert [one.entry for one in found.changes] == [Entry.CHANGE]
    assert [one.entry for one in found.events] == [Entry.ENVIRONMENT, Entry.ROUTINE]
    assert judged(lived(), logged=logged).primary.effect == found.primary.effect
