"""A plan's file: what is left out is as the indicators say; what is wrong is told with its line."""

from pathlib import Path

import pytest

from care.errors import ScenarioError
from care.trials import Aspect, Better, Measure
from evaluation.trials.plan_file import load
from tests.evaluation.trial_files import PLAN


def written(folder: Path, text: str) -> Path:
    file = folder / "plan.yaml"
    file.write_text(text)
    return file


def test_a_short_file_is_a_whole_plan(tmp_path: Path) -> None:
    plan = load(written(tmp_path, PLAN))
    assert (plan.first.isoformat(), plan.last.isoformat(), len(plan.sequences)) == ("2030-01-07", "2030-05-26", 4)
    assert [cluster.homes for cluster in plan.clusters] == [("h1",), ("h2",), ("h3",), ("h4",)]
    [primary, guardrail] = plan.aims
    assert (primary.better, primary.measure, primary.margin) == (Better.LESS, Measure.RATIO, 0.2)
    assert (guardrail.aspect, guardrail.better) == (Aspect.GUARDRAIL, Better.MORE)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("indicator: night_visits", "indicator: sleep", 8, "there is no indicator 'sleep'"),
        ("design: stepped_wedge", "design: wedge", 3, "stepped_wedge"),
        ("homes: [h1, h2, h3, h4]", "homes: [h1, h1, h3, h4]", None, "'h1' stands in the plan twice"),
        ("homes: [h1, h2, h3, h4]", "homes: [h1]", 3, "two clusters"),
        (
            "{first: 2030-01-07, count: 5, days: 28}",
            (
                "[{first: 2030-01-07, last: 2030-02-03}, {first: 2030-02-01, last: 2030-03-01},"
                " {first: 2030-03-02, last: 2030-04-01}]"
            ),
            None,
            "periods overlap",
        ),
        ("aspect: primary", "aspect: secondary", None, "exactly one aim is primary"),
        ("margin: 0.2", "margin: 0", 10, "greater than 0"),
        ("seed: ", "seeds: ", None, "seed"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int | None, says: str) -> None:
    assert old in PLAN
    with pytest.raises(ScenarioError) as error:
        load(written(tmp_path, PLAN.replace(old, new)))
    assert says in str(error.value)
    if line is not None:
        assert f"plan.yaml:{line}:" in str(error.value)
