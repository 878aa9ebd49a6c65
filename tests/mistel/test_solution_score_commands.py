"""``mistel solution score|compare|export``, as somebody at the command line meets them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from care.alerts import RULES
from care.errors import Conflict, SettingError
from mistel.cli import app
from store.journal import Journal
from store.registry import Registry
from tests.evaluation.scores.tried import OURS, five_nights, put


def ask(*words: str) -> Result:
    return CliRunner().invoke(app, ["solution", *words])


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A solution with two runs that are done, the second of another version, and one that is not."""
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path))
    monkeypatch.setattr("mistel.commands.opened.console._width", 200)
    assert ask("add", "Night watch", "--kind", "detector", "--id", OURS).exit_code == 0
    with Registry.open(tmp_path) as registry:
        site = registry.solutions.get(OURS).site
        rules = [[110], [110], [110], [], []]
        first = five_nights(ours=[[105], [130], [], [50], []], rules=rules)
        put(registry, first, site=site, run="try-1", left_behind=["silent for 12 s"])
        better = five_nights(ours=[[105], [106], [], [], []], rules=rules)
        put(registry, better, site=site, run="try-2", spec={"version": "2"})
        put(registry, [], site=site, run="try-3", done=False)
    with Journal.open(tmp_path, site):
        pass
    return tmp_path


def test_a_run_is_scored_beside_the_built_in_rules(state: Path) -> None:
    said = ask("score", "try-1")
    assert said.exit_code == 0, said.output
    [line] = [line for line in said.output.splitlines() if line.startswith(f"│ {OURS} ")]
    assert line.count("67 (21 to 94)") == 2
    assert "33 (6 to 79)" in line
    assert f"{OURS}: 1 missed, 1 too late, 1 false alarms, 0 told again, 0 taken back." in said.output
    assert "Meanwhile: silent for 12 s" in said.output
    assert f"{OURS} 1 against {RULES} (try-1, try-1); the same episodes, paired." in said.output
    assert "on time: cannot be said" in said.output


def test_a_solution_is_scored_by_its_newest_run_that_is_done(state: Path) -> None:
    scored = json.loads(ask("score", "Night watch", "--json").output)
    assert scored["run"] in {"try-1", "try-2"}
    assert [card["source"] for card in scored["cards"]] == [OURS, RULES]
    assert scored["cards"][1]["total"]["recall"]["value"] == 1


def test_two_versions_are_compared_play_by_play(state: Path) -> None:
    said = ask("compare", "try-2", "try-1")
    assert said.exit_code == 0, said.output
    assert f"{OURS} 2 against {OURS} 1 (try-2, try-1); the same episodes, paired." in said.output
    assert "33 (" in said.output


def test_runs_of_other_seeds_are_compared_and_it_is_said(state: Path) -> None:
    with Registry.open(state) as registry:
        site = registry.solutions.get(OURS).site
        put(registry, five_nights(ours=[[105]] * 5, rules=[[]] * 5), site=site, run="try-4", spec={"seed": "2"})
    assert "not paired: the runs have different seeds." in ask("compare", "try-4", "try-1").output


def test_a_run_is_exported_once_and_written_over_only_where_that_is_asked_for(state: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = ask("export", "try-1", "--out", str(out))
    assert said.exit_code == 0, said.output
    assert "5 plays, 0 readings" in said.output
    assert (out / "figures.csv").exists()
    assert isinstance(ask("export", "try-1", "--out", str(out)).exception, SettingError)
    assert ask("export", "try-1", "--out", str(out), "--force").exit_code == 0


def test_a_run_that_is_not_done_has_no_score_yet(state: Path) -> None:
    assert isinstance(ask("score", "try-3").exception, Conflict)
    assert ask("add", "Mat", "--kind", "device").exit_code == 0
    assert isinstance(ask("score", "Mat").exception, Conflict)
