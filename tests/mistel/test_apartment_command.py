"""``mistel solution apartment``, as somebody at the command line meets it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.errors import SettingError
from mistel.cli import app
from store.registry import Registry


def said(*words: str) -> str:
    done = CliRunner().invoke(app, ["solution", *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_session_is_begun_and_its_tablet_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("MISTEL_PUBLIC_URL", "https://mistel.example/")
    said("add", "Mat", "--kind", "device", "--id", "mat")
    assert "falls_with_alarm: Falls with the alarm on the wrist" in said("apartment", "mat")
    begun = said("apartment", "mat", "--scenario", "falls_with_alarm")
    with Registry.open(tmp_path) as registry:
        (run,) = registry.runs.of_solution("mat")
    assert run.spec["acted"] is True
    assert f"https://mistel.example/apartment/{run.id}" in begun
    with pytest.raises(SettingError, match="cannot be acted"):
        said("apartment", "mat", "--scenario", "power_cut")
