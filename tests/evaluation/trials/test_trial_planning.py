from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from care.estimates import Estimate, TooLittle
from care.trials import Aim, Aspect, Cluster, Condition, Design, Measure, Period
from evaluation.indicators import INDICATORS
from evaluation.trials.amounts import Amounts
from evaluation.trials.planning.advice import advice
from evaluation.trials.planning.baseline import Baseline, given, measured
from evaluation.trials.planning.charts import drawn
from evaluation.trials.planning.drawn import draw
from evaluation.trials.planning.power import Power, Question, Task, do, expected_gain, powers, tasks
from evaluation.trials.planning.setup import Setup, of_plan, simple_setup
from tests.evaluation.trials.trial_in_four_homes import PLAN

VISITS = INDICATORS["night_visits"]
USUAL = Baseline(
    VISITS,
    mean=1.85,
    exposure=1.0,
    homes=0.5,
    weeks=0.1,
    home_weeks=0.25,
    autocorrelation=0.4,
    noise=1.5,
    source="made up",
)


def lived(baseline: Baseline, homes: int, weeks: int, seed: int) -> Amounts:
    """Homes without any solution, by day: each day of a week with as much of the week's level."""
    random = np.random.default_rng(seed)
    single = simple_setup(Design.BEFORE_AFTER, homes, weeks * 7)
    by_week = []
    level = (
        baseline.mean
        + baseline.homes * random.standard_normal((homes, 1))
        + baseline.weeks * random.standard_normal((1, weeks))
        + baseline.home_weeks * random.standard_normal((homes, weeks))
    )
    for week in range(weeks):
        mean = np.clip(level[:, [week]], 0, None) * np.ones((1, 7))
        by_week.append(baseline.noise * random.poisson(mean / baseline.noise))
    value = np.concatenate(by_week, axis=1).astype(float)
    assert single.weeks == value.shape[1]
    return Amounts(VISITS.name, tuple(map(str, range(homes))), date(2026, 3, 2), value, np.ones_like(value))


def test_a_baseline_is_found_again_in_homes_that_live_by_it() -> None:
    found = measured(VISITS, lived(USUAL, 80, 40, seed=1), "these homes")
    assert isinstance(found, Baseline)
    assert found.mean == pytest.approx(1.85, abs=0.1)
    assert found.exposure == 1
    assert found.homes == pytest.approx(0.5, abs=0.08)
    assert found.weeks == pytest.approx(0.1, abs=0.04)
    assert found.home_weeks == pytest.approx(0.25, abs=0.06)
    assert found.noise == pytest.approx(1.5, abs=0.1)
    assert found.autocorrelation == pytest.approx(0, abs=0.15)


def test_homes_that_are_all_alike_give_no_variance_below_zero() -> None:
    flat = np.ones((6, 56))
    found = measured(VISITS, Amounts("night_visits", tuple("abcdef"), date(2026, 3, 2), flat, flat), "these")
    assert isinstance(found, Baseline)
    assert (found.homes, found.weeks, found.home_weeks, found.noise, found.autocorrelation) == (0, 0, 0, 0, 0)


def test_too_few_homes_or_weeks_are_told() -> None:
    value = np.ones((2, 56))
    found = measured(VISITS, Amounts("night_visits", ("a", "b"), date(2026, 3, 2), value, value), "these")
    assert isinstance(found, TooLittle)
    assert "2 and 8" in found.why


@pytest.mark.parametrize("design", Design)
def test_a_drawn_trial_has_the_shape_of_its_design(design: Design) -> None:
    setup = simple_setup(design, homes=12, weeks=13)
    cells = draw(setup, USUAL, Measure.RATIO, 0.6, np.random.default_rng(1))
    assert cells.value.shape == cells.exposure.shape == cells.treated.shape == (12, len(setup.spans))
    assert setup.weeks == 13
    assert cells.exposure.sum() == 12 * 13 * 7
    assert min(np.bincount(cells.allocation)) >= 12 // len(setup.sequences)
    assert (cells.treated == cells.sequences[cells.allocation]).all()


def test_a_stepped_wedge_begins_without_and_ends_with_the_solution() -> None:
    sequences = simple_setup(Design.STEPPED_WEDGE, homes=12, weeks=20).sequences
    assert sequences.tolist() == [[0, 1, 1, 1, 1], [0, 0, 1, 1, 1], [0, 0, 0, 1, 1], [0, 0, 0, 0, 1]]
    assert simple_setup(Design.STEPPED_WEDGE, homes=3, weeks=20).sequences.shape == (3, 4)


@pytest.mark.parametrize("name", ["night_visits", "undisturbed_nights", "wellbeing"])
def test_a_drawn_trial_has_the_level_and_the_effect_that_it_was_drawn_with(name: str) -> None:
    indicator = INDICATORS[name]
    mean = {"night_visits": 1.85, "undisturbed_nights": 0.5, "wellbeing": 50.0}[name]
    measure, effect = indicator.measure, 0.6 if indicator.measure is Measure.RATIO else mean / 10
    setup = simple_setup(Design.PARALLEL, homes=2000, weeks=8)
    cells = draw(setup, replace(given(indicator, mean), weeks=0.0), measure, effect, np.random.default_rng(2))
    with_it, without = cells.treated == 1, cells.treated == 0
    usual = cells.value[without].sum() / cells.exposure[without].sum()
    after = cells.value[with_it].sum() / cells.exposure[with_it].sum()
    assert usual == pytest.approx(mean, rel=0.02)
    assert (after / usual if measure is Measure.RATIO else after - usual) == pytest.approx(effect, rel=0.1)


