"""A connection's live feed: what came, read or refused, as it comes, and only for who may see it."""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api import feed as gathering
from api import feed_stream, listening
from api.feed import AT_ONCE, FeedView
from api.feed_stream import FeedStreams
from care.errors import NotFound
from care.events import Event, Refusal
from care.people import Connection, Device, Home
from dashboards.directory import Directory, HomeCard
from store.journal import Journal
from tests.api.streamed import stays
from tests.api.streamed import told as heard
from tests.api.world import HOMES, NIGHT, SITES, Town

HOME, SITE = HOMES["test"], SITES["test"]
BOX = f"box-{HOME}"
VIEW = FeedView(BOX, "en", sees_care=True)
PATH = f"/api/connections/{BOX}/feed"


def told(minutes: float, value: float = 20.5, *, device: str = "climate", later: float = 0.2) -> Event:
    time = NIGHT + timedelta(minutes=minutes)
    return Event(SITE, HOME, device, "temperature", time, value, time + timedelta(seconds=later))


def refused(number: int = 1, *, reason: str = "wrong_unit", connection: str = BOX) -> Refusal:
    return Refusal(
        site=SITE,
        home=HOME,
        connection=connection,
        topic=f"mistel/{SITE}/{HOME}/{connection}/events",
        reason=reason,
        field="u",
        says=f"temperature has 'Cel', not 'F' ({number}).",
        mend="Send it with 'Cel'.",
        excerpt='[{"n":"temperature","v":70,"u":"F"}]',
        received=NIGHT + timedelta(minutes=60, seconds=number),
    )


@pytest.fixture
async def journal(town: Town, tmp_path: Path) -> AsyncIterator[Journal]:
    async with Journal.open(tmp_path / "state", SITE) as opened:
        yield opened


@asynccontextmanager
async def feeds(town: Town) -> AsyncIterator[FeedStreams]:
    platform = replace(town.platform, flush=timedelta(milliseconds=1))
    streams = FeedStreams(platform, Directory(town.registry))
    async with asyncio.TaskGroup() as tasks:
        poller = tasks.create_task(streams.run())
        yield streams
        streams.close()
        poller.cancel()


async def test_a_message_is_on_the_open_page_as_soon_as_it_is_kept(town: Town, journal: Journal) -> None:
    async with feeds(town) as streams:
        client = await streams.join(VIEW, stays)
        first = await heard(client, "lines")
        assert any("bed.occupied" in one["html"] for one in first["lines"])
        await journal.keep([told(61), told(61.001, 21, later=0.14), told(62)])
        change = await heard(client, "lines")
        assert [one["html"].count("<code>temperature</code>") for one in change["lines"]] == [2, 1]
        assert "20.5 °C" in change["lines"][0]["html"]


async def test_what_is_refused_says_the_field_the_rule_and_how_to_mend_it(town: Town, journal: Journal) -> None:
    async with feeds(town) as streams:
        client, swede = await streams.join(VIEW, stays), await streams.join(replace(VIEW, language="sv"), stays)
        await heard(client, "lines")
        await heard(swede, "lines")
        await journal.keep([], [refused(), refused(2, connection="another")])
        [line] = (await heard(client, "lines"))["lines"]
        [said] = (await heard(swede, "lines"))["lines"]
    for part in (
        "Wrong unit",
        "<code>u</code>",
        "has &#39;Cel&#39;, not &#39;F&#39;",
        "Send it with &#39;Cel&#39;",
        "&#34;v&#34;:70",
    ):
        assert part in line["html"]
    assert "Fel enhet" in said["html"]


async def test_a_reading_told_again_is_shown_as_such(town: Town, journal: Journal) -> None:
    await journal.keep([told(61)])
    async with feeds(town) as streams:
        client = await streams.join(VIEW, stays)
        await heard(client, "lines")
        await journal.keep([told(61)])
        [line] = (await heard(client, "lines"))["lines"]
    assert 'data-kind="again"' in line["html"]


