"""``mistel scenario check``: files that are wrong are named by line, those that fail by seed and why."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.errors import SettingError
from mistel.cli import app
from simulators.scenario_file import ours

(LEAVES,) = (path for path in ours() if path.stem == "left_home_at_night")


def test_a_scenario_that_ends_as_it_says_is_ok() -> None:
    said = CliRunner().invoke(app, ["scenario", "check", "left_home_at_night", "--seeds", "2"])

    assert said.exit_code == 0, said.output
    assert "ok     left_home_at_night: 2 of 2" in said.output


def test_one_that_does_not_is_named_with_seed_and_reason(tmp_path: Path) -> None:
    hasty = tmp_path / "hasty.yaml"
    hasty.write_text(LEAVES.read_text().replace('deadline: "15 min"', 'deadline: "2 min"'))

    said = CliRunner().invoke(app, ["scenario", "check", str(hasty), "--seeds", "1"])

    assert said.exit_code == 1
    assert "fails  hasty: 0 of 1" in said.output
    assert "seed 1: left_home_at_night within 2 min: Raised too late" in said.output


def test_a_file_that_is_wrong_is_named_with_its_line_and_the_others_are_checked(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(LEAVES.read_text().replace("do: leaves_home", "do: leave_home"))

    said = CliRunner().invoke(app, ["scenario", "check", str(wrong), "only_looks_out", "--seeds", "1"])

    assert said.exit_code == 1
    assert "wrong.yaml:" in said.output
    assert "did you mean leaves_home?" in said.output
    assert "ok     only_looks_out" in said.output


@pytest.mark.parametrize("words", [["check"], ["check", "--all", "only_looks_out"], ["run"]])
def test_no_names_or_names_beside_all_are_refused(words: list[str]) -> None:
    said = CliRunner().invoke(app, ["scenario", *words])

    assert isinstance(said.exception, SettingError)
    assert "--all" in str(said.exception)


def test_one_is_told_in_words_with_what_happened_and_what_was_raised_in_order_of_time() -> None:
    said = CliRunner().invoke(app, ["scenario", "show", "left_home_at_night", "--seed", "1"])

    assert said.exit_code == 0, said.output
    lines = ["leaves_home", "ALERT left_home_at_night", "is_brought_home", "pass  left_home_at_night within 15 min"]
    told = said.output[said.output.index("One variation") :]
    assert sorted(lines, key=told.index) == lines
