"""Designs, the lot and the fingerprint: the same plan gives the same, and nobody is favoured."""

from collections import Counter
from datetime import date

import pytest

from care.trials import Aim, Aspect, Better, Cluster, Condition, Design, Measure, Period, Plan
from evaluation.trials.allotting import allot, told
from evaluation.trials.designs import consecutive, fits, sequences, steps
from evaluation.trials.freezing import changed, fingerprint

O, X, W = Condition.CONTROL, Condition.SOLUTION, Condition.WASHOUT  # noqa: E741 - as designs are drawn
AIM = Aim(indicator="night_visits", aspect=Aspect.PRIMARY, better=Better.LESS, measure=Measure.RATIO, margin=0.2)


def plan(clusters: int = 12, seed: str = "1", design: Design = Design.STEPPED_WEDGE, periods: int = 5) -> Plan:
    return Plan(
        title="Nights",
        solution="s1",
        design=design,
        zone="Europe/Stockholm",
        clusters=tuple(Cluster(id=f"c{n}", homes=(f"h{n}",)) for n in range(clusters)),
        periods=consecutive(date(2026, 1, 5), [14] * periods),
        sequences=sequences(design, clusters, periods),
        aims=(AIM,),
        seed=seed,
    )


@pytest.mark.parametrize(
    ("design", "clusters", "periods", "before", "expected"),
    [
        (Design.BEFORE_AFTER, 4, 4, 0, ((O, O, X, X),)),
        (Design.BEFORE_AFTER, 4, 4, 1, ((O, X, X, X),)),
        (Design.PARALLEL, 4, 1, 0, ((O,), (X,))),
        (Design.PARALLEL, 4, 3, 1, ((O, O, O), (O, X, X))),
        (Design.CROSSOVER, 4, 2, 0, ((O, X), (X, O))),
        (Design.CROSSOVER, 4, 3, 0, ((O, W, X), (X, W, O))),
        (Design.STEPPED_WEDGE, 12, 4, 0, ((O, X, X, X), (O, O, X, X), (O, O, O, X))),
        (Design.STEPPED_WEDGE, 2, 5, 0, ((O, X, X, X, X), (O, O, O, X, X))),
    ],
)
def test_each_design_has_its_sequences(
    design: Design, clusters: int, periods: int, before: int, expected: tuple[tuple[Condition, ...], ...]
) -> None:
    found = sequences(design, clusters, periods, before=before)
    assert found == expected
    assert fits(design, found) == ""


@pytest.mark.parametrize(
    ("design", "clusters", "periods", "says"),
    [
        (Design.STEPPED_WEDGE, 4, 2, "needs 3 periods"),
        (Design.PARALLEL, 1, 2, "two clusters"),
        (Design.BEFORE_AFTER, 1, 1, "needs 2 periods"),
    ],
)
def test_a_design_that_cannot_be_had_says_why(design: Design, clusters: int, periods: int, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        steps(design, clusters, periods)


@pytest.mark.parametrize(
    ("design", "planned", "says"),
    [
        (Design.STEPPED_WEDGE, ((O, X, O), (O, O, X)), "goes back"),
        (Design.PARALLEL, ((O, X), (O, X)), "the same"),
        (Design.PARALLEL, ((O, X),), "two sequences"),
        (Design.CROSSOVER, ((O, X), (X, X)), "both"),
        (Design.BEFORE_AFTER, ((O, O),), "ever"),
        (Design.BEFORE_AFTER, ((O, X), (X, O)), "one sequence"),
    ],
)
def test_sequences_that_are_not_of_the_design_are_told(
    design: Design, planned: tuple[tuple[Condition, ...], ...], says: str
) -> None:
    assert says in fits(design, planned)


def test_the_lot_gives_every_sequence_as_many_clusters_and_the_same_seed_draws_it_again() -> None:
    drawn = allot(plan())
    assert drawn == allot(plan())
    assert Counter(drawn.values()) == {0: 3, 1: 3, 2: 3, 3: 3}
    assert drawn != allot(plan(seed="2"))
    sizes = Counter(allot(plan(clusters=13)).values())
    assert sorted(sizes.values()) == [3, 3, 3, 4]


def test_over_many_seeds_every_cluster_has_every_sequence_about_as_often() -> None:
    came = Counter((cluster, number) for seed in range(400) for cluster, number in allot(plan(seed=str(seed))).items())
    assert len(came) == 12 * 4
    assert all(60 <= times <= 140 for times in came.values())  # 100 expected; 5 standard deviations are 43


def test_fewer_clusters_than_sequences_are_refused() -> None:
    few = plan().model_copy(update={"clusters": plan().clusters[:3]})
    with pytest.raises(ValueError, match="3 clusters cannot be drawn into 4"):
        allot(few)


def test_the_log_says_how_to_draw_it_again_and_what_came() -> None:
    says = told(plan(clusters=4), allot(plan(clusters=4)))
    assert "seed '1'" in says
    assert says.count("sequence ") >= 4


def test_a_fingerprint_is_of_the_plan_alone_and_changes_are_named() -> None:
    before, after = (
        plan(),
        plan().model_copy(
            update={"title": "Other", "periods": (Period(first=date(2026, 1, 5), last=date(2026, 1, 6)),)}
        ),
    )
    assert fingerprint(before) == fingerprint(Plan.model_validate_json(before.model_dump_json()))
    assert fingerprint(before) != fingerprint(after)
    assert changed(before, after) == ["title", "periods"]
    assert changed(before, before) == []
