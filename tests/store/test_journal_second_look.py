"""What the journal keeps for the second look, and tells of the time before."""

from collections.abc import Callable
from datetime import timedelta

from care.events import Event
from store.journal import RULES, Journal, JournalReader
from tests.store.conftest import START

SECOND = timedelta(seconds=1)


async def test_what_arrived_for_a_time_that_was_judged_is_late(
    journal: Journal, reader: JournalReader, told: Callable[..., Event]
) -> None:
    await journal.keep([told(after=1), told(after=1, home="h2")])
    await journal.judged({"h1": START + 10 * SECOND, "h2": START}, seen=reader.last_seq())
    seen = reader.cursors()[RULES]
    await journal.keep(
        [
            told(after=9),
            told(after=4, device="door"),
            told(after=11),
            told(after=5, home="h2"),
            told(after=2, device="clock", quantity="tick"),
        ]
    )
    assert reader.late(seen) == {"h1": START + 4 * SECOND}


async def test_that_a_home_waits_is_kept_until_it_waits_no_more(journal: Journal, reader: JournalReader) -> None:
    await journal.judged({}, late={"h1": START, "h2": START + SECOND})
    assert reader.late(None) == {"h1": START, "h2": START + SECOND}
    await journal.judged({"h1": START}, late={"h1": None, "h2": START})
    assert reader.late(None) == {"h2": START}


async def test_the_newest_before_an_instant_is_told_for_each_device_and_quantity(
    journal: Journal, reader: JournalReader, told: Callable[..., Event]
) -> None:
    await journal.keep([told(after=n) for n in (1, 3, 5)] + [told(after=2, device="door", quantity="contact.open")])
    await journal.keep([told(after=4, home="h2"), told(after=1, device="clock", quantity="tick")])
    before = reader.last("h1", START + 5 * SECOND)
    assert [(event.device, event.time - START) for event in before] == [("door", 2 * SECOND), ("hall", 3 * SECOND)]


async def test_gaps_are_told_by_device_and_day_and_for_the_home_as_a_whole(
    journal: Journal, reader: JournalReader, told: Callable[..., Event]
) -> None:
    day = 86_400
    await journal.keep([told(after=n) for n in (10, 40, day - 5, day + 5)])
    await journal.keep([told(after=100, device="door", quantity="contact.open")])
    await journal.keep([told(after=50, device="box", quantity="online")])
    found = reader.gaps("h1", START, START + 2 * day * SECOND)
    assert sorted(found) == [
        ("", 0, 4, (day - 105) * SECOND),
        ("", 1, 1, 10 * SECOND),
        ("door", 0, 1, 0 * SECOND),
        ("hall", 0, 3, (day - 45) * SECOND),
        ("hall", 1, 1, 10 * SECOND),
    ]
