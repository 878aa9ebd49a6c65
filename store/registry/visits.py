"""Visits to homes, as staff told them, as files brought them, as simulated staff made them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from care.errors import Conflict
from care.visits import Visit
from store.registry import tables as t
from store.registry.database import Work
from store.registry.rows import not_found, read
from store.registry.visit_tables import visits

MOST: Final = 100_000
"""So many visits one home may have: thirty a day for nine years."""
MOST_AT_ONCE: Final = 500
T = TypeVar("T")
_TOLD: Final = [column for column in visits.c if column.name not in {"undone", "undone_by"}]


class Visits:
    """What was told stays; a mistaken visit is undone, and counts for nothing from then on."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, *new: Visit) -> int:
        """Keep visits, all or none; give how many are new, or count again after they had been undone.

        One that is there already, by its id, changes nothing. Raises NotFound for an unknown home or resident, and
        Conflict where a home has too many.
        """
        if not new:
            return 0
        with self._work.writing() as db:
            _must_be_of_somebody(db, new)
            there = {row.id: row.undone for row in _those(db, [one.id for one in new])}
            rows = {one.id: {**one.model_dump(), "undone": None, "undone_by": None} for one in reversed(new)}
            again = [rows[key] for key, undone in there.items() if undone is not None]
            fresh = [row for key, row in rows.items() if key not in there]
            _must_have_room(db, Counter(row["home"] for row in fresh))
            for row in again:
                db.execute(update(visits).where(visits.c.id == row["id"]).values(row))
            for some in _parts(fresh):
                db.execute(insert(visits), some)
            return len(fresh) + len(again)

    def known(self, ids: Collection[str]) -> dict[str, Visit]:
        """Give those of these visits that are there and count, by id."""
        with self._work.reading() as db:
            return {
                one.id: one
                for some in _parts(ids)
                for one in read(db, Visit, select(*_TOLD).where(visits.c.id.in_(some), visits.c.undone.is_(None)))
            }

    def undo(self, home: str, visit_id: str, by: str, at: datetime) -> Visit:
        """Take that a visit to a home was told by mistake; doing so again changes nothing. Raises NotFound."""
        theirs = (visits.c.home == home, visits.c.id == visit_id)
        with self._work.writing() as db:
            db.execute(update(visits).where(*theirs, visits.c.undone.is_(None)).values(undone=at, undone_by=by))
            for found in read(db, Visit, select(*_TOLD).where(*theirs)):
                return found
        raise not_found("visit", home=home, id=visit_id)

    def get(self, visit_id: str) -> Visit:
        """Give a visit that counts; raises NotFound."""
        for found in self.known([visit_id]).values():
            return found
        raise not_found("visit", id=visit_id)

    def of_home(self, home: str, since: datetime | None = None, until: datetime | None = None) -> list[Visit]:
        """Give a home's visits that began in [since, until), oldest first."""
        return self._read(visits.c.home == home, since, until, visits.c.began)

    def newest(self, home: str, most: int) -> list[Visit]:
        """Give the last visits of a home, the newest first."""
        return self._read(visits.c.home == home, None, None, visits.c.began.desc(), most)

    def days_with_any(self, homes: Collection[str], since: datetime, until: datetime) -> list[datetime]:
        """Give when visits to any of these homes began, in order: where there are none, nobody may have told them."""
        c = visits.c
        with self._work.reading() as db:
            query = select(c.began).where(c.home.in_(homes), c.began >= since, c.began < until, c.undone.is_(None))
            return [row.began for row in db.execute(query.order_by(c.began))]

    def _read(
        self,
        which: ColumnElement[bool],
        since: datetime | None,
        until: datetime | None,
        order: Any,
        most: int | None = None,
    ) -> list[Visit]:
        c = visits.c
        query = select(*_TOLD).where(which, c.undone.is_(None)).order_by(order, c.id).limit(most)
        if since is not None:
            query = query.where(c.began >= since)
        if until is not None:
            query = query.where(c.began < until)
        with self._work.reading() as db:
            return read(db, Visit, query)


def _parts(many: Iterable[T]) -> Iterator[list[T]]:
    """Give them in parts that a statement can take."""
    rest = iter(many)
    while some := list(islice(rest, MOST_AT_ONCE)):
        yield some


def _those(db: Connection, ids: Sequence[str]) -> Iterable[Any]:
    for some in _parts(ids):
        yield from db.execute(select(visits.c.id, visits.c.undone).where(visits.c.id.in_(some)))


def _must_have_room(db: Connection, coming: Mapping[str, int]) -> None:
    c = visits.c
    for some in _parts(coming):
        for row in db.execute(select(c.home, func.count().label("there")).where(c.home.in_(some)).group_by(c.home)):
            if row.there + coming[row.home] > MOST:
                raise Conflict(f"There are {row.there} visits to home '{row.home}', and no room for more than {MOST}.")


def _must_be_of_somebody(db: Connection, new: Sequence[Visit]) -> None:
    homes = {one.home for one in new}
    there = {row.id for some in _parts(homes) for row in db.execute(select(t.homes.c.id).where(t.homes.c.id.in_(some)))}
    if missing := sorted(homes - there):
        raise not_found("home", id=missing[0])
    c = t.residents.c
    named = {(one.home, one.resident) for one in new if one.resident is not None}
    living = {
        (row.home, row.id)
        for some in _parts({home for home, _ in named})
        for row in db.execute(select(c.home, c.id).where(c.home.in_(some)))
    }
    if strangers := sorted(named - living):
        raise not_found("resident", home=strangers[0][0], id=strangers[0][1])
