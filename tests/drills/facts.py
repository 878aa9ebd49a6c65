"""What homes tell in the drills, and the alerts that these facts demand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from random import Random
from zoneinfo import ZoneInfo

from alerts.household import Household
from care.clock import ClockKind
from care.events import CLOCK, TICK, Event
from care.quantities import Value
from care.situations import SITUATIONS
from devices import topics
from devices.dialects.senml import pack
from evaluation.backtest import Key, backtest

EVENING = datetime(2026, 1, 14, 21, tzinfo=UTC)
STEP = timedelta(seconds=10)
ZONE = ZoneInfo("Europe/Stockholm")

Message = tuple[str, bytes]


def told(
    home: str, moment: datetime, device: str = "hall", quantity: str = "motion", value: Value = True, site: str = "a"
) -> Event:
    return Event(site, home, device, quantity, moment, value, moment)


def night(home: str, number: int, *, site: str = "a", step: timedelta = STEP) -> list[Event]:
    """So many events of a long night: movement, and now and then the door and then stillness; ticks between."""
    events: list[Event] = []
    moment = EVENING
    for count in range(1, number + 1):
        if count % 200 == 100:
            events.append(told(home, moment, "door", "contact.open", site=site))
            moment += timedelta(minutes=25)
        else:
            events.append(told(home, moment, site=site))
            moment += step
        if count % 100 == 0:
            events.append(told(home, moment - step / 2, CLOCK, TICK, site=site))
    events.append(told(home, moment + timedelta(hours=1), CLOCK, TICK, site=site))
    return events


def two_days(home: str, until: datetime, rng: Random) -> Iterator[Event]:
    """48 hours up to ``until``: each night somebody goes out and stays away, and now and then presses the button."""
    moment = until - timedelta(hours=48)
    out: set[object] = set()
    while moment < until - timedelta(minutes=45):
        yield told(home, moment, "hall", "motion", rng.random() < 0.5)
        moment += timedelta(seconds=rng.uniform(60, 900))
        local = moment.astimezone(ZONE)
        if local.hour in {0, 1, 2, 3} and local.date() not in out:
            out.add(local.date())
            yield told(home, moment, "door", "contact.open")
            moment += timedelta(minutes=rng.uniform(15, 40))
        if rng.random() < 0.02:
            yield told(home, moment, "button", "alarm.button")
            moment += timedelta(seconds=5)
    yield told(home, moment)


def demanded(household: Household, facts: Iterable[Event], until: datetime) -> set[Key]:
    """Give the alerts of an undisturbed run: every fact in its order, and a clock that ends at ``until``.

    Without technical ones: that nothing was told for a while is true whatever is told later.
    """
    in_order = sorted((event for event in facts if event.quantity != TICK), key=lambda event: event.order)
    end = told(household.home, until, CLOCK, TICK, site=household.site)
    found = backtest(replace(household, clock=ClockKind.OWN), [*in_order, end])
    return {one.key for one in found if not SITUATIONS[one.situation].technical}


def messages(events: Iterable[Event]) -> list[Message]:
    """One message for each event, ticks where ticks go."""
    return [packed([event]) for event in events]


def packs(events: Iterable[Event]) -> list[Message]:
    """One message for all that was told between two ticks, and one for each tick."""
    return [packed(list(group)) for _, group in groupby(events, key=lambda event: event.quantity == TICK)]


def packed(events: Sequence[Event]) -> Message:
    """One message for all these events of one home, which are ticks or are none."""
    first = events[0]
    if first.quantity == TICK:
        return topics.clock(first.site, first.home), pack([(TICK, True, event.time) for event in events])
    return (
        topics.events(first.site, first.home, connection(first.home)),
        pack([(f"{event.device}/{event.quantity}", event.value, event.time) for event in events]),
    )


def connection(home: str) -> str:
    """The one connection of a home."""
    return f"c-{home}"
