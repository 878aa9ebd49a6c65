"""Trials of which something is wrong: a clear message, or "too little data", and never a number that is not one."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from care.errors import Conflict
from care.estimates import Estimate, TooLittle
from care.people import OWN, Home, Resident, Site, World
from care.solutions import Kind, Solution
from care.trials import Aspect, Better, Cluster, Condition, Consent, Design, Entry, Measure, Period, Plan, Trial
from evaluation.indicators import INDICATORS
from evaluation.indicators.days import Days
from evaluation.statistics.cells import Cells
from evaluation.statistics.effect import Effect
from evaluation.statistics.effects import effect
from evaluation.statistics.models import sensitivity
from evaluation.statistics.models.cox import ClusteredWait, hazard_ratio
from evaluation.trials.amounts import Amounts, cells
from evaluation.trials.analysis import Verdict
from evaluation.trials.changing import change_plan
from evaluation.trials.checking import hindrances
from evaluation.trials.consented import counted, days_of
from evaluation.trials.designs import fits
from evaluation.trials.finding import says
from evaluation.trials.integrity.plan_changes import changes
from evaluation.trials.lights import Light
from evaluation.trials.starting import freeze_and_draw
from evaluation.trials.verdict import verdict
from store.registry import Registry
from tests.evaluation.effects.drawing import drawn
from tests.evaluation.trials.trial_in_four_homes import CONTROL, FIRST, HOMES, PLAN, SOLUTION, TRIAL, ran
from tests.evaluation.trials.trial_in_four_homes import amounts as four

W = Condition.WASHOUT
O, X, N = 0.0, 1.0, math.nan  # noqa: E741 - without, with, neither
BEFORE = datetime(2026, 2, 1, tzinfo=UTC)


def of(those: Cells, measure: Measure = Measure.RATIO) -> Effect:
    return effect(those, measure, unit="a night", seed="1")


def told(found: Effect) -> str:
    """The sentence and the verdict of what a plan asks for, whatever was found."""
    asked = PLAN.primary.model_copy(update={"measure": found.measure})
    judged = verdict(asked, found)
    if isinstance(found.result, TooLittle):
        assert judged is Verdict.TOO_LITTLE
        assert found.p is None
    return str(says(asked, INDICATORS["night_visits"], found, judged))


# plans


def test_periods_that_overlap_are_refused_with_their_days() -> None:
    first, _ = PLAN.periods
    second = Period(first=first.last, last=first.last + timedelta(days=13))
    with pytest.raises(ValidationError, match="periods overlap: one ends on 2026-03-15"):
        Plan.model_validate({**PLAN.model_dump(), "periods": [first.model_dump(), second.model_dump()]})


def test_a_home_in_two_arms_is_refused_by_name() -> None:
    twice = [*PLAN.model_dump()["clusters"], {"id": "more", "homes": ["h5", "h2"]}]
    with pytest.raises(ValidationError, match="home 'h2' stands in the plan twice"):
        Plan.model_validate({**PLAN.model_dump(), "clusters": twice})


@pytest.mark.parametrize(
    ("planned", "fitting"),
    [
        (((CONTROL, CONTROL), (CONTROL, SOLUTION)), True),
        (((CONTROL, CONTROL, CONTROL), (CONTROL, W, SOLUTION)), True),
        (((CONTROL, SOLUTION), (SOLUTION, CONTROL)), False),
        (((CONTROL, CONTROL, SOLUTION), (CONTROL, SOLUTION, SOLUTION)), False),
    ],
)
def test_in_a_parallel_trial_nobody_has_both_arms_at_a_time(
    planned: tuple[tuple[Condition, ...], ...], fitting: bool
) -> None:
    assert (fits(Design.PARALLEL, planned) == "") is fitting


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    opened = Registry.open(tmp_path)
    places = opened.places
    places.add_organisation(OWN)
    places.add_site(Site(id="house", organisation=OWN.id, name="House", zone="Europe/Stockholm", world=World.TEST))
    for home in HOMES:
        places.add_home(Home(id=home, site="house", name=home))
        places.add_resident(Resident(id=f"r-{home}", home=home, parameters={}))
    opened.solutions.add(
        Solution(
            id="night-camera",
            organisation=OWN.id,
            site="house",
            name="Camera",
            kinds=frozenset({Kind.DEVICE}),
            created=BEFORE,
        )
    )
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("aspect", "better", "measure", "margin", "passes"),
    [
        (Aspect.PRIMARY, Better.LESS, Measure.RATIO, 0.2, True),
        (Aspect.PRIMARY, Better.LESS, Measure.RATIO, 20.0, False),
        (Aspect.PRIMARY, Better.MORE, Measure.RATIO, 1.5, True),
        (Aspect.PRIMARY, Better.LESS, Measure.DIFFERENCE, 1.5, True),
    ],
)
def test_a_margin_that_nothing_can_reach_stands_in_the_way(
    registry: Registry, aspect: Aspect, better: Better, measure: Measure, margin: float, passes: bool
) -> None:
    asked = PLAN.primary.model_copy(update={"aspect": aspect, "better": better, "measure": measure, "margin": margin})
    found = hindrances(registry, PLAN.model_copy(update={"aims": (asked,)}), OWN.id)
    assert [str(one) for one in found] == (
        []
        if passes
        else ["The margin of 'night_visits' is 20: a share lies below 1 (0.2 is a fifth, or 20 percentage points)."]
    )


def started(registry: Registry) -> Trial:
    registry.trials.add(
        Trial(id="pilot", organisation=OWN.id, state="draft", plan=PLAN, created=BEFORE, created_by="eva")
    )
    return freeze_and_draw(registry, registry.trials.get("pilot"), by="eva", at=BEFORE)


def test_a_plan_changed_after_the_start_needs_a_reason_is_logged_and_makes_the_gate_red(registry: Registry) -> None:
    trial = started(registry)
    later = BEFORE + timedelta(days=40)
    easier = PLAN.model_copy(update={"aims": (PLAN.primary.model_copy(update={"margin": 0.05}), *PLAN.aims[1:])})
    with pytest.raises(Conflict, match="Say why"):
        change_plan(registry, trial, easier, " ", by="eva", at=later)
    change_plan(registry, trial, easier, "it looked hard to reach", by="eva", at=later)
    now = registry.trials.get("pilot")
    assert (now.plan, now.frozen_plan) == (easier, PLAN)
    log = tuple(registry.trials.logged("pilot"))
    assert [one.says for one in log if one.entry is Entry.CHANGE] == ["aims: it looked hard to reach"]
    found = changes(ran(now, logged=log))
    assert found.light is Light.RED
    assert "was changed after the plan was frozen" in str(found.says)


def test_after_the_lot_no_cluster_comes_or_goes_and_after_the_end_nothing_changes(registry: Registry) -> None:
    trial = started(registry)
    fewer = PLAN.model_copy(update={"clusters": PLAN.clusters[:3]})
    with pytest.raises(Conflict, match="keeps its clusters"):
        change_plan(registry, trial, fewer, "one moved away", by="eva", at=BEFORE)
    longer = PLAN.model_copy(update={"title": "Another"})
    with pytest.raises(Conflict, match="is over"):
        change_plan(registry, trial, longer, "one more", by="eva", at=BEFORE + timedelta(days=400))


# data


def test_an_arm_without_data_is_too_little_data() -> None:
    exposure = np.ones((4, 28))
    exposure[:2, 14:] = exposure[2:, :14] = 0.0
    found = of(cells(TRIAL, four("night_visits", 2.0, exposure)))
    assert told(found) == "Night visits by staff: too little data. There are no data with the solution."


@pytest.mark.parametrize("design", Design)
@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("clusters", [1, 2, 3, 6, 12])
@pytest.mark.parametrize("level", [(1.0, 2.0), (0.0, 1.0), (1.0, 0.0), (0.0, 0.0), (0.3, 0.3)], ids=str)
def test_separation_gives_no_number_in_any_design(
    design: Design, measure: Measure, clusters: int, level: tuple[float, float]
) -> None:
    whole = drawn(design, 12)
    rows = slice(0, clusters)
    one = replace(
        whole,
        names=whole.names[rows],
        exposure=whole.exposure[rows],
        treated=whole.treated[rows],
        allocation=whole.allocation[rows],
        value=(np.where(whole.treated == 1, level[1], level[0]) * whole.exposure)[rows],
    )
    found = of(one, measure)
    assert isinstance(found.result, TooLittle)
    assert found.result.why
    assert "too little data" in told(found)


NO_ARM, NO_ROOM, ALL_ALIKE = "no arm with it", "no room for chance", "all alike"


@pytest.mark.parametrize("design", Design)
@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("what", [NO_ARM, NO_ROOM, ALL_ALIKE, "gaps"])
def test_no_model_breaks_off_or_finds_a_number_where_nothing_varies(
    design: Design, measure: Measure, what: str
) -> None:
    pytest.importorskip("statsmodels")
    for clusters in (2, 6, 12):
        one = drawn(design, clusters, periods=6 if design is Design.BEFORE_AFTER else None)
        known = one.treated == 0 if what == NO_ARM else np.ones(one.treated.shape)
        if what == "gaps":
            known = np.random.default_rng(clusters).random(one.treated.shape) < 0.6
        level = {NO_ROOM: np.where(one.treated == 1, 2.0, 1.0), ALL_ALIKE: np.full(one.treated.shape, 0.3)}
        value = level.get(what, one.value / one.exposure) * one.exposure * known
        for name, found in sensitivity(replace(one, value=value, exposure=one.exposure * known), measure, unit=""):
            result = found.result
            if isinstance(result, TooLittle):
                assert found.p is None, name
                continue
            # a segmented regression takes chance for no less than that of Poisson counts
            assert what == "gaps" or "Segmented" in name, (name, result)
            assert -1e6 < result.low < result.value < result.high < 1e6, name


def test_waits_that_the_solution_separates_have_no_hazard_ratio() -> None:
    pytest.importorskip("lifelines")
    held = [
        ClusteredWait(cluster=str(cluster), minutes=1.0 if treated else 30.0, seen=True, treated=treated)
        for cluster in range(8)
        for treated in (0, 1)
        for _ in range(10)
    ]
    result, p = hazard_ratio(held)
    assert isinstance(result, TooLittle)
    assert "separate" in result.why
    assert p is None


def test_an_interval_without_a_bound_has_no_p() -> None:
    one = drawn(Design.BEFORE_AFTER, 12)
    lone = np.where((one.treated == 1) & (np.arange(12)[:, None] > 0), 0.0, one.value)
    found = of(replace(one, value=lone))
    assert isinstance(found.result, TooLittle)
    assert found.p is None


# trials drawn at random


SHAPES = {
    Design.PARALLEL: [[O, O, O, O], [O, N, X, X]],
    Design.CROSSOVER: [[O, N, X], [X, N, O]],
    Design.STEPPED_WEDGE: [[O, N, X, X, X], [O, O, N, X, X], [O, O, O, N, X]],
    Design.BEFORE_AFTER: [[O, O, N, X]],
}


def washed(design: Design, clusters: int, seed: int, *, missing: float = 0.0, ratio: float = 1.0) -> Cells:
    """Cells with a time of learning, a trend, and cells of which nothing is known."""
    chance = np.random.default_rng(seed)
    sequences = np.array(SHAPES[design])
    allocation = chance.permutation(np.arange(clusters) % len(sequences))
    treated = sequences[allocation]
    mean = 1.8 * chance.lognormal(0, 0.3, (clusters, 1)) * chance.lognormal(0, 0.15, treated.shape)
    mean = mean * np.exp(np.linspace(0, 0.6, treated.shape[1])) * np.where(treated == 1, ratio, 1.0)
    exposure = np.where(chance.random(treated.shape) < missing, 0.0, 28.0)
    value = chance.poisson(mean * exposure).astype(np.float64)
    return Cells(design, tuple(map(str, range(clusters))), value, exposure, treated, sequences, allocation)


@pytest.mark.parametrize("design", Design)
def test_whatever_is_missing_a_number_lies_in_its_interval_and_is_the_same_again(design: Design) -> None:
    for seed in range(40):
        clusters = 2 + seed % 8
        one = washed(design, clusters, seed, missing=0.1 * (seed % 7), ratio=0.3)
        for measure in Measure:
            found = of(one, measure)
            assert found == of(one, measure)
            said = told(found)
            assert "nan" not in said.replace("analys", "")
            assert "inf" not in said
            if isinstance(found.result, Estimate):
                result = found.result
                assert result.low <= result.value <= result.high
                assert math.isfinite(result.low)
                assert math.isfinite(result.high)
                assert found.p is not None
                assert 0 < found.p <= 1


@pytest.mark.parametrize("design", Design)
@pytest.mark.parametrize("clusters", [8, 12])  # of the lots of 12 a sample is drawn
def test_the_order_of_clusters_changes_nothing(design: Design, clusters: int) -> None:
    one = washed(design, clusters, 3, missing=0.1 if clusters < 12 else 0.0, ratio=0.5)
    turned = np.arange(clusters)[::-1]
    other = replace(
        one,
        names=one.names[::-1],
        value=one.value[turned],
        exposure=one.exposure[turned],
        treated=one.treated[turned],
        allocation=one.allocation[turned],
    )
    first, second = of(one), of(other)
    assert isinstance(first.result, Estimate)
    assert isinstance(second.result, Estimate)
    assert (second.result.value, second.result.low, second.result.high, second.p) == pytest.approx(
        (first.result.value, first.result.low, first.result.high, first.p)
    )


def test_a_time_of_learning_in_one_arm_does_not_bring_the_season_into_the_effect() -> None:
    found = [of(washed(Design.PARALLEL, 12, seed)).result for seed in range(120)]
    logs = [math.log(one.value) for one in found if isinstance(one, Estimate)]
    assert len(logs) > 110
    assert abs(np.mean(logs)) < 3 * np.std(logs) / math.sqrt(len(logs))


def test_a_stepped_wedge_with_times_of_learning_can_be_told_by_its_lot() -> None:
    """Lots that leave fewer summaries are noisier, and are not to pass for stronger evidence."""
    found = [of(washed(Design.STEPPED_WEDGE, 9, seed)) for seed in range(30)]
    estimates = [one.result for one in found if isinstance(one.result, Estimate)]
    assert len(estimates) >= 25
    assert sum(one.low <= 1 <= one.high for one in estimates) >= len(estimates) - 4


def test_clusters_of_several_homes_are_the_sum_of_their_homes_in_any_order() -> None:
    pairs = (Cluster(id="north", homes=("h1", "h2")), Cluster(id="south", homes=("h4", "h3")))
    trial = TRIAL.model_copy(
        update={"plan": PLAN.model_copy(update={"clusters": pairs}), "allocation": {"north": 0, "south": 1}}
    )
    chance = np.random.default_rng(1)
    known = chance.random((4, 28)) < 0.8
    value = chance.poisson(2.0, (4, 28)) * known
    one = Amounts("night_visits", HOMES, FIRST, value.astype(float), known.astype(float))
    other = Amounts("night_visits", HOMES[::-1], FIRST, one.value[::-1], one.exposure[::-1])
    first, second = cells(trial, one), cells(trial, other)
    assert first.value.tolist() == second.value.tolist()
    assert first.exposure.tolist() == second.exposure.tolist()
    assert first.value[0, 0] == value[:2, :14].sum()
    assert first.exposure[1, 1] == known[2:, 14:].sum()


def test_who_withdraws_and_wants_it_removed_leaves_no_day_and_who_stays_silent_keeps_those_before() -> None:
    days: Days = days_of(TRIAL)
    for seed in range(30):
        chance = np.random.default_rng(seed)
        at = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=int(chance.integers(0, 28 * 24)))
        given = Consent(trial="pilot", home="h1", who="r1", given=BEFORE, by="eva")
        other = given.model_copy(update={"who": "cohabitant 1"})
        gone = given.model_copy(update={"withdrawn": at})
        end = datetime(2026, 4, 2, tzinfo=UTC)
        whole = counted(days, ["r1"], [given, other], end)
        kept = counted(days, ["r1"], [gone, other], end)
        none = counted(days, ["r1"], [gone.model_copy(update={"remove": True}), other], end)
        assert whole.all()
        assert not none.any()
        assert (kept <= whole).all()
        last = int(kept.sum())
        assert kept[:last].all()  # no day after the first that is left out
        assert (counted(days, ["r1"], [given, other], at) == kept).all()  # as if it had been stopped then


# sentences


def guarded(low: float, high: float) -> str:
    asked = PLAN.aims[1]
    found = replace(
        of(drawn(Design.CROSSOVER, 12)), result=Estimate((low + high) / 2, low, high, 12, "t"), level_reached=True
    )
    return str(says(asked, INDICATORS["contact_minutes"], found, verdict(asked, found)))


def test_a_guardrail_that_held_though_it_got_worse_says_so() -> None:
    assert guarded(0.92, 0.97).endswith("It got worse, but it held: a worsening of 10 % is ruled out.")
    assert guarded(0.85, 0.97).endswith("It got worse; whether by as much as 10 % cannot be said.")
    assert guarded(0.95, 1.02).endswith(" It held: a worsening of 10 % is ruled out.")
    assert guarded(0.85, 1.02).endswith(" Whether it got worse by as much as 10 % cannot be said.")
