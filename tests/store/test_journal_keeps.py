"""What a journal keeps, and what changes nothing."""

import asyncio
import dataclasses
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from care.errors import StoreError
from care.events import Event
from care.quantities import Value
from store.journal import Journal, JournalReader
from store.journal.keeper import Keeper
from store.journal.schema import journal_path
from store.journal.writer import MOST_ROWS

Told = Callable[..., Event]


@pytest.mark.parametrize(
    ("quantity", "value"),
    [
        ("motion", True),
        ("motion", False),
        ("temperature", 21.5),
        ("temperature", 1.0),
        ("temperature", 0.1 + 0.2),
        ("temperature", -0.0),
        ("reminder.shown", "Ta medicin – åäö 💊"),
        ("reminder.shown", "1"),
        ("reminder.shown", ""),
    ],
)
async def test_a_reading_is_read_back_as_it_was_told(
    journal: Journal, reader: JournalReader, told: Told, quantity: str, value: Value
) -> None:
    event = told(value, quantity=quantity, after=0.123456, received=7)
    assert await journal.keep([event]) == 1
    (kept,) = reader.latest()
    assert kept == event
    assert type(kept.value) is type(value)


async def test_a_number_given_whole_is_a_number_not_a_bool(journal: Journal, reader: JournalReader, told: Told) -> None:
    await journal.keep([told(1, quantity="temperature")])
    assert repr(reader.latest()[0].value) == "1.0"
    assert await journal.keep([told(1.0, quantity="temperature")]) == 0


async def test_the_same_told_again_changes_nothing(journal: Journal, reader: JournalReader, told: Told) -> None:
    first = told(received=1)
    again = dataclasses.replace(first, received=first.received + timedelta(hours=1))
    assert await journal.keep([first]) == 1
    assert await journal.keep([again, again]) == 0
    assert reader.latest() == [first]
    assert [event for _, event in reader.after(0)] == [first]
    assert reader.counts().events == 1


async def test_twice_in_one_message_is_kept_once(journal: Journal, reader: JournalReader, told: Told) -> None:
    assert await journal.keep([told(), told(), told(after=1)]) == 2
    assert reader.counts().by_home == {"h1": 2}


async def test_on_and_off_at_one_instant_are_both_kept(journal: Journal, reader: JournalReader, told: Told) -> None:
    assert await journal.keep([told(True), told(False)]) == 2
    assert [event.value for _, event in reader.after(0)] == [True, False]
    assert [event.value for event in reader.latest()] == [True]


async def test_ticks_are_kept_but_not_counted(journal: Journal, reader: JournalReader, told: Told) -> None:
    assert await journal.keep([told(device="clock", quantity="tick"), told()]) == 2
    assert reader.counts().events == 1
    assert reader.last_seq() == 2


async def test_judged_never_moves_backwards(journal: Journal, reader: JournalReader, told: Told) -> None:
    now = told().time
    await journal.keep([told()])
    assert reader.judged() == {}
    await journal.judged({"h1": now, "h2": now})
    await journal.judged({"h1": now - timedelta(hours=1), "h2": now + timedelta(hours=1)})
    assert reader.judged() == {"h1": now, "h2": now + timedelta(hours=1)}
    assert reader.counts().by_home == {"h1": 1}


async def test_what_waits_while_the_writer_is_busy_shares_one_transaction(
    state: Path, journal: Journal, reader: JournalReader, told: Told
) -> None:
    commits = _count_commits(journal)
    with _busy(state):
        waiting = [asyncio.create_task(journal.keep([told(after=number)])) for number in range(100)]
        await asyncio.sleep(0)  # each has handed in its event
    assert await asyncio.gather(*waiting) == [1] * 100
    assert len(commits) == 1
    assert [event.time for _, event in reader.after(0)] == [told(after=number).time for number in range(100)]


