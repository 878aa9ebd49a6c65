"""``mistel benefit`` as a person gives it: an example, its figures, its workbook."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.errors import Conflict
from mistel.cli import app


def mistel(*words: str) -> str:
    done = CliRunner().invoke(app, ["benefit", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "night.yaml"
    made.write_text(mistel("example"), encoding="utf-8")
    return made


def test_an_example_is_a_calculation_to_begin_with(file: Path, tmp_path: Path) -> None:
    said = mistel("calculate", str(file), "--xlsx", str(tmp_path / "night.xlsx"))
    for words in ("Redistributed benefit", "Net benefit by year", "Each krona gives 3.01 kr", "paid back after 0.4"):
        assert words in said
    assert "Money freed, apart from time that is put to other use: -728 tkr" in said
    assert "Not valued in money: Sleep that nobody breaks" in said
    assert (tmp_path / "night.xlsx").read_bytes().startswith(b"PK")


def test_the_figures_come_as_json_too(file: Path) -> None:
    told = json.loads(mistel("calculate", str(file), "--json"))
    assert told["net"] == pytest.approx(told["benefit"] - told["cost"])
    assert sum(told["net_by_year"]) == pytest.approx(told["net"])
    assert told["band"] == ">= 0.5"


def test_a_workbook_is_never_written_over(file: Path, tmp_path: Path) -> None:
    (tmp_path / "night.xlsx").write_text("mine", encoding="utf-8")
    with pytest.raises(Conflict, match="is there already"):
        mistel("calculate", str(file), "--xlsx", str(tmp_path / "night.xlsx"))
    assert (tmp_path / "night.xlsx").read_text(encoding="utf-8") == "mine"