def test_the_same_seed_draws_the_same_trial() -> None:
    setup = simple_setup(Design.CROSSOVER, 6, 8)
    first, second = (draw(setup, USUAL, Measure.RATIO, 0.6, np.random.default_rng(3)) for _ in range(2))
    assert (first.value == second.value).all()


def test_an_impossible_trial_cannot_be_set_up() -> None:
    with pytest.raises(ValueError, match="weeks or more"):
        simple_setup(Design.CROSSOVER, 4, 1)
    with pytest.raises(ValueError, match="cannot be"):
        given(INDICATORS["undisturbed_nights"], 1.5)


def asked(effect: float = 0.6, aspect: Aspect = Aspect.PRIMARY) -> Question:
    aim = Aim(indicator=VISITS.name, aspect=aspect, better=VISITS.better, measure=Measure.RATIO, margin=0.2)
    return Question(given(VISITS, 1.85), aim, effect)


def power(question: Question, *setups: Setup, trials: int = 40) -> list[Power]:
    return powers(setups, [do(task) for task in tasks(question, setups, trials=trials, seed="1")])


def test_more_homes_find_more_and_their_intervals_hold_the_truth() -> None:
    six, twelve = power(asked(), simple_setup(Design.CROSSOVER, 6, 8), simple_setup(Design.CROSSOVER, 12, 8))
    assert isinstance(six.found, Estimate)
    assert isinstance(twelve.found, Estimate)
    assert six.found.value < twelve.found.value
    assert isinstance(twelve.held, Estimate)
    assert twelve.held.value > 0.85
    assert twelve.length is not None
    assert six.length is not None
    assert twelve.length < six.length


def test_a_plan_that_is_enough_is_told_with_the_fewest_homes() -> None:
    found = power(asked(), simple_setup(Design.CROSSOVER, 12, 8), simple_setup(Design.CROSSOVER, 10, 2), trials=20)
    told = advice(asked().aim, found)
    assert [one.enough for one in told] == [found[0]]
    assert str(told[0].says).startswith("12 homes for 8 weeks are enough")


def test_a_plan_with_too_few_homes_says_that_it_cannot_answer_and_why() -> None:
    told = advice(asked().aim, power(asked(), simple_setup(Design.STEPPED_WEDGE, 3, 26), trials=20))
    assert told[0].enough is None
    assert "however long it lasts" in str(told[0].says)
    assert "3 clusters" in str(told[0].says)


def test_a_plan_for_a_small_effect_says_that_more_is_needed() -> None:
    told = advice(asked().aim, power(asked(0.97), simple_setup(Design.CROSSOVER, 8, 4), trials=20))
    assert told[0].enough is None
    assert "would find it in" in str(told[0].says)


def test_a_guardrail_is_planned_to_be_seen_to_hold() -> None:
    question = asked(1.0, Aspect.GUARDRAIL)
    told = advice(question.aim, power(question, simple_setup(Design.CROSSOVER, 12, 26), trials=20))
    assert told[0].enough is not None


def test_a_task_gives_the_same_wherever_it_is_done() -> None:
    (task,) = tasks(asked(), [simple_setup(Design.PARALLEL, 8, 8)], trials=5, seed="1")
    assert do(task) == do(task)


@pytest.mark.parametrize(
    ("name", "effect"), [("night_visits", 0.6), ("contact_minutes", 1.0), ("undisturbed_nights", 0.2)]
)
def test_an_effect_to_plan_by_is_twice_the_margin_and_none_for_a_guardrail(name: str, effect: float) -> None:
    one = INDICATORS[name]
    aspect = Aspect.GUARDRAIL if one.is_guardrail else Aspect.PRIMARY
    aim = Aim(indicator=name, aspect=aspect, better=one.better, measure=one.measure, margin=one.margin)
    assert expected_gain(aim) == pytest.approx(effect)


def test_power_is_drawn() -> None:
    pytest.importorskip("altair")
    found = power(asked(), simple_setup(Design.CROSSOVER, 6, 4), simple_setup(Design.CROSSOVER, 6, 8), trials=5)
    assert drawn(asked().aim, found).startswith("<svg")


def test_a_plan_is_tried_out_as_it_stands_with_learning_left_out_and_homes_of_a_cluster_as_one() -> None:
    learning = PLAN.model_copy(
        update={
            "sequences": (
                (Condition.CONTROL, Condition.WASHOUT, Condition.SOLUTION),
                (Condition.SOLUTION, Condition.WASHOUT, Condition.CONTROL),
            ),
            "periods": tuple(
                Period(first=date(2026, 3, first), last=date(2026, 3, last))
                for first, last in ((1, 14), (15, 17), (18, 31))
            ),
            "clusters": tuple(Cluster(id=f"t{n}", homes=(f"a{n}", f"b{n}")) for n in range(6)),
        }
    )
    found = of_plan(learning)
    assert (found.homes, found.spans, found.together) == (6, (2, 1, 2), 2)
    cells = draw(found, USUAL, Measure.RATIO, 0.6, np.random.default_rng(1))
    assert np.isnan(cells.treated[:, 1]).all()
    assert cells.exposure[0].tolist() == [28, 14, 28]
    came = do(Task(asked(), found, 0, 3, "1"))
    assert came.trials == 3
