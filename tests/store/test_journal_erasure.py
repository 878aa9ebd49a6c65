"""A home that is erased is gone from the file to the last byte; the others stay, and so does the order of arrival."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from care.errors import StoreError
from care.events import Event, Refusal
from store.folder import site_folder
from store.journal import Erased, Journal, JournalReader, erase_home
from store.journal.follower import JournalFollower

Told = Callable[..., Event]


async def fill(state: Path, told: Told, refusal: Callable[..., Refusal]) -> list[Event]:
    stays = [told(home="other-flat", after=n) for n in range(50)]
    goes = [told("Paracetamol", home="anna-flat", quantity="reminder.shown", after=n) for n in range(3000)]
    goes.append(told(home="anna-flat", quantity="tick", device="clock", after=9999))
    async with Journal.open(state, "north") as journal:
        await journal.keep(stays + goes, [refusal(home="anna-flat"), refusal(home="other-flat")])
        await journal.judged({"anna-flat": stays[0].time, "other-flat": stays[0].time})
        await journal.forwarded("influxdb", 3051)
    return stays


async def test_nothing_of_an_erased_home_is_left_in_the_files(
    state: Path, told: Told, refusal: Callable[..., Refusal]
) -> None:
    stays = await fill(state, told, refusal)
    assert erase_home(state, "north", "anna-flat") == Erased(events=3000, refusals=1)
    for file in site_folder(state, "north").iterdir():
        content = file.read_bytes()
        assert b"anna-flat" not in content
        assert b"Paracetamol" not in content
    with JournalReader.open(state, "north") as reader:
        assert reader.counts().by_home == {"other-flat": 50}
        assert {event.home for event in reader.latest()} == {"other-flat"}
        assert list(reader.judged()) == ["other-flat"]
        assert [refused.home for refused in reader.refusals()] == ["other-flat"]
        assert [event for _, event in reader.after(0)] == stays


async def test_what_arrives_after_an_erasure_is_still_ahead_of_every_cursor(
    state: Path, told: Told, refusal: Callable[..., Refusal]
) -> None:
    await fill(state, told, refusal)
    erase_home(state, "north", "anna-flat")
    new = told(home="other-flat", after=60_000)
    async with Journal.open(state, "north") as journal:
        await journal.keep([new])
    with JournalFollower.open(state, "north") as follower:
        assert [a.event for a in follower.arrivals(follower.cursors()["influxdb"], 10)] == [new]


async def test_erasing_again_or_what_never_was_is_harmless(
    state: Path, told: Told, refusal: Callable[..., Refusal]
) -> None:
    assert erase_home(state, "north", "anna-flat") == Erased(0, 0)
    await fill(state, told, refusal)
    erase_home(state, "north", "anna-flat")
    assert erase_home(state, "north", "anna-flat") == Erased(0, 0)


async def test_while_the_gateway_runs_erasing_is_refused(journal: Journal, state: Path, told: Told) -> None:
    await journal.keep([told()])
    with pytest.raises(StoreError, match="Stop it first"):
        erase_home(state, "north", "h1")


async def test_a_reader_that_was_open_learns_what_comes_after_an_erasure(
    state: Path, told: Told, refusal: Callable[..., Refusal]
) -> None:
    with JournalReader.open(state, "north") as reader:
        await fill(state, told, refusal)
        assert len(reader.latest()) == 3
        erase_home(state, "north", "anna-flat")
        again = told(home="anna-flat", after=1)
        async with Journal.open(state, "north") as journal:
            await journal.keep([again])
        assert reader.span("anna-flat", again.time, again.time + timedelta(seconds=1)) == [again]
