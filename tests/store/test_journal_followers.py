"""How far followers have come is durable, and each arrival is told once, with its place among those of its instant."""

from collections.abc import Callable
from pathlib import Path

from care.events import Event, Refusal
from store.journal import Journal, JournalFollower, JournalReader

Told = Callable[..., Event]


async def test_a_cursor_survives_a_restart_and_never_moves_backwards(state: Path, told: Told) -> None:
    async with Journal.open(state, "north") as journal:
        await journal.keep([told(after=n) for n in range(5)])
        await journal.forwarded("influxdb", 3)
        await journal.forwarded("influxdb", 2)
        await journal.forwarded("other", 1)
    with JournalReader.open(state, "north") as reader:
        assert reader.cursors() == {"influxdb": 3, "other": 1}


async def test_what_a_follower_passed_over_is_kept_as_a_refusal(
    journal: Journal, reader: JournalReader, refusal: Callable[..., Refusal]
) -> None:
    await journal.forwarded("influxdb", 3, [refusal(reason="not_forwarded")])
    assert reader.refusals_by_reason() == {"not_forwarded": 1}


async def test_values_of_one_instant_are_numbered_by_arrival(journal: Journal, state: Path, told: Told) -> None:
    await journal.keep([told(3.0, quantity="power"), told(1.0, quantity="power", after=1)])
    await journal.keep([told(2.0, quantity="power"), told(3.0, quantity="power"), told(9.0, quantity="power")])
    with JournalFollower.open(state, "north") as follower:
        arrivals = follower.arrivals(0, 10)
        assert [(a.event.value, a.before) for a in arrivals] == [(3.0, 0), (1.0, 0), (2.0, 1), (9.0, 2)]
        assert follower.arrivals(arrivals[1].seq, 1) == [arrivals[2]]
