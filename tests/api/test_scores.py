"""The page of a run's score and of one of its homes, and the score for programs (minutes after 22:00 in Sweden)."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from care.alerts import RULES
from care.events import Event
from dashboards.score_plots import PLOTS
from store.journal import Journal
from tests.api.world import SITES, Town, open_town
from tests.evaluation.scores.tried import OURS, Night, at, five_nights, put

RUN, OTHER, SITE = "try-a", "try-b", SITES["test"]
LEFT_AT = at(100).isoformat().replace("+", "%2B")


@pytest.fixture(scope="module")
def tried(settled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, FastAPI]]:
    """Two tries of the north's solution, which tests only read; in a home of the first, a door told something."""
    state = shutil.copytree(settled, tmp_path_factory.mktemp("tried") / "state")
    town = open_town(state)
    first = five_nights(ours=[[105], [130], [], [50], []], rules=[[110], [110], [110], [], []])
    put(town.registry, first, run=RUN, spec={"version": "2"}, left_behind=["silent for 12 s"])
    second = [
        Night(level=("none", "none", "harsh")[n], repeat=n, happened=[(100, 115, 160)], told={OURS: [120]})
        for n in range(3)
    ]
    put(town.registry, second, run=OTHER, spec={"version": "1"})
    flood = [minutes / 4 for minutes in range(1000)]
    put(town.registry, [Night(happened=[(100, 115, 160)], told={OURS: flood})], run="flood")
    asyncio.run(_told(state))
    yield town, town.app()
    town.close()


async def _told(state: Path) -> None:
    with Journal.open(state, SITE) as journal:
        for when in (at(95), at(400)):
            await journal.keep([Event(SITE, f"{RUN}-1", "door", "contact.open", when, True, when)], [])


@pytest.fixture
async def client(tried: tuple[Town, FastAPI]) -> AsyncIterator[httpx.AsyncClient]:
    town, app = tried
    async with town.client(app, person="innovator", Accept="text/html") as opened:
        opened.cookies["mistel_language"] = "en"
        yield opened


async def get(client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


async def test_the_score_says_what_the_solution_and_the_rules_told(client: httpx.AsyncClient) -> None:
    said = await get(client, f"/runs/{RUN}/score")
    assert f"Score of {OURS}" in said
    assert f"{OURS}: 1 of 3 told on time, 1 too late, 1 missed; 1 false alarm in 0.24 resident-weeks." in said
    assert "The built-in rules: 3 of 3 told on time" in said
    assert "33% 6% to 79% n = 3" in said
    assert "−67 percentage points" in said
    assert (
        "Both saw the same 5 plays. Of 3 situations, both told 1 on time, only the first 0, only the second 2" in said
    )
    assert "silent for 12 s" in said
    assert "Told on time, each scenario at each level of faults" in said


async def test_every_miss_late_and_false_alarm_opens_as_a_timeline(client: httpx.AsyncClient) -> None:
    html = (await client.get(f"/runs/{RUN}/score")).text
    links = [unescape(link) for link in re.findall(rf'href="(/runs/{RUN}/homes/[^"]+)"', html)]
    assert [link.partition("?")[0].rpartition("-")[2] for link in links] == ["2", "1", "3"]
    for link in links:
        assert "What was true" in await get(client, link)


async def test_a_home_shows_what_was_told_what_happened_and_who_told_it(client: httpx.AsyncClient) -> None:
    said = await get(client, f"/runs/{RUN}/homes/{RUN}-1")
    assert "Leaves home at night" in said
    assert "Left home at night: from Mar 2 23:40, help is on time until 23:55, over 00:40" in said
    assert f"✗ {OURS} : 00:10 (30 min after), too late" in said
    assert "✓ The built-in rules : 23:50 (10 min after), on time" in said
    assert "23:35:00 door Contact: open" in said
    assert "The same in words (7 happenings)" in said


async def test_a_moment_is_shown_with_what_is_around_it(client: httpx.AsyncClient) -> None:
    said = await get(client, f"/runs/{RUN}/homes/{RUN}-1?at={LEFT_AT}")
    assert "Mar 2 22:00 – Mar 3 02:40" in said
    assert "The same in words (6 happenings)" in said
    assert "Later →" in said


async def test_where_nothing_happened_every_alert_is_a_false_one(client: httpx.AsyncClient) -> None:
    said = await get(client, f"/runs/{RUN}/homes/{RUN}-3")
    assert "Nothing dangerous happened here" in said
    assert f"{OURS} : Mar 2 22:50 Left home at night, false alarm" in said


async def test_two_runs_of_a_solution_are_compared_over_the_plays_that_both_have(client: httpx.AsyncClient) -> None:
    said = await get(client, f"/runs/{RUN}/score?against={OTHER}")
    assert f"{OURS} 2 ({RUN})" in said
    assert f"{OURS} 1 ({OTHER})" in said
    assert "Plays without a pair are left out: 2 of the first, 0 of the second." in said
    assert (await client.get(f"/runs/{RUN}/score?against=run-south")).status_code == 404


@pytest.mark.parametrize("plot", PLOTS)
async def test_plots_are_drawn_light_and_dark(client: httpx.AsyncClient, plot: str) -> None:
    for query in ("", "?dark=1"):
        answer = await client.get(f"/runs/{RUN}/score/{plot}{query}")
        assert answer.headers["content-type"] == "image/svg+xml"
        assert OURS in answer.text
    assert (await client.get(f"/runs/{OTHER}/score/none")).status_code == 404


async def test_without_the_extra_the_figures_stand_and_the_page_says_so(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.pages.scores.may_draw", lambda: False)
    said = await get(client, f"/runs/{RUN}/score")
    assert "Plots are not installed here" in said
    assert "33% 6% to 79% n = 3" in said
    assert (await client.get(f"/runs/{RUN}/score/delay")).status_code == 404


async def test_programs_get_the_score_as_json(client: httpx.AsyncClient) -> None:
    scored = (await client.get(f"/api/runs/{RUN}/score")).json()
    assert (scored["solution"], scored["version"], scored["plays"]) == (OURS, "2", 5)
    assert [card["source"] for card in scored["cards"]] == [OURS, RULES]
    assert scored["cards"][0]["total"]["recall"]["n"] == 3


async def test_what_has_no_score_says_why(client: httpx.AsyncClient, tried: tuple[Town, FastAPI]) -> None:
    assert (await client.get("/runs/run-floor/score")).status_code == 409
    assert (await client.get("/runs/run-north/score")).status_code == 409
    assert (await client.get(f"/runs/{RUN}/homes/home-a1")).status_code == 404
    town, app = tried
    async with town.client(app, person="stranger") as stranger:
        for path in (f"/runs/{RUN}/score", f"/runs/{RUN}/homes/{RUN}-1", f"/api/runs/{RUN}/score"):
            assert (await stranger.get(path)).status_code == 404


async def test_a_flood_leaves_the_pages_small(client: httpx.AsyncClient) -> None:
    for path in ("/runs/flood/score", "/runs/flood/homes/flood-0"):
        answer = await client.get(path)
        assert answer.status_code == 200
        assert len(answer.content) < 40_000
    said = await get(client, "/runs/flood/score")
    assert f"All of them: {OURS}: false alarms" in said
    everything = await get(client, f"/runs/flood/findings?kind=false&source={OURS}&from=100")
    assert f"{OURS}: false alarms (" in everything
    assert "Go on →" in everything
    assert (await client.get("/runs/flood/findings?source=nobody")).status_code == 404
