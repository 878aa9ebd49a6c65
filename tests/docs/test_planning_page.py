"""docs/planning.md has the gate's criteria and thresholds as the code does."""

import re
from pathlib import Path

from evaluation.trials.integrity import completeness, consents, plan_changes, sample_ratio, uptime, use
from evaluation.trials.lights import Threshold

PAGE = (Path(__file__).parents[2] / "docs" / "planning.md").read_text()
ROWS = re.findall(r"^\| ?(\w*) \| .* \| ([\d.]+) \| ([\d.]+) \|$", PAGE, re.MULTILINE)


def test_the_table_of_the_gate_is_that_of_the_code() -> None:
    said = [(name, float(green), float(amber)) for name, green, amber in ROWS]
    assert said == [
        (name, threshold.green, threshold.amber)
        for name, threshold in (
            (completeness.NAME, completeness.THRESHOLD),
            ("", completeness.APART),
            (uptime.NAME, uptime.THRESHOLD),
            (use.FIDELITY, use.OFTEN),
            (use.CONTAMINATION, use.SELDOM),
            (sample_ratio.NAME, sample_ratio.THRESHOLD),
            (plan_changes.NAME, plan_changes.THRESHOLD),
            (consents.NAME, consents.THRESHOLD),
        )
    ]


def test_a_threshold_where_less_is_better_is_turned_round() -> None:
    seldom = Threshold(0.05, 0.2, more=False)
    assert [seldom.light(figure).value for figure in (0.0, 0.05, 0.1, 0.2, 0.3)] == [
        "green",
        "green",
        "amber",
        "amber",
        "red",
    ]
