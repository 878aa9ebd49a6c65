"""Effects: against plain formulas and all lots written out, in every design; and never a number that is not one."""

from dataclasses import replace
from itertools import combinations, permutations

import numpy as np
import pytest
from scipy import stats

from care.estimates import Estimate, TooLittle
from care.trials import Design, Measure
from evaluation.statistics.cells import Cells
from evaluation.statistics.effect import Effect
from evaluation.statistics.effects import effect
from tests.evaluation.effects.drawing import drawn


def of(cells: Cells, measure: Measure = Measure.RATIO) -> Effect:
    return effect(cells, measure, unit="a night", seed="1")


def estimated(cells: Cells, measure: Measure = Measure.RATIO) -> Estimate:
    result = of(cells, measure).result
    assert isinstance(result, Estimate)
    return result


def test_before_and_after_is_the_paired_t_test() -> None:
    cells = drawn(Design.BEFORE_AFTER, 8, ratio=0.7)
    before, after = (cells.value[:, half].sum(axis=1) / 56 for half in (slice(0, 2), slice(2, 4)))
    plain = stats.ttest_rel(after, before)
    found = estimated(cells, Measure.DIFFERENCE)
    assert found.value == pytest.approx((after - before).mean())
    assert (found.low, found.high) == pytest.approx(tuple(plain.confidence_interval(0.95)))
    came = of(cells, Measure.DIFFERENCE)
    assert came.p == pytest.approx(plain.pvalue)
    assert (came.causal, came.smallest_p) == (False, None)


def test_six_homes_in_two_arms_are_told_by_t_for_their_lot_cannot_speak_at_95_percent() -> None:
    cells = drawn(Design.PARALLEL, 6, ratio=0.5, periods=2)
    came = of(cells, Measure.DIFFERENCE)
    assert came.smallest_p == pytest.approx(0.1)  # 3 v 3: 2 of 20
    assert not came.checks[0].holds
    assert isinstance(came.result, Estimate)
    assert "4 degrees of freedom" in came.result.method
    with_it, without = (cells.value[cells.treated[:, 1] == one, 1] / 28 for one in (1, 0))
    assert came.result.value == pytest.approx(with_it.mean() - without.mean())


def test_the_lot_of_two_arms_is_inverted_as_if_every_lot_were_written_out() -> None:
    cells = drawn(Design.PARALLEL, 8, ratio=0.6, periods=1)
    y, z = cells.value[:, 0] / 28, cells.treated[:, 0]

    def p(difference: float) -> float:
        fair = y - difference * z
        seen = abs(fair[z == 1].mean() - fair[z == 0].mean())
        lots = []
        for chosen in combinations(range(8), 4):
            one = np.isin(np.arange(8), chosen)
            lots.append(abs(fair[one].mean() - fair[~one].mean()) >= seen - 1e-9)
        return float(np.mean(lots))

    came = of(cells, Measure.DIFFERENCE)
    assert isinstance(came.result, Estimate)
    assert came.p == pytest.approx(p(0.0))
    for bound, out in ((came.result.low, -1e-4), (came.result.high, 1e-4)):
        assert p(bound - out) > 0.05 >= p(bound + out)


def test_a_stepped_wedge_is_least_squares_with_clusters_and_periods_and_its_lot_is_inverted() -> None:
    cells = drawn(Design.STEPPED_WEDGE, 5, ratio=0.6, periods=6)
    y = cells.value / cells.exposure

    def fitted(treated: np.ndarray, outcome: np.ndarray) -> float:
        n, m = outcome.shape
        columns = [np.repeat(np.arange(n) == c, m) for c in range(n)]
        columns += [np.tile(np.arange(m) == p, n) for p in range(1, m)]
        design = np.column_stack([treated.ravel(), *columns]).astype(float)
        return float(np.linalg.lstsq(design, outcome.ravel(), rcond=None)[0][0])

    def p(ratio: float) -> float:
        fair = np.where(cells.treated == 1, y / ratio, y)
        seen = abs(fitted(cells.treated, fair))
        lots = [abs(fitted(cells.sequences[list(one)], fair)) >= seen - 1e-9 for one in permutations(range(5))]
        return float(np.mean(lots))

    assert estimated(cells, Measure.DIFFERENCE).value == pytest.approx(fitted(cells.treated, y))
    came = of(cells)
    assert isinstance(came.result, Estimate)
    assert "inverting" in came.result.method
    assert fitted(cells.treated, np.where(cells.treated == 1, y / came.result.value, y)) == pytest.approx(0, abs=1e-9)
    assert came.p == pytest.approx(p(1.0))
    for bound, out in ((came.result.low, -1e-4), (came.result.high, 1e-4)):
        assert p(bound - out) > 0.05 >= p(bound + out)


