"""``mistel trial demo``: an effect that is there is found, one that is not is not, and too few homes tell nothing."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.errors import SettingError
from mistel.cli import app


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path))


def demo(*words: str) -> str:
    done = CliRunner().invoke(app, ["trial", "demo", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def test_an_effect_that_is_there_is_found() -> None:
    said = demo("--seed", "1")
    assert "The integrity gate is green." in said
    assert "Trial demo-1: 12 homes, 2025-01-06 to 2025-03-16" in said
    assert "That is as large as asked" in said
    assert "The interval holds it, and leaves out 1, no effect." in said
    assert "mistel trial report demo-1" in said


def test_where_nothing_is_spared_no_effect_is_found() -> None:
    said = demo("--seed", "1", "--effect", "0")
    assert "no effect was found" in said
    assert "1.00 times as many with the solution. The interval holds it, and holds 1, no effect." in said


def test_three_homes_are_too_few_and_a_trial_that_is_there_is_shown_again() -> None:
    said = demo("--seed", "1", "--homes", "3")
    assert "Night visits by staff: too little data." in said
    assert "There is no interval to hold against it." in said
    assert demo("--seed", "1", "--homes", "3") == said


def test_an_effect_has_whole_per_cents() -> None:
    with pytest.raises(SettingError, match="whole per cents"):
        demo("--effect", "0.123")