async def test_the_feed_of_a_connection_holds_nothing_of_another(town: Town, journal: Journal) -> None:
    home = Home(id="home-t2", site=SITE, name="T2", clock=town.registry.places.home(HOME).clock)
    town.registry.places.add_home(home)
    town.registry.connections.add(Connection(id="other", site=SITE, home=home.id, name="Other", created=NIGHT), "hash")
    town.registry.places.add_device(Device(id="climate", home=home.id, connection="other", name="Elsewhere"))
    async with feeds(town) as streams:
        client, other = await streams.join(VIEW, stays), await streams.join(replace(VIEW, connection="other"), stays)
        await heard(client, "lines")
        assert (await heard(other, "lines"))["lines"] == []
        await journal.keep([replace(told(61), home=home.id)], [refused(connection="other")])
        assert len((await heard(other, "lines"))["lines"]) == 2
        await journal.keep([told(62)])
        assert len((await heard(client, "lines"))["lines"]) == 1


async def test_a_home_that_is_erased_ends_its_feed_and_no_other(
    town: Town, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = f"box-{HOMES['real']}"
    async with feeds(town) as streams:
        client = await streams.join(VIEW, stays)
        gone = await streams.join(replace(VIEW, connection=real), stays)
        await heard(client, "lines")
        whole = Directory.card

        def card(directory: Directory, home: str) -> HomeCard:
            if home == HOMES["real"]:
                raise NotFound("There is no such home.")
            return whole(directory, home)

        monkeypatch.setattr(Directory, "card", card)
        monkeypatch.setattr(feed_stream, "FIGURES_EVERY", 0.0)
        async with asyncio.timeout(10):
            assert [data async for data in gone.messages()]
        await journal.keep([told(61)])
        assert len((await heard(client, "lines"))["lines"]) == 1
        assert list(streams._channels) == [BOX]


async def test_who_may_not_see_what_devices_told_sees_only_what_was_refused(town: Town, journal: Journal) -> None:
    async with feeds(town) as streams:
        client = await streams.join(replace(VIEW, sees_care=False), stays)
        first = await heard(client, "lines")
        assert [one["id"][0] for one in first["lines"]] == ["r"]
        figures = (await heard(client, "glance"))["html"]
        assert "Last reading" not in figures
        assert "Battery" in figures
        await journal.keep([told(61)], [refused()])
        [line] = (await heard(client, "lines"))["lines"]
        assert "Wrong unit" in line["html"]


async def test_of_too_much_at_once_the_newest_is_shown_and_the_rest_counted(town: Town, journal: Journal) -> None:
    async with feeds(town) as streams:
        client = await streams.join(VIEW, stays)
        await heard(client, "lines")
        many = [told(61 + number / 100, later=number / 1000) for number in range(3 * AT_ONCE)]
        await journal.keep(many)
        change = await heard(client, "lines")
    assert len(change["lines"]) == AT_ONCE
    assert change["more"] == 2 * AT_ONCE


async def test_a_feed_that_nobody_watches_is_forgotten_and_what_is_closed_ends(town: Town, journal: Journal) -> None:
    async with feeds(town) as streams:
        one, two = await streams.join(VIEW, stays), await streams.join(replace(VIEW, language="sv"), stays)
        streams.leave(one)
        streams.leave(two)
        streams.leave(two)
        assert streams._channels == {}
        again = await streams.join(VIEW, stays)
        streams.close()
        assert [data async for data in again.messages()][-1:] != [None]
        late = await streams.join(VIEW, stays)
        assert [data async for data in late.messages()] == []


async def test_who_may_no_longer_see_it_is_sent_away(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "LOOK_AGAIN_EVERY", 0.0)
    async with feeds(town) as streams:
        client = await streams.join(VIEW, lambda: False)
        async with asyncio.timeout(10):
            assert [data async for data in client.messages()]


async def test_a_device_that_is_added_while_the_page_is_open_is_heard_too(
    town: Town, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_stream, "FIGURES_EVERY", 0.0)
    async with feeds(town) as streams:
        client = await streams.join(VIEW, stays)
        await heard(client, "lines")
        await journal.keep([told(61, device="new")])
        town.registry.places.add_device(Device(id="new", home=HOME, connection=BOX, name="New one"))
        assert any("New one" in one["html"] for one in (await heard(client, "lines"))["lines"])


async def test_programs_get_the_newest_messages_and_how_the_connection_is_doing(town: Town, journal: Journal) -> None:
    await journal.keep([told(61)], [refused()])
    town.clock.at = NIGHT + timedelta(minutes=62)
    async with town.client(person="innovator") as client:
        shown = (await client.get(PATH, params={"limit": 2})).json()
        only = (await client.get(PATH, params={"only": "refused"})).json()["messages"]
    assert [one["kind"] for one in shown["messages"]] == ["told", "refused"]
    assert shown["messages"][0]["readings"][0]["value"] == 20.5
    assert shown["doing"]["messages"] == 1
    assert shown["doing"]["refused"] == {"wrong_unit": 1}  # the other is over an hour old
    assert only[0]["wrong"]["mend"] == "Send it with 'Cel'."
    assert {one["kind"] for one in only} == {"refused"}


async def test_the_files_hold_what_a_span_told_and_what_was_refused(town: Town, journal: Journal) -> None:
    await journal.keep([told(61, 20), told(130, 21)], [refused(), refused(reason="noted")])
    span = {"since": at(60), "until": at(131)}
    async with town.client(person="innovator") as client:
        rows = list(csv.DictReader(io.StringIO((await client.get(f"{PATH}.csv", params=span)).text)))
        objects = [json.loads(text) for text in (await client.get(f"{PATH}.jsonl", params=span)).text.splitlines()]
        wrong = (await client.get(f"{PATH}.jsonl", params=span | {"only": "refused"})).text.splitlines()
        long = await client.get(f"{PATH}.csv", params={"since": at(-60 * 24 * 40), "until": at(0)})
    assert [(row["kind"], row["value"]) for row in rows] == [
        ("told", "20.0"),
        ("told", "21.0"),
        ("refused", ""),
        ("refused", ""),
        ("noted", ""),
    ]
    assert [one.get("value") for one in objects] == [20.0, 21.0, None, None, None]
    assert rows[0]["time"] == "2026-03-03T01:13:00.000000Z"
    assert [json.loads(text)["kind"] for text in wrong] == ["refused", "refused", "noted"]
    assert long.status_code == 422


async def test_an_administrators_file_of_a_real_home_holds_no_readings(town: Town) -> None:
    path = f"/api/connections/box-{HOMES['real']}/feed"
    async with town.client(person="administrator") as client:
        rows = [json.loads(text) for text in (await client.get(f"{path}.jsonl")).text.splitlines()]
        shown = (await client.get(path)).json()
        page = (await client.get(f"/connections/box-{HOMES['real']}/feed", headers={"Accept": "text/html"})).text
    assert [one["kind"] for one in rows] == ["refused"]
    assert shown["doing"] is None
    assert [one["kind"] for one in shown["messages"]] == ["refused"]
    assert 'data-kind="told"' not in page


async def test_the_page_shows_messages_and_how_to_send_the_first(town: Town) -> None:
    town.registry.connections.add(Connection(id="silent", site=SITE, home=HOME, name="Silent", created=NIGHT), "hash")
    async with town.client(person="innovator") as client:
        full = (await client.get(f"/connections/{BOX}/feed", headers={"Accept": "text/html"})).text
        empty = (await client.get("/connections/silent/feed", headers={"Accept": "text/html"})).text
    assert "bed.occupied" in full
    assert "This is not JSON." in full
    assert f"mistel/{SITE}/{HOME}/silent/events" in empty
    assert 'class="line' not in empty


async def test_the_list_holds_the_connections_of_the_sites_that_one_may_see(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with town.client(person="innovator", Accept="text/html") as client:
        mine = (await client.get("/connections")).text
        chosen = (await client.get("/connections", params={"site": SITE})).text
        theirs = await client.get("/connections", params={"site": SITES["other"]})
        beyond = (await client.get("/connections", params={"from": 5})).text
    assert BOX in mine
    assert BOX in chosen
    assert f"box-{HOMES['other']}" not in mine
    assert theirs.status_code == 404
    assert BOX not in beyond
    async with town.client(person="innovator") as client:
        listed = (await client.get(f"/api/sites/{SITE}/connections")).json()
    assert [one["id"] for one in listed["items"]] == [BOX]


async def test_what_a_feed_reads_at_a_time_is_bounded(
    town: Town, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "MOST_EVENTS", 10)
    town.clock.at = NIGHT + timedelta(minutes=62)
    await journal.keep([told(61 + number / 600, later=number / 1000) for number in range(50)])
    async with town.client(person="innovator") as client:
        shown = (await client.get(PATH)).json()
    assert shown["doing"]["messages"] == 10
    assert shown["doing"]["over_seconds"] < 60


def at(minutes: float) -> str:
    moment: datetime = NIGHT + timedelta(minutes=minutes)
    return moment.isoformat()
