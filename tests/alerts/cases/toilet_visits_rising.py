"""More toilet visits than usual."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from alerts.rules.toilet_visits_rising import ToiletVisitsRising
from care.events import Event
from care.people import Placement
from tests.alerts.flat import LONG_AGO, STOCKHOLM, household, minutes, told
from tests.alerts.play import Cases, Play, at

HOME = replace(
    household(),
    placements=(*household().placements, Placement(device="wc", home="h1", room="bathroom", since=LONG_AGO)),
)
BY_DAY = ("09:59", "12:30", "15:00", "18:30", "21:00")
AT_NIGHT = ("23:59", "02:30")
BURNING = ("10:30", "11:30", "13:30", "14:20", "16:10", "17:00", "19:40", "20:20", "22:30", "01:00", "03:40", "05:10")


def looked_at(day: date, *, days: int) -> datetime:
    """When the days are looked at on that date: the rule's first time after the midnight before."""
    rule = ToiletVisitsRising(HOME)
    return rule._after(at(day, "00:00", days=days))


def visits(day: date, clocks: Sequence[str], *, days: int) -> Iterator[Event]:
    """A day of visits, from the morning until the next: two movements in each, which are one visit."""
    for clock in clocks:
        time = at(day, clock, days=days + (clock < "09:00"))
        yield told(time, "wc")
        yield told(time + minutes(2), "wc", "flush" if clock < "12:00" else "motion")


def days(day: date, *plans: Sequence[str]) -> tuple[Event, ...]:
    """One plan a day, the last that which ends on the morning after ``day``."""
    first = 1 - len(plans)
    events = [event for n, plan in enumerate(plans) for event in visits(day, plan, days=first + n)]
    return tuple(sorted(events, key=lambda event: event.order))


USUAL = (*BY_DAY, *AT_NIGHT)
ILL = (*USUAL, *BURNING)


def infection(day: date) -> Play:
    """Two weeks as usual, four days ill from two days before on; well again."""
    events = days(day + timedelta(days=5), *[USUAL] * 14, *[ILL] * 4, *[USUAL] * 3)
    raised = looked_at(day, days=1)
    return Play(events, at(day, "12:00", days=7), ((raised, raised_over(day)),))


def raised_over(day: date) -> datetime:
    return looked_at(day, days=5)


def party(day: date) -> Play:
    """One evening of visitors who use the bathroom until late."""
    late = tuple(f"{hour:02}:{minute:02}" for hour in (19, 20, 22, 23, 0, 1) for minute in (5, 20, 40))
    return Play(days(day, *[USUAL] * 14, (*USUAL, *late), *[USUAL] * 4), at(day, "12:00", days=2))


def new_home(day: date) -> Play:
    """Ill, but nobody knows yet what is usual here."""
    return Play(days(day, *[USUAL] * 5, *[ILL] * 3), at(day, "12:00", days=2))


def sensor_was_gone(day: date) -> Play:
    """Away for eleven days of the fourteen that would say what is usual."""
    return Play(days(day, *[USUAL] * 6, *[()] * 9, *[ILL] * 3), at(day, "12:00", days=2))


CASES = Cases(
    happens=infection,
    looks_like={"a late party": party},
    no_data={"a new home": new_home, "away or not heard": sensor_was_gone},
    household=HOME,
)
assert HOME.zone == STOCKHOLM  # the plays are by its clock