@pytest.mark.parametrize("design", Design)
@pytest.mark.parametrize("measure", Measure)
def test_every_design_finds_a_large_effect_and_says_how_it_was_without_and_with(
    design: Design, measure: Measure
) -> None:
    came = of(drawn(design, 12, ratio=0.4), measure)
    assert isinstance(came.result, Estimate)
    none = 1.0 if measure is Measure.RATIO else 0.0
    assert came.result.low <= came.result.value <= came.result.high < none
    assert came.p is not None
    assert came.p < 0.05
    assert isinstance(came.without, Estimate)
    assert isinstance(came.with_it, Estimate)
    assert came.with_it.value < came.without.value
    assert came.clusters == 12
    assert came.checks


def test_what_counts_for_neither_changes_nothing() -> None:
    cells = drawn(Design.CROSSOVER, 12, ratio=0.6, periods=3)
    other = replace(cells, value=np.where(np.isnan(cells.treated), 999.0, cells.value))
    assert estimated(cells) == estimated(other)


def test_a_cluster_without_data_in_a_period_is_left_out_there() -> None:
    cells = drawn(Design.STEPPED_WEDGE, 12, ratio=0.5)
    exposure = cells.exposure.copy()
    exposure[0, 2] = exposure[5] = 0.0
    came = of(replace(cells, exposure=exposure, value=np.where(exposure > 0, cells.value, 0.0)))
    assert isinstance(came.result, Estimate)
    assert (came.clusters, came.cells) == (11, 54)
    assert not next(one for one in came.checks if "every period" in one.assumption).holds


def test_the_unit_of_counting_changes_no_ratio() -> None:
    cells = drawn(Design.STEPPED_WEDGE, 12, ratio=0.6)
    one, other = estimated(cells), estimated(replace(cells, exposure=cells.exposure / 7))
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))


def only(cells: Cells, *, clusters: int) -> Cells:
    return replace(
        cells,
        names=cells.names[:clusters],
        value=cells.value[:clusters],
        exposure=cells.exposure[:clusters],
        treated=cells.treated[:clusters],
        allocation=cells.allocation[:clusters],
    )


WEDGE = drawn(Design.STEPPED_WEDGE, 12, ratio=0.6)
PARALLEL = drawn(Design.PARALLEL, 12, ratio=0.6)


@pytest.mark.parametrize(
    ("cells", "measure", "says"),
    [
        (only(WEDGE, clusters=1), Measure.RATIO, "one cluster only"),
        (only(drawn(Design.STEPPED_WEDGE, 3), clusters=3), Measure.RATIO, "the lot cannot speak at 95 %"),
        (drawn(Design.PARALLEL, 4), Measure.DIFFERENCE, "the lot cannot speak at 95 %"),
        (drawn(Design.BEFORE_AFTER, 5), Measure.RATIO, "There are 5 clusters; 6 are needed."),
        (replace(WEDGE, value=WEDGE.value * 0), Measure.RATIO, "All counts are zero."),
        (replace(WEDGE, value=WEDGE.value * 0), Measure.DIFFERENCE, "All counts are zero."),
        (replace(WEDGE, exposure=WEDGE.exposure * 0), Measure.RATIO, "There are no data."),
        (
            replace(PARALLEL, exposure=np.where(PARALLEL.treated == 1, 0.0, PARALLEL.exposure)),
            Measure.RATIO,
            "There are no data with the solution.",
        ),
        (
            replace(WEDGE, value=np.where(WEDGE.treated == 1, 0.0, WEDGE.value)),
            Measure.RATIO,
            "All counts with the solution are zero",
        ),
        (
            replace(WEDGE, value=np.where(WEDGE.treated == 0, 0.0, WEDGE.value)),
            Measure.RATIO,
            "All counts without the solution are zero",
        ),
        (replace(WEDGE, value=WEDGE.exposure * 2), Measure.DIFFERENCE, "All values are the same"),
    ],
)
def test_too_little_data_is_a_result_with_its_reason_and_no_p(cells: Cells, measure: Measure, says: str) -> None:
    came = of(cells, measure)
    assert isinstance(came.result, TooLittle)
    assert says in came.result.why
    assert came.p is None


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    held = []
    for seed in range(150):
        found = of(drawn(Design.STEPPED_WEDGE, 6, ratio=0.6, seed=seed)).result
        if isinstance(found, Estimate):
            held.append(found.low <= 0.6 <= found.high)
    assert len(held) > 140
    assert np.mean(held) > 0.90  # 95 % less three standard errors
