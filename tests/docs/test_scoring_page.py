"""docs/scoring.md says how a score is made as the code makes it."""

from pathlib import Path

from evaluation import differences, kaplan_meier
from evaluation.solutions.exported import TABLES
from evaluation.solutions.scored import EARLY, GRACE

PAGE = " ".join((Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8").split())


def test_the_page_says_when_an_alert_counts() -> None:
    assert f"from {EARLY.seconds // 60} minutes before the danger until the scenario's `grace` after its end" in PAGE
    assert f"says nothing of the situation, {GRACE.seconds // 60} minutes" in PAGE


def test_the_page_says_how_much_an_interval_of_a_median_needs() -> None:
    assert f"log-log; needs {kaplan_meier.FEWEST} episodes" in PAGE
    assert f"sign test's interval; needs {differences.FEWEST}" in PAGE


def test_the_page_names_every_table_of_the_export() -> None:
    assert all(f"`{name}`" in PAGE for name in (*TABLES, "told"))
