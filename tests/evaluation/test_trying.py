"""A solution is tried through everything; whatever it does wrong, the try goes on and says so."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from care.ids import new_id
from care.people import Organisation
from care.solutions import Kind, Solution
from devices.credentials import Credentials
from devices.detector import Detector
from devices.letting_in import let_in
from evaluation.furnishing import Stage
from evaluation.solutions import replayed
from evaluation.solutions.asking import TrySpec, spec_of
from evaluation.solutions.asking import asked as ask
from evaluation.solutions.connecting import Way, connect
from evaluation.solutions.faults import listens_now
from evaluation.solutions.lived import Tried
from evaluation.solutions.results import Results
from evaluation.solutions.sandbox import Coming, open_sandbox
from evaluation.solutions.scored import score_card
from evaluation.solutions.trying import carry_out
from mistel.beside import beside, environment
from mistel.reach import reached
from mistel.settings import Settings
from mistel.work import work
from simulators.recording import read
from simulators.scenario import Scenario
from simulators.scenario_file import load, ours
from store.journal import JournalReader
from store.registry import Run, RunState

NAMES = ("left_home_at_night", "only_looks_out")


def _short(name: str) -> Scenario:
    (path,) = [path for path in ours() if path.stem == name]
    return load(path).model_copy(update={"starts": time(23, 40), "lasts": timedelta(minutes=40)})


@dataclass
class Bench:
    """A sandbox in a running instance."""

    stage: Stage
    reader: JournalReader
    solution: Solution

    async def login(self) -> Credentials:
        made = connect(self.stage.registry, self.solution, "Detector", Way.DETECTOR, self.stage.now())
        await self.stage.enrol([made.credentials])
        await let_in(self.stage.broker_url, made.credentials)
        return made.credentials

    def asked(self, spec: TrySpec) -> Run:
        run = Run(
            id=new_id("run"),
            organisation=self.solution.organisation,
            kind="try",
            spec=spec.model_dump(mode="json"),
            state=RunState.RUNNING,
            created=self.stage.now(),
        )
        self.stage.registry.runs.add(run)
        return run

    async def try_it(self, *names: str, speed: float | None = None) -> Tried:
        spec = spec_of(self.solution, names or NAMES[:1], seed="4", speed=speed)
        run = self.asked(spec)
        tried = await carry_out(self.stage, run, [_short(name) for name in spec.scenarios], self.reader)
        self.results = Results.read(self.stage.registry, run.id)
        return tried

    async def until_it_listens(self) -> None:
        async with asyncio.timeout(20):
            while not listens_now(self.stage.registry, self.reader, self.solution):
                await asyncio.sleep(0.02)

    def kinds(self, tried: Tried) -> set[str]:
        return {fault.kind for fault in tried.faults}


@asynccontextmanager
async def _bench(folder: Path) -> AsyncIterator[Bench]:
    async with reached(Settings.load(state_dir=folder)) as reach:
        registry = reach.registry
        registry.places.add_organisation(Organisation(id="own", name="Own"))
        solution = open_sandbox(registry, "own", Coming("Nattvakt", frozenset({Kind.DETECTOR})), reach.now())
        stage = await reach.stage(registry.places.site(solution.site))
        with JournalReader.open(folder, solution.site) as reader:
            yield Bench(stage, reader, solution)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with _bench(tmp_path) as made:
        yield made


@asynccontextmanager
async def _beside(
    bench: Bench, watches: Callable[[Detector], Coroutine[None, None, None]], *, answers: bool = True
) -> AsyncIterator[None]:
    """Let a detector listen for as long as the block takes."""
    login = await bench.login()
    async with AsyncExitStack() as stack:
        detector = await stack.enter_async_context(
            Detector(bench.stage.broker_url, login, bench.stage.site, answers=answers, on_refused=lambda _: None)
        )
        watching = asyncio.create_task(watches(detector))
        stack.push_async_callback(_ended, watching)
        await bench.until_it_listens()
        yield


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _hears(detector: Detector) -> None:
    async for _ in detector:
        pass


async def _dies(detector: Detector) -> None:
    async for heard in detector:
        if heard.quantity == "contact.open" and heard.value is True:
            await detector.__aexit__(RuntimeError, None, None)
            return


async def _calls_all_movement_a_fall(detector: Detector) -> None:
    async for heard in detector:
        if heard.quantity == "motion":
            await detector.alert(heard.home, "fall", onset=heard.time)


async def _floods(detector: Detector) -> None:
    told = False
    async for heard in detector:
        if heard.is_tick and not told:
            told = True
            for number in range(150):
                await detector.alert(heard.home, "fall", onset=heard.time - timedelta(seconds=number), id=f"{number}")
            await detector.alert("h-nobodys", "fall", onset=heard.time)
            await detector.alert(heard.home, "fall", onset=heard.time + timedelta(days=1), id="to-come")


async def test_the_example_detector_is_tried_beside_the_rules_and_both_tell_in_time(bench: Bench, root: Path) -> None:
    login = await bench.login()
    settings = environment(bench.stage.broker_url, bench.stage.site, login) | {"PYTHONPATH": str(root)}
    async with beside(f"{sys.executable} {root / 'examples' / 'detector.py'}", settings):
        await bench.until_it_listens()
        tried = await bench.try_it(*NAMES)
    assert tried.faults == ()
    results = bench.results
    assert [play.scenario for play in results.plays] == list(NAMES)
    assert [(play.monitored, play.offline) for play in results.plays] == [(2400, 0)] * 2
    left = results.plays[0].home
    assert {(one.home, one.situation) for one in results.alerts[bench.solution.id]} == {(left, "left_home_at_night")}
    for source in results.sources:
        score = score_card(results, source).total.score
        assert ([pair.on_time for pair in score.matches], score.false) == ([True], ())
    (told,) = results.alerts[bench.solution.id]
    assert timedelta(minutes=10) <= told.told - told.onset <= timedelta(minutes=11)  # it waits for time to pass
    verdicts = bench.stage.registry.runs.get(results.run).result
    assert verdicts is not None
    assert [one["passed"] for one in verdicts["verdicts"]] == [True, True]  # type: ignore[index, union-attr, call-overload]


async def test_one_that_never_connects_is_tried_all_the_same(bench: Bench) -> None:
    await bench.login()
    assert bench.kinds(await bench.try_it()) == {"never_connected"}
    assert score_card(bench.results, bench.solution.id).total.score.missed


async def test_one_that_dies_keeps_no_home_waiting(bench: Bench) -> None:
    async with _beside(bench, _dies):
        tried = await bench.try_it()
    assert bench.kinds(tried) == {"went_away"}
    assert "did not come back" in bench.results.left_behind[0]


async def test_one_that_answers_no_ticks_is_told_that_nobody_waits(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.in_step.SILENT_FOR", timedelta(0))  # a busy machine may tick all within a second
    async with _beside(bench, _hears, answers=False):
        assert bench.kinds(await bench.try_it(*NAMES, speed=900)) == {"unanswered"}


async def test_a_flood_alerts_of_other_homes_and_of_the_future_are_refused_and_the_try_goes_on(bench: Bench) -> None:
    async with _beside(bench, _floods):
        tried = await bench.try_it()
    assert bench.kinds(tried) == {"refused_too_many", "refused_unknown_home", "refused_impossible_time"}
    assert len(bench.results.alerts[bench.solution.id]) == 100


async def test_a_recorded_home_is_told_again_and_only_labels_of_situations_are_true(
    bench: Bench, tmp_path: Path
) -> None:
    rows = [f"2026-01-15 0{minute // 60}:{minute % 60:02}:00,hall,motion" for minute in range(0, 90, 3)]
    (tmp_path / "night.csv").write_text("\n".join(["time,sensor,type", *rows]))
    labels = ["2026-01-15 00:10:00,2026-01-15 00:20:00,fall", "2026-01-15 00:00:00,2026-01-15 00:05:00,cooking"]
    (tmp_path / "labels.csv").write_text("\n".join(["start,end,label", *labels]))
    recording = read(tmp_path / "night.csv", ZoneInfo("Europe/Stockholm"), labels=tmp_path / "labels.csv")
    run = bench.asked(replayed.spec_of(bench.solution, [recording]))
    async with _beside(bench, _calls_all_movement_a_fall):
        tried = await replayed.carry_out(bench.stage, run, [recording], bench.reader, most=timedelta(hours=1))
    results = Results.read(bench.stage.registry, run.id)
    assert (tried.faults, [(one.scenario, one.level, one.monitored) for one in results.plays]) == (
        (),
        [("night", "recorded", 3600.0)],
    )
    assert [episode.label for episode in results.truth] == ["fall"]
    assert len(results.alerts[bench.solution.id]) == 21  # none of the half hour that was left out


async def test_a_worker_plays_slow_tries_beside_the_others_until_somebody_stops_them(tmp_path: Path) -> None:
    async with reached(Settings.load(state_dir=tmp_path)) as reach, asyncio.TaskGroup() as tasks:
        runs = reach.registry.runs
        reach.registry.places.add_organisation(Organisation(id="own", name="Own"))
        solution = open_sandbox(reach.registry, "own", Coming("Nattvakt", frozenset({Kind.DETECTOR})), reach.now())
        slow, fast = (
            ask(reach.registry, solution, spec_of(solution, ["stumbles"], speed=speed), reach.now)
            for speed in (1, None)
        )
        worker = tasks.create_task(work(reach))
        async with asyncio.timeout(60):
            while runs.get(fast.id).state is not RunState.DONE or not runs.get(slow.id).progress:
                await asyncio.sleep(0.05)
            assert runs.stop(slow.id, "Stopped.")
            while f"run {slow.id}" in {task.get_name() for task in asyncio.all_tasks()}:
                await asyncio.sleep(0.05)
        worker.cancel()
    assert runs.get(slow.id).result == {"why": "Stopped."}
    assert not runs.stop(fast.id, "Too late.")
