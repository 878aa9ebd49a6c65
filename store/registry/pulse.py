"""The staff's pulse: counts only, so that nobody can be told apart; shown by whole weeks with enough answers."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from care.clock import Now
from care.errors import Conflict, Reason, Refused
from care.pulse import FEWEST, LEAST, MOST, QUESTIONS, PulseWeek, monday_of
from store.registry import answer_tables as a
from store.registry import tables as t
from store.registry.database import Work
from store.registry.rows import exists, must_exist

_EVERYWHERE: Final = timedelta(hours=12)
WEEKS_KEPT: Final = 520
"""So many weeks are given at most, the newest."""


class Pulse:
    """What a unit's staff said of their load.

    What one person answered is added to counts in the transaction that notes that they have answered; neither when
    nor in which order is kept. A week's figures come out when it is over and never change again, and only with FEWEST
    answers or more. So no two looks, at whatever weeks or units, tell of fewer people than that.
    """

    def __init__(self, work: Work, now: Now) -> None:
        self._work = work
        self._now = now

    def give(self, site: str, person: str, today: date, points: Mapping[str, int]) -> None:
        """Count a person's answers to all QUESTIONS in this week; ``today`` is their unit's local day.

        Raises Refused for anything but all questions from LEAST to MOST, Conflict when they have answered this week.
        """
        _check(points)
        week = {"site": site, "monday": monday_of(today).isoformat()}
        with self._work.writing() as db:
            must_exist(db, t.sites, "site", id=site)
            if exists(db, a.pulse_given, **week, person=person):
                raise Conflict("You have answered this week. Thank you; come back next week.")
            c = a.pulse_given.c
            db.execute(delete(a.pulse_given).where(c.site == site, c.monday < week["monday"]))
            db.execute(insert(a.pulse_given).values(**week, person=person))
            for question, chosen in points.items():
                _count(db, {**week, "question": question, "points": chosen})

    def has_given(self, site: str, person: str, today: date) -> bool:
        """Tell whether a person has answered this week."""
        monday = monday_of(today).isoformat()
        with self._work.reading() as db:
            return exists(db, a.pulse_given, site=site, monday=monday, person=person)

    def weeks(self, site: str, today: date | None = None) -> list[PulseWeek]:
        """Give the weeks that may be shown, the oldest first: those that are over with FEWEST answers or more.

        ``today`` is by the unit's clock where that is its own; left out, a week is over when it is everywhere on earth.
        """
        c = a.pulse.c
        monday = monday_of(today or (self._now() - _EVERYWHERE).date())
        query = select(a.pulse).where(c.site == site, c.monday < monday.isoformat()).order_by(c.monday)
        sums: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(QUESTIONS, 0))
        numbers: dict[str, int] = defaultdict(int)
        with self._work.reading() as db:
            for row in db.execute(query):
                if row.question not in QUESTIONS:
                    continue
                sums[row.monday][row.question] += row.points * row.answers
                numbers[row.monday] += row.answers
        found = [
            PulseWeek(site, date.fromisoformat(monday), numbers[monday] // len(QUESTIONS), of)
            for monday, of in sums.items()
            if numbers[monday] // len(QUESTIONS) >= FEWEST
        ]
        return found[-WEEKS_KEPT:]


def _check(points: Mapping[str, int]) -> None:
    for question in QUESTIONS:
        if question not in points:
            says = f"Question '{question}' is not answered."
            raise Refused(Reason.OUT_OF_RANGE, says, mend="Answer all, or leave the whole form.", field=question)
    for question, chosen in points.items():
        if question not in QUESTIONS:
            says = f"There is no question '{question}'."
            raise Refused(Reason.OUT_OF_RANGE, says, mend=f"There are: {', '.join(QUESTIONS)}.", field=question)
        if not LEAST <= chosen <= MOST:
            says = f"{chosen} is no answer."
            raise Refused(Reason.OUT_OF_RANGE, says, mend=f"Choose from {LEAST} to {MOST}.", field=question)


def _count(db: Connection, key: Mapping[str, object]) -> None:
    of = [a.pulse.c[name] == value for name, value in key.items()]
    if db.execute(update(a.pulse).where(*of).values(answers=a.pulse.c.answers + 1)).rowcount == 0:
        db.execute(insert(a.pulse).values(**key, answers=1))
