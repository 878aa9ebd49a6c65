"""Every store of readings tells the same: SQLite's journal, and InfluxDB that followed it."""

import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from care.events import Event
from store.influx import InfluxReader, Server, Writer
from store.journal import Journal, JournalFollower
from store.readings import Readings, Series
from tests.store.influx.influxd import Influxd

START = datetime(2026, 1, 1, 22, tzinfo=UTC)
SOME_TIME = (START - timedelta(days=1), START + timedelta(days=30))
TEXTS = ["", " ", "Ta medicin – åäö 💊", 'say "yes"', "a\\b\\", "two\nlines", "a,b=c d", "\\n", "#", "\x00", "'"]

Told = Callable[..., Event]
Store = Callable[[Sequence[Event]], Awaitable[Readings]]


@pytest.fixture(params=["journal", pytest.param("influxdb", marks=pytest.mark.server("influxd"))])
async def holding(request: pytest.FixtureRequest, state: Path) -> object:
    """Make a store that holds these events, kept in this order."""
    opened: list[Callable[[], None]] = []

    async def hold(events: Sequence[Event]) -> Readings:
        async with Journal.open(state, "north") as journal:
            for event in events:
                await journal.keep([event])
        follower = JournalFollower.open(state, "north")
        opened.append(follower.close)
        if request.param == "journal":
            return follower
        influxd: Influxd = request.getfixturevalue("influxd")
        server = Server(influxd.target(bucket=request.getfixturevalue("bucket")))
        opened.append(server.close)
        arrivals = [arrival for arrival in follower.arrivals(0, 10_000) if arrival.event.quantity != "tick"]
        assert Writer(server).write(arrivals) == []
        return InfluxReader(server, "north")

    yield hold
    for close in opened:
        close()


def same(store: Readings, events: Sequence[Event]) -> list[Event]:
    """The events as this store gives them back."""
    if store.knows_received:
        return list(events)
    return [dataclasses.replace(event, received=event.time) for event in events]


def in_order(events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.home, *event.order))


@pytest.fixture
def week(told: Told) -> list[Event]:
    """Two homes and all kinds of values, as they may come: in disorder, and several at one instant."""
    return [
        told(True, after=3600, received=3601),
        told(False, after=3600),
        told(False, after=0.000001),
        told(21.0, quantity="temperature", after=5),
        told(-0.1, quantity="temperature", after=5),
        told(1e22, quantity="power", after=5),
        told(0.1 + 0.2, quantity="power", after=7200),
        told(True, quantity="contact.open", device="door", after=3599.999999),
        told("Frukost", quantity="reminder.shown", device="planner", after=60),
        told("Medicin", quantity="reminder.shown", device="planner", after=60),
        told(True, home="h2", after=10),
        told(True, home="h2", device="clock", quantity="tick", after=20),
    ]


async def test_a_span_is_in_the_order_in_which_rules_see_it(holding: Store, week: list[Event]) -> None:
    store = await holding(week)
    of_home = [event for event in week if event.home == "h1"]
    assert store.span("h1", *SOME_TIME) == same(store, sorted(of_home, key=lambda event: event.order))
    assert store.span("nowhere", *SOME_TIME) == []


async def test_a_span_is_of_a_time_and_of_quantities(holding: Store, week: list[Event]) -> None:
    store = await holding(week)
    hour = (START, START + timedelta(hours=1))
    motion = [week[2]]
    assert store.span("h1", *hour, {"motion", "humidity"}) == same(store, motion)
    assert store.span("h1", *hour, []) == []
    assert len(store.span("h1", *hour)) == 7


async def test_the_latest_of_each_series_is_the_newest_and_of_one_instant_the_greatest(
    holding: Store, week: list[Event]
) -> None:
    store = await holding(week)
    expected = [week[0], week[3], week[6], week[7], week[9]]
    assert in_order(store.latest("h1")) == same(store, in_order(expected))
    assert {event.home for event in store.latest()} == {"h1", "h2"}


async def test_hours_are_counted_by_quantity(holding: Store, week: list[Event]) -> None:
    store = await holding(week)
    first = [(START, "contact.open", 1), (START, "motion", 1), (START, "power", 1)]
    assert store.per_hour("h1", *SOME_TIME) == [
        *first,
        (START, "reminder.shown", 2),
        (START, "temperature", 2),
        (START + timedelta(hours=1), "motion", 2),
        (START + timedelta(hours=2), "power", 1),
    ]
    assert store.per_hour("h1", START + timedelta(minutes=30), START + timedelta(hours=1)) == [first[0]]


async def test_series_are_counted_without_ticks(holding: Store, week: list[Event]) -> None:
    store = await holding(week)
    assert store.series(*SOME_TIME) == [
        Series("h1", "door", "contact.open", 1),
        Series("h1", "hall", "motion", 3),
        Series("h1", "hall", "power", 2),
        Series("h1", "hall", "temperature", 2),
        Series("h1", "planner", "reminder.shown", 2),
        Series("h2", "hall", "motion", 1),
    ]
    assert store.series(*SOME_TIME, home="h2") == [Series("h2", "hall", "motion", 1)]
    assert store.series(START, START + timedelta(seconds=1)) == [Series("h1", "hall", "motion", 1)]


async def test_a_series_is_told_whole_in_pages(holding: Store, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.journal.follower.PAGE", 7)
    monkeypatch.setattr("store.influx.reading.PAGE", 7)
    events = [told(float(value), quantity="power", after=n // 3) for n, value in enumerate(range(40, 0, -1))]
    store = await holding([*events, told(1.0, quantity="power", device="other")])
    (mine, _) = store.series(*SOME_TIME)
    pages = list(store.told_by(mine, *SOME_TIME))
    assert all(len(page) <= 7 for page in pages)
    found = [event for page in pages for event in page]
    assert [event.time for event in found] == sorted(event.time for event in events)
    assert in_order(found) == same(store, in_order(events))
    half = list(store.told_by(mine, START + timedelta(seconds=2), START + timedelta(seconds=3)))
    assert [event.value for page in half for event in in_order(page)] == [32.0, 33.0, 34.0]


async def test_texts_come_back_as_they_were_told(holding: Store, told: Told) -> None:
    events = [told(text, quantity="reminder.shown", after=n) for n, text in enumerate(TEXTS)]
    store = await holding(events)
    assert [event.value for event in store.span("h1", *SOME_TIME)] == TEXTS


async def test_a_store_that_was_told_nothing_is_empty(holding: Store) -> None:
    store = await holding([])
    assert (store.latest(), store.series(*SOME_TIME), store.per_hour("h1", *SOME_TIME)) == ([], [], [])
