"""Trying a solution on its pages: what to play is chosen, watched as it goes, and can be stopped."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from api import parts_stream
from api.watched_runs import RunStreams, RunView
from care.alerts import Onset
from care.episodes import Episode
from dashboards.directory import Directory
from store.registry import RunState
from tests.api.world import HOMES, NIGHT, SITES, TRIED, Town, build

HOME = HOMES["test"]
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    made = await build(tmp_path)
    yield made
    made.close()


@pytest.fixture
def told(town: Town) -> Iterator[Town]:
    """The try goes on in the test home: somebody left, the solution and the rules told of it."""
    onset = Onset("left_home_at_night", HOME, None, NIGHT + timedelta(minutes=3))
    town.desk.apply([onset], SITES["test"], "floor")
    town.desk.apply([Onset("left_home_at_night", HOME, None, NIGHT + timedelta(minutes=10))], SITES["test"])
    at = [NIGHT + timedelta(minutes=minutes) for minutes in (0, 15, 40, 60, 75, 90)]
    town.registry.episodes.add(
        TRIED,
        Episode(home=HOME, label="left_home_at_night", hazard_from=at[0], deadline=at[1], end=at[2]),
        Episode(home=HOME, label="fall", hazard_from=at[3], deadline=at[4], end=at[5]),
    )
    return town


async def test_what_was_true_stands_beside_what_was_told_and_nothing_of_what_is_to_come(told: Town) -> None:
    async with told.client(person="innovator", Accept="text/html") as client:
        page = (await client.get(f"/runs/{TRIED}?language=en")).text
    assert page.count("Lämnade hemmet på natten") >= 3
    assert "i tid till 01:27" in page
    assert "Föll" not in page
    assert "fall" not in page.lower().replace("fallback", "")
    assert f'href="/runs/{TRIED}?home={HOME}"' in page


async def test_a_try_is_chosen_and_kept_for_a_worker(town: Town) -> None:
    chosen = "scenario=left_home_at_night&scenario=only_looks_out&level=none&level=harsh&repeats=2&speed=&seed=7"
    async with town.client(person="innovator", **FORM) as client:
        answer = await client.post("/solutions/floor/try", content=chosen)
        again = (await client.get("/solutions/floor/try")).text
    assert answer.status_code == 303
    run = town.registry.runs.get(answer.headers["location"].removeprefix("/runs/"))
    assert (run.kind, run.state, run.organisation) == ("try", RunState.QUEUED, "north")
    assert run.spec["scenarios"] == ["left_home_at_night", "only_looks_out"]
    assert (run.spec["levels"], run.spec["repeats"], run.spec["speed"], run.spec["seed"]) == (
        ["none", "harsh"],
        2,
        None,
        "7",
    )
    assert again.count("checked") == 4  # as in the last try


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ("level=none&repeats=1", "Choose at least one scenario"),
        ("scenario=none-such&level=none", "Choose at least one scenario"),
        ("scenario=only_looks_out&level=awful", "There is no fault level"),
        ("scenario=only_looks_out&scenario=birthday&level=none&level=mild&repeats=100", "at most 300"),
        ("scenario=only_looks_out&level=none&seed=%2F%2F", "seed"),
    ],
)
async def test_what_cannot_be_played_is_said_and_nothing_is_started(town: Town, chosen: str, says: str) -> None:
    before = len(town.registry.runs.all())
    async with town.client(person="innovator", **FORM) as client:
        answer = await client.post("/solutions/floor/try", content=chosen)
    assert answer.status_code == 422
    assert says in answer.text
    assert len(town.registry.runs.all()) == before


async def test_a_run_is_stopped_by_who_may_start_one(town: Town) -> None:
    async with town.client(person="care", **FORM) as client:
        assert (await client.post(f"/runs/{TRIED}/stop")).status_code == 404
    assert town.registry.runs.get(TRIED).state is RunState.RUNNING
    async with town.client(person="innovator", **FORM) as client:
        assert (await client.post(f"/runs/{TRIED}/stop")).status_code == 303
        page = (await client.get(f"/runs/{TRIED}")).text
    assert town.registry.runs.get(TRIED).state is RunState.FAILED
    assert "Somebody stopped it on its page." in page


async def test_the_page_moves_as_the_run_does(told: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_stream, "LOOK_EVERY", 0.001)
    streams = RunStreams(told.platform, Directory(told.registry))
    running = asyncio.create_task(streams.run())
    client = await streams.join(RunView(TRIED, "en", HOME, may_stop=True), lambda: True)
    messages = client.messages()
    first = _parts(await anext(messages))
    assert sorted(first) == ["home", "homes", "how"]
    assert "Left home at night" in first["home"]
    await anext(messages)  # the clock
    told.registry.runs.report(TRIED, 0.75)
    moved = _parts(await anext(messages))
    assert list(moved) == ["how"]
    assert 'value="75"' in moved["how"]
    streams.close()
    await running


def _parts(sent: bytes) -> dict[str, str]:
    (line,) = [line for line in sent.decode().splitlines() if line.startswith("data: ")]
    found: dict[str, str] = json.loads(line.removeprefix("data: "))
    return found
