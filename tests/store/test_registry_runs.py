"""Runs, their truth, and signs of life."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from care.episodes import Episode
from care.errors import Conflict, NotFound
from store.registry import Heartbeat, Registry, Run, RunState
from tests.store.conftest import START


def test_a_run_is_asked_for_taken_reported_and_finished(furnished: Registry) -> None:
    run = _run("r1")
    furnished.runs.add(run)
    assert furnished.runs.get("r1") == run
    taken = furnished.runs.take("worker 1", START)
    assert taken is not None
    assert (taken.state, taken.worker, taken.started) == (RunState.RUNNING, "worker 1", START)
    furnished.runs.report("r1", 0.5, "half of the night")
    assert (furnished.runs.get("r1").progress, furnished.runs.get("r1").note) == (0.5, "half of the night")
    furnished.runs.finish("r1", RunState.DONE, {"passed": True, "verdicts": [1, 2.5, "x", None]})
    done = furnished.runs.get("r1")
    assert (done.state, done.progress, done.finished) == (RunState.DONE, 1.0, START)
    assert done.result == {"passed": True, "verdicts": [1, 2.5, "x", None]}


def test_the_oldest_waiting_run_is_taken_first_and_the_newest_listed_first(furnished: Registry) -> None:
    for number in (2, 1, 3):
        furnished.runs.add(_run(f"r{number}", after=number))
    assert [run.id for run in furnished.runs.all(limit=2)] == ["r3", "r2"]
    taken = furnished.runs.take("worker 1", START)
    assert taken is not None
    assert taken.id == "r1"


def test_each_run_is_taken_by_one_worker(furnished: Registry) -> None:
    for number in range(10):
        furnished.runs.add(_run(f"r{number}"))
    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(lambda number: furnished.runs.take(f"worker {number}", START), range(14)))
    assert sorted(run.id for run in taken if run is not None) == [f"r{number}" for number in range(10)]
    assert taken.count(None) == 4


def test_a_run_that_is_not_running_is_not_reported_on(furnished: Registry) -> None:
    furnished.runs.add(_run("r1"))
    with pytest.raises(Conflict, match="Run 'r1' is queued, not running"):
        furnished.runs.report("r1", 0.5)
    with pytest.raises(NotFound, match="no run 'r2'"):
        furnished.runs.finish("r2", RunState.FAILED, None)
    with pytest.raises(Conflict, match="run 'r1' already"):
        furnished.runs.add(_run("r1"))


def test_a_runs_truth_is_kept_in_order(furnished: Registry) -> None:
    furnished.runs.add(_run("r1"))
    later, earlier = (
        Episode(home="h1", resident=who, label="fall", hazard_from=at, deadline=at, end=at + timedelta(hours=1))
        for who, at in (("r1", START + timedelta(hours=2)), (None, START))
    )
    furnished.episodes.add("r1", later)
    furnished.episodes.add("r1", earlier)
    assert furnished.episodes.of_run("r1") == [earlier, later]
    assert furnished.episodes.of_run("r2") == []
    after = earlier.hazard_from + timedelta(microseconds=1)
    assert furnished.episodes.between([earlier.home], earlier.hazard_from, after) == [earlier]
    assert furnished.episodes.between(["elsewhere"], earlier.hazard_from, after) == []
    with pytest.raises(NotFound, match="no run 'r2'"):
        furnished.episodes.add("r2", earlier)


def test_the_newest_sign_of_life_of_each_is_kept(registry: Registry) -> None:
    registry.heartbeats.beat("gateway north", 1, START)
    registry.heartbeats.beat("api", 2, START)
    registry.heartbeats.beat("gateway north", 3, START + timedelta(seconds=10))
    assert registry.heartbeats.all() == {
        "api": Heartbeat("api", 2, START),
        "gateway north": Heartbeat("gateway north", 3, START + timedelta(seconds=10)),
    }


def _run(name: str, *, after: float = 0) -> Run:
    return Run(
        id=name,
        organisation="town",
        kind="scenario",
        spec={"scenarios": ["left-home"], "seed": 7},
        created=START + timedelta(seconds=after),
    )
