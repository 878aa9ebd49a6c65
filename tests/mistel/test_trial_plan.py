"""`mistel trial plan`: a table, a sentence for each design, a CSV and a plot."""

import csv
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from care.errors import MistelError, NotFound, SettingError
from mistel.commands.trial_plan import plan

APP = typer.Typer(pretty_exceptions_enable=False)
APP.command()(plan)
FEW = ("--trials", "20", "--workers", "1", "--weeks", "8")


def planned(*words: str) -> Result:
    return CliRunner().invoke(APP, words, env={"COLUMNS": "200"})


def test_a_plan_is_told_as_a_table_a_sentence_and_files(tmp_path: Path) -> None:
    pytest.importorskip("altair")
    words = ("night_visits", "--mean", "1.85", "--homes", "3,12", "--design", "crossover", "--out", str(tmp_path))
    found = planned(*words, *FEW)
    assert found.exit_code == 0, found.output
    assert "Crossover: 12 homes for 8 weeks are enough" in " ".join(found.output.split())
    with (tmp_path / "power.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["homes"], row["weeks"]) for row in rows] == [("3", "8"), ("12", "8")]
    assert float(rows[1]["power"]) > 0.8
    assert (tmp_path / "power.svg").read_text().startswith("<svg")


def test_a_plan_that_cannot_answer_says_so_and_why() -> None:
    found = planned("night_visits", "--mean", "1.85", "--homes", "3", "--design", "stepped_wedge", *FEW)
    assert "No such trial can answer its question, however long it lasts" in " ".join(found.output.split())


@pytest.mark.parametrize(
    ("words", "error", "says"),
    [
        (("naps", "--mean", "1"), NotFound, "there are night_visits"),
        (("night_visits",), SettingError, "--mean"),
        (("night_visits", "--mean", "1", "--from", "pilot"), SettingError, "--mean"),
        (("undisturbed_nights", "--mean", "1.5"), SettingError, "cannot be 1.5"),
        (("night_visits", "--mean", "1", "--homes", "six"), SettingError, "--homes takes whole numbers"),
        (("night_visits", "--mean", "1", "--homes", "0"), SettingError, "--homes takes numbers from 1"),
        (("night_visits", "--mean", "1", "--homes", "6", "--weeks", "1"), SettingError, "weeks or more"),
        (("night_visits", "--mean", "1", "--margin", "-1"), SettingError, "--margin"),
        (("night_visits", "--mean", "1", "--effect", "-1"), SettingError, "--effect"),
        (("night_visits", "--mean", "0"), SettingError, "--mean"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_what_to_do(
    words: tuple[str, ...], error: type[MistelError], says: str
) -> None:
    found = planned(*words, "--trials", "20", "--workers", "1")
    assert isinstance(found.exception, error)
    assert says in str(found.exception)