async def test_a_transaction_takes_no_more_once_it_is_full(state: Path, journal: Journal, told: Told) -> None:
    commits = _count_commits(journal)
    with _busy(state):
        waiting = [
            asyncio.create_task(journal.keep([told(after=part * 9999 + number) for number in range(MOST_ROWS // 2)]))
            for part in range(4)
        ]
        await asyncio.sleep(0)
    assert await asyncio.gather(*waiting) == [MOST_ROWS // 2] * 4
    assert len(commits) == 2


@pytest.mark.parametrize("bad", ["half a surrogate \ud83d", float("nan")])
async def test_an_event_that_cannot_be_written_fails_its_own_call_only(
    state: Path, journal: Journal, reader: JournalReader, told: Told, bad: Value
) -> None:
    with _busy(state):
        waiting = [
            asyncio.create_task(journal.keep([told()])),
            asyncio.create_task(journal.keep([told(after=1), told(bad, quantity="reminder.shown")])),
            asyncio.create_task(journal.keep([told(after=2)])),
        ]
        await asyncio.sleep(0)
    first, broken, last = await asyncio.gather(*waiting, return_exceptions=True)
    assert (first, last) == (1, 1)
    assert isinstance(broken, ValueError)
    assert reader.counts().events == 2


async def test_an_event_of_another_site_is_not_taken(journal: Journal, told: Told) -> None:
    with pytest.raises(ValueError, match="site 'south' came to the journal of site 'north'"):
        await journal.keep([dataclasses.replace(told(), site="south")])


async def test_after_a_failed_write_the_next_one_is_tried_anew(
    journal: Journal, reader: JournalReader, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    await journal.keep([told()])
    with monkeypatch.context() as broken:

        def fail(_keeper: Keeper) -> None:
            raise sqlite3.OperationalError("disk I/O error")

        broken.setattr(Keeper, "commit", fail)
        with pytest.raises(StoreError, match="disk I/O error"):
            await journal.keep([told(device="new"), told(after=1)])
    assert reader.counts().events == 1
    assert await journal.keep([told(device="new"), told(after=1)]) == 2
    assert [(event.device, event.time) for _, event in reader.after(0)] == [
        ("hall", told().time),
        ("new", told().time),
        ("hall", told(after=1).time),
    ]


async def test_a_caller_that_gave_up_does_not_disturb_the_others(
    state: Path, journal: Journal, reader: JournalReader, told: Told
) -> None:
    with _busy(state):
        gone = asyncio.create_task(journal.keep([told()]))
        stays = asyncio.create_task(journal.keep([told(after=1)]))
        await asyncio.sleep(0)
        gone.cancel()
    assert await stays == 1
    assert reader.counts().events == 2


async def test_closing_finishes_what_was_handed_in_and_takes_no_more(state: Path, told: Told) -> None:
    journal = Journal.open(state, "north")
    waiting = [asyncio.create_task(journal.keep([told(after=number)])) for number in range(50)]
    await asyncio.sleep(0)
    journal.close()
    journal.close()
    assert await asyncio.gather(*waiting) == [1] * 50
    with pytest.raises(StoreError, match="closed"):
        await journal.keep([told()])


async def test_numbers_of_arrival_go_on_after_reopening(state: Path, reader: JournalReader, told: Told) -> None:
    for number in range(3):
        async with Journal.open(state, "north") as journal:
            await journal.keep([told(after=number)])
    assert [number for number, _ in reader.after(0)] == [1, 2, 3]


def _count_commits(journal: Journal) -> list[str]:
    commits: list[str] = []
    journal._connection.set_trace_callback(lambda said: commits.append(said) if said == "COMMIT" else None)
    return commits


class _busy:  # noqa: N801 - reads as a word
    """Hold the file's write lock, so that the writer has to wait before its transaction."""

    def __init__(self, state: Path) -> None:
        self._path = journal_path(state, "north")

    def __enter__(self) -> None:
        self._connection = sqlite3.connect(self._path, isolation_level=None)
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self._connection.execute("ROLLBACK")
        self._connection.close()
