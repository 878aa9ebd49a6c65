"""The board's stream: everything at first, then each change once, rendered once for all who see the same."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from api import listening
from api.board_alerts import MOST_CLOSED, BoardAlerts
from api.listening import BACKLOG, Client
from api.stream import BoardStreams
from care.alerts import Closing, Outcome
from care.errors import StoreError
from dashboards import board
from dashboards.board import Painter, View
from dashboards.directory import Directory
from tests.api.streamed import stays, told
from tests.api.world import HOMES, NIGHT, SITES, Town

REAL = View("sv", frozenset({SITES["real"]}), frozenset({SITES["real"]}))
ENGLISH = replace(REAL, language="en")
LOOKING_ON = replace(REAL, answers=frozenset())
EVERYTHING = View("sv", frozenset(SITES.values()), frozenset())


@asynccontextmanager
async def boards(town: Town) -> AsyncIterator[BoardStreams]:
    platform = replace(town.platform, flush=timedelta(milliseconds=1))
    streams = BoardStreams(platform, Painter(Directory(town.registry)))
    async with asyncio.TaskGroup() as tasks:
        poller = tasks.create_task(streams.run())
        yield streams
        streams.close()
        poller.cancel()


async def test_a_board_begins_with_everything_and_goes_on_with_what_changes(town: Town) -> None:
    before = town.raise_alert()
    async with boards(town) as streams:
        client = await streams.join(REAL, stays)
        whole = await told(client, "board")
        assert (whole["open"], whole["summary"]) == (1, "1 öppet larm, 1 obesvarat")
        assert before.id in whole["html"]
        later = town.raise_alert("emergency_button")
        change = await told(client, "rows")
    [row] = change["put"]
    assert later.id in row["html"]
    [moved] = change["moved"]  # of one home: the first leads the second now, and says the same
    assert (moved["id"], moved["follows"], moved["together"]) == (before.id, False, "2 larm här")
    assert change["called"] == ["high"]
    assert change["spoken"] == ["Hög prioritet: Larmknapp intryckt, Lägenhet S12"]
    assert change["open"] == 2


async def test_a_change_in_another_organisation_reaches_nobody_here(town: Town) -> None:
    async with boards(town) as streams:
        client, everywhere = await streams.join(REAL, stays), await streams.join(EVERYTHING, stays)
        town.raise_alert(home=HOMES["other"])
        assert (await told(everywhere, "rows"))["open"] == 1
        town.raise_alert()
        [row] = (await told(client, "rows"))["put"]
    assert HOMES["other"] not in row["html"]


async def test_a_change_is_rendered_once_for_all_who_see_the_same(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[tuple[str, str]] = []
    original = board.render

    def counted(template: str, language: str, **values: object) -> str:
        rendered.append((template, language))
        return original(template, language, **values)

    monkeypatch.setattr(board, "render", counted)
    async with boards(town) as streams:
        clients = [await streams.join(view, stays) for view in (REAL, REAL, REAL, ENGLISH, LOOKING_ON)]
        town.raise_alert()
        for client in clients:
            await told(client, "rows")
    assert sorted(rendered) == [("row.html", "en"), ("row.html", "sv"), ("row.html", "sv")]


async def test_only_who_may_answer_is_offered_buttons(town: Town) -> None:
    town.raise_alert()
    async with boards(town) as streams:
        answers = await told(await streams.join(REAL, stays), "board")
        looks = await told(await streams.join(LOOKING_ON, stays), "board")
    assert 'data-move="acknowledge"' in answers["html"]
    assert "data-move" not in looks["html"]


async def test_a_client_that_cannot_keep_up_is_cut_off_and_the_others_go_on(town: Town) -> None:
    async with boards(town) as streams:
        slow, quick = await streams.join(REAL, stays), await streams.join(REAL, stays)
        alert = town.raise_alert()
        with pytest.raises(TimeoutError):  # what its response runs into
            await fall_behind(town, slow, quick)
        assert len([data async for data in slow.messages()]) == 0
        town.desk.acknowledge(alert.id, alert.version, "care")
        assert await told(quick, "rows")


async def fall_behind(town: Town, slow: Client, quick: Client) -> None:
    async with asyncio.timeout(60) as slow.limit:
        for hour in range(BACKLOG + 1):  # each waited for, so that each is a message of its own
            await told(quick, "rows")
            town.raise_alert("inactivity", onset=NIGHT - timedelta(hours=hour))
        await asyncio.Event().wait()


async def test_who_may_no_longer_see_the_board_is_sent_away(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "LOOK_AGAIN_EVERY", 0.0)
    async with boards(town) as streams:
        client = await streams.join(REAL, lambda: False)
        async with asyncio.timeout(10):
            assert [data async for data in client.messages()][-1] is not None  # and then it ends


async def test_the_time_of_a_home_with_its_own_clock_is_told_to_those_who_see_it(town: Town) -> None:
    town.raise_alert(home=HOMES["test"])
    async with boards(town) as streams:
        sees = await told(await streams.join(EVERYTHING, stays), "clock")
        sees_not = await told(await streams.join(REAL, stays), "clock")
    assert sees["now"] == town.clock().timestamp() * 1000
    assert sees["homes"] == {HOMES["test"]: (NIGHT + timedelta(minutes=41)).timestamp() * 1000}
    assert sees_not["homes"] == {}


async def test_a_database_that_fails_for_a_while_stops_no_board(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    original, failures = BoardAlerts.follow, iter([True, True])

    def failing(self: BoardAlerts) -> bool:
        if next(failures, False):
            raise StoreError("The disk is full.")
        return original(self)

    async with boards(town) as streams:
        client = await streams.join(REAL, stays)
        monkeypatch.setattr(BoardAlerts, "follow", failing)
        town.raise_alert()
        assert await told(client, "rows")


async def test_after_the_last_board_is_gone_the_next_one_begins_with_what_holds_then(town: Town) -> None:
    async with boards(town) as streams:
        first = await streams.join(REAL, stays)
        streams.leave(first)
        town.raise_alert()
        assert (await told(await streams.join(REAL, stays), "board"))["open"] == 1


async def test_a_server_that_stops_ends_its_streams_and_begins_none(town: Town) -> None:
    async with boards(town) as streams:
        client = await streams.join(REAL, stays)
        streams.close()
        async with asyncio.timeout(10):
            assert len([data async for data in client.messages()]) == 2
            assert [data async for data in (await streams.join(REAL, stays)).messages()] == []


async def test_the_alerts_closed_last_are_kept_and_older_ones_let_go(town: Town) -> None:
    alerts = BoardAlerts(town.registry.alerts)
    alerts.load()
    closing = Closing(outcome=Outcome.UNCLEAR)
    ids = []
    for number in range(MOST_CLOSED + 2):
        alert = town.raise_alert("inactivity", onset=NIGHT - timedelta(hours=number))
        town.desk.acknowledge(alert.id, 1, "care")
        town.desk.close(alert.id, 2, "care", closing=closing)
        ids.append(alert.id)
        alerts.follow()
    assert [alert.id for alert in alerts.all()] == ids[2:]
    fresh = BoardAlerts(town.registry.alerts)
    fresh.load()
    assert ids[-1] in {alert.id for alert in fresh.all()}
