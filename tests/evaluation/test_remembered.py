"""The past in memory answers as a journal of the same events does."""

from datetime import UTC, datetime, timedelta
from operator import attrgetter
from random import Random

from care.events import Event
from evaluation.past import past
from evaluation.remembered import Remembered

START = datetime(2026, 1, 14, tzinfo=UTC)
TELLS = [("hall", "motion"), ("door", "contact.open"), ("box", "online"), ("clock", "tick"), ("mat", "bed.occupied")]


async def test_it_answers_as_a_journal_of_the_same_events() -> None:
    rng = Random(7)
    events = []
    for _ in range(300):
        at = START + timedelta(minutes=rng.randint(0, 5 * 24 * 60))
        events.append(Event("s1", "h1", *rng.choice(TELLS), at, rng.random() < 0.5, at))
    remembered = Remembered()
    unique = {event.identity: event for event in events}
    for event in unique.values():
        remembered.add(event)
    since, until = START + timedelta(hours=11), START + timedelta(days=4, hours=3)
    async with past(events, "s1", "h1") as kept:
        by_device = attrgetter("device", "day")
        assert sorted(remembered.gaps(since, until), key=by_device) == sorted(kept.gaps(since, until), key=by_device)
        assert remembered.told({"motion", "online"}, since, until) == kept.told({"motion", "online"}, since, until)
        assert remembered.told({"motion"}, since, until, {"mat"}) == []
        newest = {(event.device, event.quantity, event.time) for event in kept.last(until)}
        assert {(event.device, event.quantity, event.time) for event in remembered.last(until)} == newest
