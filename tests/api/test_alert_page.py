"""An alert's page: what it says, what it offers to whom, and how it follows what happens."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api import listening, parts_stream
from api.case_stream import CaseStreams
from api.cases import CaseView
from care.alerts import Closing, Outcome
from care.events import Event
from dashboards.directory import Directory
from store.journal import Journal
from tests.api.streamed import told
from tests.api.world import HOMES, NIGHT, SITES, Town


async def opened(town: Town, alert: str, person: str = "care") -> str:
    async with town.client(person=person, Accept="text/html") as client:
        client.cookies.set("mistel_language", "en")
        answer = await client.get(f"/alerts/{alert}")
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_the_page_says_what_was_seen_what_to_do_and_how_the_home_is(town: Town) -> None:
    alert = town.raise_alert()
    text = await opened(town, alert.id)
    for said in ("The outer door was opened 01:12.", "What to do", "Right now", "Hallen", "last here 01:11"):
        assert said in text
    for said in ("How the devices are", "The last 24 hours", "Nobody has written a note.", "None in the last month."):
        assert said in text
    assert 'data-move="acknowledge"' in text


async def test_notes_moves_and_last_contacts_are_told_with_names(town: Town) -> None:
    before = town.desk.on_the_way(town.raise_alert(onset=NIGHT - timedelta(hours=20)).id, 1, "care")
    closing = Closing(outcome=Outcome.FALSE, cause="Fetched the paper", visit=True)
    town.desk.close(before.id, before.version, "care", closing=closing)
    alert = town.raise_alert()
    town.desk.comment(alert.id, "care", "Called, <b>no answer</b>")
    town.desk.assign(alert.id, 1, "care", to="innovator")
    text = await opened(town, alert.id)
    assert "Called, &lt;b&gt;no answer&lt;/b&gt;" in text
    assert "Handed to somebody" in text
    assert "Handed to Kim innovator, not answered" in text
    assert "False alarm · Fetched the paper · visit made" in text


async def test_who_may_not_answer_is_offered_nothing(town: Town) -> None:
    alert = town.raise_alert()
    text = await opened(town, alert.id, "evaluator")
    assert "data-move" not in text
    assert "data-opens" not in text


async def test_an_alert_of_a_whole_site_has_a_page_without_a_home(town: Town) -> None:
    from care.alerts import Onset

    [alert] = town.desk.apply([Onset("site_silent", None, None, NIGHT)], SITES["real"])
    text = await opened(town, alert.id)
    assert "The whole site" in text
    assert "Right now" not in text


async def test_what_is_put_aside_offers_to_be_taken_back(town: Town) -> None:
    alert = town.raise_alert()
    until = town.clock() + timedelta(hours=2)
    town.desk.put_aside(alert.id, 1, "care", town.clock(), reason="She sits with us", until=until)
    text = await opened(town, alert.id)
    assert 'data-move="take-back"' in text
    assert "Shelved until Mar 3 03:30" in text
    assert "She sits with us" in text


async def test_a_page_is_under_60_kb_though_much_happened_in_the_home(town: Town, tmp_path: Path) -> None:
    site, home = SITES["real"], HOMES["real"]
    events = [
        Event(site, home, device, "motion", NIGHT - timedelta(seconds=65 * n), n % 2 == 0, NIGHT)
        for n in range(1300)
        for device in ("hall-motion", "bed")
    ]
    with Journal.open(tmp_path / "state", site) as journal:
        for start in range(0, len(events), 1000):
            await journal.keep(events[start : start + 1000], [])
    alert = town.raise_alert()
    for n in range(80):
        town.desk.comment(alert.id, "care", f"Note {n} " + "x" * 60)
    text = await opened(town, alert.id)
    assert len(text.encode()) < 60_000


VIEW = CaseView("", "en", answers=True)


@asynccontextmanager
async def pages(town: Town, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[CaseStreams]:
    monkeypatch.setattr(parts_stream, "LOOK_EVERY", 0.001)
    streams = CaseStreams(town.platform, Directory(town.registry))
    async with asyncio.TaskGroup() as tasks:
        poller = tasks.create_task(streams.run())
        yield streams
        streams.close()
        poller.cancel()


async def test_the_page_begins_whole_and_goes_on_with_what_changes(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    alert = town.raise_alert()
    async with pages(town, monkeypatch) as streams:
        client = await streams.join(replace(VIEW, alert=alert.id), lambda: True)
        assert (await told(client, "parts")).keys() == {"case", "now", "done"}
        town.desk.acknowledge(alert.id, 1, "care")
        changed = await told(client, "parts")
    assert changed.keys() == {"case", "done"}
    assert 'data-version="2"' in changed["case"]


async def test_the_floor_plan_follows_what_devices_tell(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    alert = town.raise_alert()
    site, home = SITES["real"], HOMES["real"]
    async with pages(town, monkeypatch) as streams:
        client = await streams.join(replace(VIEW, alert=alert.id), lambda: True)
        await told(client, "parts")
        now = town.clock()
        with Journal.open(tmp_path / "state", site) as journal:
            await journal.keep([Event(site, home, "hall-motion", "motion", now, True, now)], [])
        changed = await told(client, "parts")
    assert "last here 01:30" in changed["now"]


async def test_who_may_no_longer_see_it_is_sent_away(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "LOOK_AGAIN_EVERY", 0.0)
    alert = town.raise_alert()
    async with pages(town, monkeypatch) as streams:
        client = await streams.join(replace(VIEW, alert=alert.id), lambda: False)
        async with asyncio.timeout(10):
            while await client.waiting.get() is not None:
                pass
    assert not streams._pages


async def test_when_a_home_is_erased_its_stream_ends_and_the_others_go_on(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased, other = town.raise_alert(), town.raise_alert(home=HOMES["other"])
    async with pages(town, monkeypatch) as streams:
        ends = await streams.join(replace(VIEW, alert=erased.id), lambda: True)
        goes_on = await streams.join(replace(VIEW, alert=other.id), lambda: True)
        await told(goes_on, "parts")
        town.registry.erasure.erase_home(HOMES["real"])
        async with asyncio.timeout(10):
            while await ends.waiting.get() is not None:
                pass
        town.desk.acknowledge(other.id, other.version, "care")
        assert "case" in await told(goes_on, "parts")


async def test_a_stream_that_is_closed_takes_nobody_in(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    streams = CaseStreams(town.platform, Directory(town.registry))
    streams.close()
    client = await streams.join(VIEW, lambda: True)
    assert client.waiting.get_nowait() is None
