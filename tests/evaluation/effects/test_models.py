"""Models against what is known of the data sets that statsmodels and lifelines ship; and what they refuse to say."""

from datetime import timedelta

import numpy as np
import pytest
from lifelines.datasets import load_rossi, load_waltons
from statsmodels.datasets import grunfeld

from care.estimates import Estimate, TooLittle
from care.trials import Design, Measure
from evaluation.kaplan_meier import Wait, kaplan_meier
from evaluation.statistics.models import MODELS, sensitivity
from evaluation.statistics.models.cox import ClusteredWait, hazard_ratio
from evaluation.statistics.models.exposure_time import by_exposure_time
from evaluation.statistics.models.marginal import fit, marginal
from evaluation.statistics.models.rows import Rows
from evaluation.statistics.models.segmented import segmented
from tests.evaluation.effects.drawing import drawn


def test_the_marginal_model_gives_the_figures_of_grunfelds_firms() -> None:
    data = grunfeld.load_pandas().data
    data = data[data["firm"] != "American Steel"]  # the ten of the textbooks
    firm, year = np.unique(data["firm"], return_inverse=True)[1], data["year"].to_numpy()
    rows = Rows(
        value=data["invest"].to_numpy(),
        exposure=np.ones(len(data)),
        treated=data["value"].to_numpy(),
        cluster=firm,
        period=(year - year.min()).astype(np.intp),
        since=np.zeros(len(data), dtype=np.intp),
    )
    columns = np.column_stack([np.ones(len(data)), rows.treated, data["capital"].to_numpy()])
    found = fit(rows, columns, Measure.DIFFERENCE)
    assert found is not None
    # random effects: 0.1098 in Greene's table; the marginal model with the same correlation agrees
    assert found[0] == pytest.approx(0.1098, abs=0.0006)
    assert found[1] > 0.0108  # its model-based standard error there: the corrected robust one is wider


def test_cox_gives_rossis_hazard_of_being_helped() -> None:
    data = load_rossi()
    waits = [
        ClusteredWait(str(number), float(week), bool(arrest), int(fin))
        for number, (week, arrest, fin) in enumerate(zip(data["week"], data["arrest"], data["fin"], strict=True))
    ]
    result, p = hazard_ratio(waits)
    assert isinstance(result, Estimate)
    assert np.log(result.value) == pytest.approx(-0.3691, abs=5e-4)  # fin alone
    assert p == pytest.approx(0.0488, abs=5e-4)
    assert 0.46 < result.low < result.high < 1


def test_kaplan_meier_gives_waltons_medians() -> None:
    data = load_waltons()
    for group, median in (("miR-137", 26), ("control", 58)):
        these = data[data["group"] == group]
        waits = [Wait(timedelta(days=float(t)), bool(e)) for t, e in zip(these["T"], these["E"], strict=True)]
        found = kaplan_meier(waits).median
        assert isinstance(found, Estimate)
        assert found.value / 86_400 == median


@pytest.mark.parametrize("design", Design)
def test_every_model_of_a_design_agrees_about_a_large_effect(design: Design) -> None:
    cells = drawn(design, 12, ratio=0.5, periods=8 if design is Design.BEFORE_AFTER else None)
    came = sensitivity(cells, Measure.RATIO, unit="a night")
    assert [name for name, _ in came] == [name for name, _ in MODELS[design]]
    for name, one in came:
        assert isinstance(one.result, Estimate), name
        assert 0.35 < one.result.value < 0.7
        assert one.result.high < 1


def test_an_effect_that_grows_is_told_by_time_since_going_over() -> None:
    cells = drawn(Design.STEPPED_WEDGE, 12, periods=5)
    since = np.cumsum(cells.treated, axis=1)
    value = np.round(56 * (1 + 0.01 * np.arange(12))[:, None] * 0.8**since)
    grown = by_exposure_time(
        type(cells)(cells.design, cells.names, value, cells.exposure, cells.treated, cells.sequences, cells.allocation),
        Measure.RATIO,
        "a night",
    )
    assert isinstance(grown.result, Estimate)
    told = np.mean(np.log([0.8, 0.8**2, 0.8**3]))  # the fourth is told by one cluster group alone, after all are over
    assert np.log(grown.result.value) == pytest.approx(told, abs=0.12)


def test_a_trend_is_taken_off_before_and_after() -> None:
    cells = drawn(Design.BEFORE_AFTER, 8, periods=12)
    falling = np.round(100 * 0.93 ** np.arange(12))[None, :] * np.ones((8, 1))
    step = segmented(
        type(cells)(
            cells.design, cells.names, falling, cells.exposure, cells.treated, cells.sequences, cells.allocation
        ),
        Measure.RATIO,
        "a night",
    )
    assert isinstance(step.result, Estimate)
    assert step.result.value == pytest.approx(1.0, abs=0.03)  # all of the fall was there before
    assert not step.causal


def test_models_say_why_they_say_nothing() -> None:
    few = drawn(Design.STEPPED_WEDGE, 3)
    for model in (marginal, by_exposure_time):
        came = model(few, Measure.RATIO, "a night")
        assert isinstance(came.result, TooLittle)
        assert came.p is None
    result, p = hazard_ratio([ClusteredWait("h1", 3, seen=True, treated=1)] * 9)
    assert isinstance(result, TooLittle)
    assert p is None
