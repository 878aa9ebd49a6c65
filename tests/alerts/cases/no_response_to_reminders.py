"""Reminders not answered."""

from dataclasses import replace
from datetime import date, datetime

from alerts.hearing import ONLINE
from care.events import Event
from tests.alerts.flat import household, minutes, told
from tests.alerts.play import Cases, Play, at

SHOWN, CONFIRMED, MISSED = "reminder.shown", "reminder.confirmed", "reminder.missed"


def shown(time: datetime, text: str) -> Event:
    return told(time, "planner", SHOWN, text)


def confirmed(time: datetime, text: str) -> Event:
    return told(time, "planner", CONFIRMED, text)


def missed(time: datetime, text: str) -> Event:
    return told(time, "planner", MISSED, text)


def happens(day: date) -> Play:
    """Evening tea, the night's medicine, one that the planner itself calls missed; breakfast is answered."""
    tea, pill, turn, food = (at(day, "22:00"), at(day, "23:55"), at(day, "02:30", days=1), at(day, "07:30", days=1))
    events = (
        shown(tea, "Tea"),
        shown(pill, "Medicine"),
        shown(turn, "Turn over"),
        missed(turn + minutes(10), "Turn over"),
        shown(food, "Breakfast"),
        confirmed(food + minutes(2), "Breakfast"),
    )
    return Play(events, at(day, "09:00", days=1), ((turn + minutes(10), food + minutes(2)),))


def misses_one(day: date) -> Play:
    tea, pill, food = at(day, "22:00"), at(day, "23:55"), at(day, "07:30", days=1)
    events = (
        shown(tea, "Tea"),
        missed(tea + minutes(20), "Tea"),
        shown(pill, "Medicine"),
        confirmed(pill + minutes(29), "Medicine"),
        shown(food, "Breakfast"),
    )
    return Play(events, at(day, "09:00", days=1))


def told_twice(day: date) -> Play:
    """Two reminders, each shown again and then missed: two, not six."""
    events = [
        one
        for clock in ("22:00", "23:50")
        for one in (
            shown(at(day, clock), clock),
            shown(at(day, clock) + minutes(10), clock),
            missed(at(day, clock) + minutes(31), clock),
        )
    ]
    return Play(tuple(events), at(day, "09:00", days=1))


def days_between(day: date) -> Play:
    events = tuple(shown(at(day, "22:00", days=n), "Tea") for n in (-2, -1, 0))
    return Play(events, at(day, "09:00", days=1))


def not_charged(day: date) -> Play:
    """The planner is empty; whoever serves it says that its reminders were missed."""
    empty = told(at(day, "21:00"), "planner", "battery", value=2.0)
    clocks = (("22:00", 0), ("23:50", 0), ("02:30", 1), ("07:00", 1))
    events = (empty, *(missed(at(day, clock, days=n), clock) for clock, n in clocks))
    return Play(events, at(day, "09:00", days=1))


def offline(day: date) -> Play:
    gone = told(at(day, "22:10"), "box", ONLINE, value=False)
    shown_before = (shown(at(day, "22:00"), "Tea"), shown(at(day, "22:05"), "Medicine"), shown(at(day, "22:06"), "Bed"))
    return Play((*shown_before, gone), at(day, "09:00", days=1))


CASES = Cases(
    happens=happens,
    looks_like={"misses one": misses_one, "each told twice": told_twice, "one a day": days_between},
    no_data={"not charged": not_charged, "offline": offline},
    household=replace(household(), carried={"box": frozenset({"planner"})}),
)
