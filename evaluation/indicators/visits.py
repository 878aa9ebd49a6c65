"""Visits: how often at night, how long, how much of it with the person, and days that needed no more than planned."""

from collections.abc import Iterator
from typing import Final

from alerts.load import Told
from care.visits import Kind
from evaluation.benefit.terms import PRICES
from evaluation.indicators.days import Row
from evaluation.indicators.seen import Counted, Seen

WHO: Final = "assistant_nurse"
"""Whose hour the cost is reckoned by."""


def visits(seen: Seen) -> Iterator[Counted]:
    """Count visits and minutes by day, where visits are recorded at all."""
    days = seen.days
    known = seen.unit.recorded * (1.0 if seen.visits else 0.0)
    lived = known * seen.residents
    at_night = days.by_night([visit.began for visit in seen.night_visits])
    yield "night_visits", days.sums(at_night), lived
    extra = days.sums(days.by_day([visit.began for visit in seen.visits if visit.kind is not Kind.PLANNED]))
    yield "independence", known * (extra == 0), known
    by_day = days.by_day([visit.began for visit in seen.visits])
    contact = days.sums(by_day, [visit.contact or 0.0 for visit in seen.visits])
    told = days.sums(days.by_day([visit.began for visit in seen.visits if visit.contact is None])) == 0
    yield "contact_minutes", contact * told, lived * told
    minutes = days.sums(by_day, [visit.minutes for visit in seen.visits]) + _without_a_visit(seen)
    yield "staff_minutes", minutes, lived
    yield "cost", minutes * PRICES[WHO] / 60, lived


def _without_a_visit(seen: Seen) -> Row:
    """Give by day the minutes that alerts took of staff who did not go there: who went is counted as a visit."""
    closed = [(one.alert.onset, minutes) for one in seen.alerts if (minutes := _minutes(one))]
    return seen.days.sums(seen.days.by_day([at for at, _ in closed]), [minutes for _, minutes in closed])


def _minutes(one: Told) -> float:
    closing = one.alert.closing
    return 0.0 if closing is None or closing.visit or closing.minutes is None else float(closing.minutes)
