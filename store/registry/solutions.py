"""Solutions and needs: who has what tested, how far it has come, and what waits to be solved."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, insert, select, update

from care.errors import Conflict
from care.people import World
from care.solutions import COURSE, Need, Questionnaire, Solution, Step
from store.registry import solution_tables as s
from store.registry import tables as t
from store.registry.database import Work
from store.registry.rows import must_be_new, must_exist, not_found, read

MOST: Final = 200
"""So many solutions, and so many open needs, one organisation may have."""


class Solutions:
    """Solutions by id. Whatever is said of one can be said anew, but for its sandbox and whose it is."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, solution: Solution) -> None:
        """Keep a new solution.

        Raises NotFound for an unknown organisation, site or need; Conflict for an id in use, for a site of somebody
        else or where people live, and when the organisation has too many.
        """
        with self._work.writing() as db:
            must_exist(db, t.organisations, "organisation", id=solution.organisation)
            must_exist(db, t.sites, "site", id=solution.site)
            if solution.need is not None:
                must_exist(db, s.needs, "need", id=solution.need)
            ours = select(1).where(
                t.sites.c.id == solution.site,
                t.sites.c.organisation == solution.organisation,
                t.sites.c.world == World.TEST,
            )
            if db.execute(ours).first() is None:
                raise Conflict(f"Site '{solution.site}' is no test site of this organisation; choose another one.")
            must_be_new(db, s.solutions, "solution", id=solution.id)
            _must_have_room(db.execute(_count(s.solutions, solution.organisation)).scalar(), "solutions")
            db.execute(insert(s.solutions).values(**_row(solution)))

    def describe(
        self,
        solution_id: str,
        *,
        version: str | None = None,
        need: str | None = None,
        answers: Questionnaire | None = None,
        plan: str | None = None,
        agreements: str | None = None,
    ) -> Solution:
        """Say what is given anew; raises NotFound."""
        given = {
            "version": version,
            "need": need,
            "answers": None if answers is None else answers.model_dump(mode="json"),
            "plan": plan,
            "agreements": agreements,
        }
        values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        with self._work.writing() as db:
            if need is not None:
                must_exist(db, s.needs, "need", id=need)
            if values:
                db.execute(update(s.solutions).where(s.solutions.c.id == solution_id).values(**values))
        return self.get(solution_id)

    def advance(self, solution_id: str, to: Step) -> Solution:
        """Take its next step; raises NotFound, Conflict when ``to`` is not the step after the one that is reached."""
        before = COURSE[COURSE.index(to) - 1] if to is not Step.APPLICATION else None
        with self._work.writing() as db:
            c = s.solutions.c
            moved = db.execute(
                update(s.solutions).where(c.id == solution_id, c.reached == before).values(reached=to)
            ).rowcount
        found = self.get(solution_id)
        if not moved:
            raise Conflict(f"It has reached {found.reached}; {to} is not the step after that. Nothing was changed.")
        return found

    def get(self, solution_id: str) -> Solution:
        """Give a solution; raises NotFound."""
        for found in self._read(select(s.solutions).where(s.solutions.c.id == solution_id)):
            return found
        raise not_found("solution", id=solution_id)

    def all(self, organisations: Collection[str] | None = None) -> list[Solution]:
        """Give the solutions of these organisations, or all, the newest first."""
        query = select(s.solutions).order_by(s.solutions.c.created.desc(), s.solutions.c.id)
        if organisations is not None:
            query = query.where(s.solutions.c.organisation.in_(organisations))
        return self._read(query)

    def _read(self, query: Select[Any]) -> list[Solution]:
        with self._work.reading() as db:
            return read(db, Solution, query)


class Needs:
    """Needs by id; closed ones are kept."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, need: Need) -> None:
        """Keep a new need; raises NotFound for an unknown organisation, Conflict for an id in use and for too many."""
        with self._work.writing() as db:
            must_exist(db, t.organisations, "organisation", id=need.organisation)
            must_be_new(db, s.needs, "need", id=need.id)
            still_open = _count(s.needs, need.organisation).where(s.needs.c.closed.is_(None))
            _must_have_room(db.execute(still_open).scalar(), "open needs")
            db.execute(insert(s.needs).values(**need.model_dump()))

    def own(self, need_id: str, owner: str) -> Need:
        """Let a person answer for it; raises NotFound."""
        with self._work.writing() as db:
            must_exist(db, t.people, "person", id=owner)
            db.execute(update(s.needs).where(s.needs.c.id == need_id).values(owner=owner))
        return self.get(need_id)

    def close(self, need_id: str, at: datetime) -> Need:
        """Take it off the board; doing so again changes nothing. Raises NotFound."""
        with self._work.writing() as db:
            c = s.needs.c
            db.execute(update(s.needs).where(c.id == need_id, c.closed.is_(None)).values(closed=at))
        return self.get(need_id)

    def get(self, need_id: str) -> Need:
        """Give a need, closed or not; raises NotFound."""
        with self._work.reading() as db:
            for found in read(db, Need, select(s.needs).where(s.needs.c.id == need_id)):
                return found
        raise not_found("need", id=need_id)

    def all(self, *, include_closed: bool = False) -> list[Need]:
        """Give the needs, the newest first: the needs board is for everybody."""
        query = select(s.needs).order_by(s.needs.c.created.desc(), s.needs.c.id)
        if not include_closed:
            query = query.where(s.needs.c.closed.is_(None))
        with self._work.reading() as db:
            return read(db, Need, query)


def _row(solution: Solution) -> dict[str, Any]:
    row = solution.model_dump()
    return row | {
        "kinds": sorted(solution.kinds),
        "answers": solution.answers.model_dump(mode="json"),
        "reached": str(solution.reached),
    }


def _count(table: Any, organisation: str) -> Select[Any]:
    return select(func.count()).select_from(table).where(table.c.organisation == organisation)


def _must_have_room(count: int | None, what: str) -> None:
    if (count or 0) >= MOST:
        raise Conflict(f"There are {MOST} {what} of this organisation, and no room for more. Close or reuse one.")
