"""What a connection told, for whoever watches: in the order it came, also what was told again and what was refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from care.events import Event, Refusal
from store.journal import Ends, Journal, JournalReader, Whose, erase_home, feed
from store.journal.keeper import KEPT_REPEATS, REPEATS_A_BATCH
from tests.store.conftest import START

Told = Callable[..., Event]
Refused = Callable[..., Refusal]
NOTHING = Ends(0, 0, 0)


def said(found: list[feed.Numbered[Event]]) -> list[Event]:
    return [one.said for one in found]


async def test_it_holds_what_these_devices_told_in_the_order_it_came_without_ticks(
    journal: Journal, reader: JournalReader, told: Told
) -> None:
    ours = [told(after=9), told(after=3, device="door", quantity="contact.open")]
    await journal.keep([ours[0], told(after=1, home="h2"), told(after=2, device="bed"), ours[1]])
    await journal.keep([told(after=10, quantity="tick")])
    until = reader.feed.ends()
    assert said(reader.feed.arrived(Whose("h1", frozenset({"hall", "door"})), NOTHING, until, 10)) == ours
    assert said(reader.feed.arrived(Whose("h1", frozenset({"hall", "door"})), NOTHING, until, 1)) == ours[1:]
    assert reader.feed.arrived(Whose("h1", frozenset({"hall", "door"})), until, until, 10) == []


async def test_what_is_told_again_is_there_and_changed_nothing(
    journal: Journal, reader: JournalReader, told: Told
) -> None:
    await journal.keep([told(after=1)])
    again = told(after=1, received=60)
    await journal.keep([told(after=2), again, told(after=2, received=61)])
    until = reader.feed.ends()
    assert said(reader.feed.repeated(Whose("h1", frozenset({"hall"})), NOTHING, until, 10)) == [
        again,
        told(after=2, received=61),
    ]
    assert reader.feed.repeated(Whose("h1", frozenset({"door"})), NOTHING, until, 10) == []
    assert reader.counts().events == 2


async def test_only_so_much_of_what_is_told_again_is_noted(journal: Journal, reader: JournalReader, told: Told) -> None:
    many = [told(after=number) for number in range(REPEATS_A_BATCH + 10)]
    for _time in range(2 + KEPT_REPEATS // REPEATS_A_BATCH):
        await journal.keep(many)
    noted = reader.feed.repeated(Whose("h1", frozenset({"hall"})), NOTHING, reader.feed.ends(), 10 * KEPT_REPEATS)
    assert len(noted) == KEPT_REPEATS
    assert noted[-1].said == many[-1]


async def test_what_was_refused_of_a_connection_comes_with_its_number(
    journal: Journal, reader: JournalReader, refusal: Refused
) -> None:
    await journal.keep([], [refusal(1), refusal(2, connection="c2"), refusal(3)])
    until = reader.feed.ends()
    assert until == Ends(0, 0, 3)
    assert reader.feed.refused("c1", "h1", NOTHING, until, 10) == [(1, refusal(1)), (3, refusal(3))]
    assert reader.feed.refused("c1", "h1", NOTHING._replace(refusals=1), until, 10) == [(3, refusal(3))]
    assert reader.feed.refused("c1", "h1", NOTHING, until, 1) == [(3, refusal(3))]


async def test_what_nobody_says_they_were_refused_is_of_the_home(
    journal: Journal, reader: JournalReader, refusal: Refused
) -> None:
    await journal.keep([], [refusal(1, connection="-"), refusal(2, connection="-", home="h2")])
    assert reader.feed.refused("c1", "h1", NOTHING, reader.feed.ends(), 10) == [(1, refusal(1, connection="-"))]


async def test_a_quiet_connection_on_a_busy_site_is_found_all_the_same(
    journal: Journal, reader: JournalReader, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "SCANNED", 5)
    quiet = [told(after=number) for number in range(3)]
    await journal.keep([*quiet[:2], *(told(after=number, device="busy") for number in range(20)), quiet[2]])
    assert said(reader.feed.lately(Whose("h1", frozenset({"hall"})), reader.feed.ends(), 10)) == quiet
    assert said(reader.feed.lately(Whose("h1", frozenset({"hall"})), reader.feed.ends(), 2)) == quiet[1:]


async def test_one_that_listens_is_heard_in_all_homes(journal: Journal, reader: JournalReader, told: Told) -> None:
    alerts = [told("{}", home=home, device="c-1", quantity="button") for home in ("h1", "h2")]
    await journal.keep([*alerts, told(home="h2")])
    assert said(reader.feed.lately(Whose("h1", frozenset(), "c-1"), reader.feed.ends(), 9)) == alerts


async def test_the_newest_of_each_series_come_by_the_time_that_they_told(
    journal: Journal, reader: JournalReader, told: Told
) -> None:
    late, soon = told(after=1), told(after=5)
    door = told(after=2, device="door", quantity="contact.open")
    await journal.keep([soon, door, late])
    assert said(reader.feed.newest(Whose("h1", frozenset({"hall", "door"})), 1)) == [soon, door]
    assert said(reader.feed.newest(Whose("h1", frozenset({"hall", "door"})), 9, START + timedelta(seconds=2))) == [
        soon,
        door,
    ]


async def test_nothing_of_an_erased_home_is_left_of_what_was_told_again(state: Path, told: Told) -> None:
    secret = replace(told(after=1), value="secret", quantity="reminder.shown")
    async with Journal.open(state, "north") as journal:
        await journal.keep([secret])
        await journal.keep([secret])
    erase_home(state, "north", "h1")
    with JournalReader.open(state, "north") as reader:
        assert reader.feed.repeated(Whose("h1", frozenset({"hall"})), NOTHING, Ends(9, 9, 9), 10) == []
        assert reader.feed.ends() == NOTHING
