"""Sweeps: the same figures with any number of workers; killed half-way, one goes on where it was."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care.errors import SettingError
from evaluation.estimates import Estimate
from evaluation.sweeps.figures import figures
from evaluation.sweeps.plan import Plan, planned
from evaluation.sweeps.played import Playing, kept, play
from evaluation.sweeps.spread import spread
from mistel.cli import app
from simulators.scenario_file import load, ours

NOW = datetime(2026, 3, 1, tzinfo=UTC)
(LEAVES,) = (load(path) for path in ours() if path.stem == "left_home_at_night")


def plan(runs: int = 3) -> Plan:
    return planned(LEAVES, runs=runs, seed="s", sweep={"link.lost": [0, 1.0]})


def test_each_combination_is_planned_as_often_as_asked_each_with_its_seed() -> None:
    tasks = plan().tasks
    assert [(task.values["link.lost"], task.seed) for task in tasks] == [
        (lost, f"s/{run}") for lost in (0, 1.0) for run in range(3)
    ]
    assert [task.scenario.link.lost for task in tasks] == [0, 0, 0, 1, 1, 1]


def test_who_loses_every_reading_is_told_of_nothing_and_the_figures_say_so() -> None:
    heard, lost = figures(plan(), [play(task) for task in plan().tasks])
    assert isinstance(heard.score.recall, Estimate)
    assert isinstance(lost.score.recall, Estimate)
    assert (heard.score.recall.value, heard.score.recall.n) == (1.0, 3)
    assert (lost.score.recall.value, lost.score.recall.n) == (0.0, 3)
    assert heard.score.monitored == 3 * LEAVES.lasts == timedelta(hours=13.5)


def test_one_worker_and_two_give_the_same_in_whatever_order_they_end() -> None:
    tasks = plan().tasks
    alone = list(spread(tasks, play, workers=1))
    together = list(spread(tasks, play, workers=2))
    assert sorted(together, key=lambda one: one.number) == alone
    assert figures(plan(), together) == figures(plan(), alone)


def test_a_line_that_a_kill_cut_off_is_dropped_and_the_rest_need_not_be_played_again(tmp_path: Path) -> None:
    path = tmp_path / "playings.jsonl"
    first, second = (play(task) for task in plan().tasks[:2])
    with kept(path, plan(), NOW) as results:
        results.add(first)
        results.add(second)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    with kept(path, plan(), NOW) as results:
        assert results.there == {0: first}
        results.add(second)
    assert path.read_bytes() == whole


def test_the_file_of_another_sweep_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "playings.jsonl"
    with kept(path, plan(), NOW):
        pass
    before = path.read_bytes()
    with pytest.raises(SettingError, match="another sweep"), kept(path, plan(runs=4), NOW):
        pass
    path.write_text("what is this?\n")
    with pytest.raises(SettingError, match="can be read"), kept(path, plan(), NOW):
        pass
    assert before


def test_the_command_goes_on_where_it_was_and_prints_the_same_figures(tmp_path: Path) -> None:
    words = ["scenario", "sweep", "left_home_at_night", "--runs", "2", "--set", "link.lost=0,1", "--workers", "1"]
    whole = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "whole")])
    assert whole.exception is None, whole.exception
    stopped = tmp_path / "stopped"
    stopped.mkdir()
    lines = (tmp_path / "whole" / "playings.jsonl").read_text().splitlines(keepends=True)
    (stopped / "playings.jsonl").write_text("".join(lines[:3]))
    again = CliRunner().invoke(app, [*words, "--out", str(stopped)])

    assert "2 of 4 were played before" in again.output
    for file in ("figures.csv", "recall.svg"):
        assert (stopped / file).read_bytes() == (tmp_path / "whole" / file).read_bytes()
    kept_now = [json.loads(line) for line in (stopped / "playings.jsonl").read_text().splitlines()[1:]]
    assert [Playing.model_validate(one).number for one in kept_now] == [0, 1, 2, 3]


@pytest.mark.parametrize("said", ["link.lost", "link.lots=0,1", "link.lost=0,7", "=1"])
def test_a_key_or_value_that_cannot_be_is_refused(said: str, tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["scenario", "sweep", "only_looks_out", "--set", said, "--out", str(tmp_path)])
    assert isinstance(found.exception, SettingError)
