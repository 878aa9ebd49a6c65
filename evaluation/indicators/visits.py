"""Visits: how often at night, how long, how much of it with the person, and days that needed no more than planned."""

from collections.abc import Iterator, Sequence
from typing import Final

from alerts.load import Told
from care.visits import Kind, Visit
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
    contact, unknown = _contact(seen.visits)
    said = days.sums(by_day, unknown) == 0
    yield "contact_minutes", days.sums(by_day, contact) * said, lived * said
    minutes = days.sums(by_day, [visit.minutes for visit in seen.visits]) + _without_a_visit(seen)
    yield "staff_minutes", minutes, lived
    yield "cost", minutes * PRICES[WHO] / 60, lived


def _contact(those: Sequence[Visit]) -> tuple[list[float], list[float]]:
    """Give each visit's minutes with the person, and 1 for those of which that is not known, else 0.

    Where nobody said of a visit, as at the closing of an alert, it is the share of the visits of which somebody did,
    as long as these are half of a home's visits or more.
    """
    told = [(visit.minutes, visit.contact) for visit in those if visit.contact is not None]
    minutes = sum(one for one, _ in told)
    share = sum(contact for _, contact in told) / minutes if minutes and 2 * len(told) >= len(those) else None
    contact = [visit.minutes * (share or 0.0) if visit.contact is None else visit.contact for visit in those]
    return contact, [float(visit.contact is None and share is None) for visit in those]


def _without_a_visit(seen: Seen) -> Row:
    """Give by day the minutes that alerts took of staff who did not go there: who went is counted as a visit."""
    closed = [(one.alert.onset, minutes) for one in seen.alerts if (minutes := _minutes(one))]
    return seen.days.sums(seen.days.by_day([at for at, _ in closed]), [minutes for _, minutes in closed])


def _minutes(one: Told) -> float:
    closing = one.alert.closing
    return 0.0 if closing is None or closing.visit or closing.minutes is None else float(closing.minutes)
