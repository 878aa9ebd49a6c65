"""What a journal answers."""

import asyncio
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.events import Event, Refusal
from store.journal import Counts, Journal, JournalReader
from store.journal.keeper import KEPT_REFUSALS, LONGEST_TEXT
from tests.store.conftest import START

Told = Callable[..., Event]
Refused = Callable[..., Refusal]


async def test_events_come_in_order_of_arrival_after_a_number(
    journal: Journal, reader: JournalReader, told: Told
) -> None:
    events = [told(after=number) for number in (5, 3, 9, 1)]
    await journal.keep(events[:2])
    await journal.keep(events[2:])
    assert reader.after(0) == list(enumerate(events, start=1))
    assert reader.after(2) == [(3, events[2]), (4, events[3])]
    assert reader.after(0, limit=1) == [(1, events[0])]
    assert reader.after(reader.last_seq()) == []


async def test_a_span_has_its_start_but_not_its_end_and_is_in_the_order_of_rules(
    journal: Journal, reader: JournalReader, told: Told
) -> None:
    inside = [
        told(after=0),
        told(after=1, device="door", quantity="contact.open"),
        told(False, after=1),
        told(True, after=1),
        told(after=1.999999),
    ]
    outside = [told(after=-0.000001), told(after=2), told(after=1, home="h2")]
    await journal.keep([*reversed(inside), *outside])
    span = reader.span("h1", START, START + timedelta(seconds=2))
    assert span == inside == sorted(inside, key=lambda event: event.order)
    assert reader.span("h1", START, START + timedelta(seconds=2), {"contact.open"}) == [inside[1]]
    assert reader.span("h1", START, START + timedelta(seconds=2), []) == []
    assert reader.span("nowhere", START, START + timedelta(days=1)) == []


_readings = st.lists(
    st.tuples(st.sampled_from(["hall", "door"]), st.integers(0, 4), st.booleans()), min_size=1, max_size=12
)


@settings(max_examples=40, deadline=None)
@given(batches=st.lists(_readings, min_size=1, max_size=4))
def test_latest_is_the_newest_by_event_time_whatever_order_they_come_in(
    batches: list[list[tuple[str, int, bool]]],
) -> None:
    made = [
        [Event("s", "h", device, "motion", START + timedelta(seconds=at), value, START) for device, at, value in batch]
        for batch in batches
    ]

    async def keep(state: Path) -> list[Event]:
        async with Journal.open(state, "s") as journal:
            for batch in made:
                await journal.keep(batch)
            with JournalReader.open(state, "s") as reader:
                assert {event.identity for _, event in reader.after(0)} == {e.identity for b in made for e in b}
                return reader.latest("h")

    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(keep(Path(folder)))
    everything = [event for batch in made for event in batch]
    for device in {event.device for event in everything}:
        newest = max((event for event in everything if event.device == device), key=lambda event: event.order)
        assert [event for event in found if event.device == device] == [newest]


async def test_latest_is_of_one_home_or_of_all(journal: Journal, reader: JournalReader, told: Told) -> None:
    await journal.keep([told(home="h1"), told(home="h2"), told(21.0, home="h2", quantity="temperature")])
    assert reader.latest("h1") == [told(home="h1")]
    assert len(reader.latest("h2")) == 2
    assert len(reader.latest()) == 3


async def test_hours_are_counted_by_quantity(journal: Journal, reader: JournalReader, told: Told) -> None:
    await journal.keep(
        [
            told(after=0),
            told(after=3599, device="kitchen"),
            told(after=3600),
            told(after=10, device="door", quantity="contact.open"),
            told(after=10, home="h2"),
        ]
    )
    assert reader.per_hour("h1", START, START + timedelta(days=1)) == [
        (START, "contact.open", 1),
        (START, "motion", 2),
        (START + timedelta(hours=1), "motion", 1),
    ]
    assert reader.per_hour("h1", START, START + timedelta(seconds=1)) == [(START, "motion", 1)]


async def test_refusals_come_newest_first_and_by_home_and_connection(
    journal: Journal, reader: JournalReader, refusal: Refused
) -> None:
    first, second, third = refusal(1), refusal(2, connection="c2"), refusal(3, home="h2", reason="bad_topic")
    assert await journal.keep([], [first, second]) == 0
    await journal.keep([], [third])
    assert reader.refusals() == [third, second, first]
    assert reader.refusals(limit=1) == [third]
    assert reader.refusals(home="h1") == [second, first]
    assert reader.refusals(home="h1", connection="c2") == [second]
    assert reader.refusals_by_reason() == {"bad_topic": 1, "not_json": 2}
    assert reader.counts() == Counts(events=0, refusals=3, by_home={})


async def test_the_newest_refusals_are_kept_and_all_are_counted(
    state: Path, reader: JournalReader, refusal: Refused
) -> None:
    for part in range(3):
        async with Journal.open(state, "north") as journal:
            await journal.keep([], [refusal(part * 5000 + number) for number in range(5000)])
    kept = reader.refusals(limit=20_000)
    assert len(kept) == KEPT_REFUSALS
    assert (kept[0], kept[-1]) == (refusal(14_999), refusal(5_000))
    assert reader.refusals_by_reason() == {"not_json": 15_000}


async def test_what_a_stranger_sent_is_cut_and_made_readable(
    journal: Journal, reader: JournalReader, refusal: Refused
) -> None:
    sent = refusal()
    long = Refusal(*[getattr(sent, name) for name in ("site", "home", "connection")], "t" * 60_000, *_rest(sent))
    await journal.keep([], [long])
    (kept,) = reader.refusals()
    assert kept.topic == "t" * LONGEST_TEXT
    assert kept.excerpt == "half ?"


def _rest(sent: Refusal) -> tuple[str, str, str, str, str, object]:
    return (sent.reason, sent.field, sent.says, sent.mend, "half \ud83d", sent.received)


def test_a_site_that_told_nothing_yet_reads_as_empty(reader: JournalReader) -> None:
    assert (reader.last_seq(), reader.after(0), reader.latest(), reader.judged()) == (0, [], [], {})
    assert reader.counts() == Counts(0, 0, {})


async def test_a_reader_opened_first_sees_what_comes_later(reader: JournalReader, journal: Journal, told: Told) -> None:
    assert reader.latest() == []
    await journal.keep([told()])
    assert reader.latest() == [told()]


async def test_nothing_can_be_written_through_a_reader(journal: Journal, reader: JournalReader, told: Told) -> None:
    await journal.keep([told()])
    reader.latest()
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader._connection.execute("DELETE FROM events")


async def test_another_process_reads_while_the_gateway_writes(state: Path, journal: Journal, told: Told) -> None:
    await journal.keep([told(after=number) for number in range(10)])
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _COUNT_ON_DEMAND, str(state), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert await _ask(child) == b"10"
    await journal.keep([told(after=number) for number in range(30)])
    assert await _ask(child) == b"30"
    assert child.stdin is not None
    child.stdin.close()
    assert await child.wait() == 0


_COUNT_ON_DEMAND = """
import sys
from pathlib import Path
from store.journal import JournalReader
with JournalReader.open(Path(sys.argv[1]), "north") as reader:
    for line in sys.stdin:
        print(reader.counts().events, flush=True)
"""


async def _ask(child: asyncio.subprocess.Process) -> bytes:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(b"?\n")
    return (await child.stdout.readline()).strip()
