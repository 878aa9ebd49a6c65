"""Questionnaires that were filled in: added, taken back when they were a mistake, never changed."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from care.errors import Conflict, NotFound
from care.questionnaires import Answered, Lent
from store.registry import tables as t
from store.registry.answer_tables import answers, lent
from store.registry.database import Work
from store.registry.rows import must_exist, not_found, read

MOST_LENT: Final = 100
"""So many questionnaires of one home may wait to be answered without a login."""
MOST: Final = 5000
"""So many questionnaires one home may have."""

_MANY: Final = 500


class Answers:
    """What was answered, home by home."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, one: Answered) -> bool:
        """Keep a filled-in questionnaire; False when the very same is kept already, by its id.

        Raises NotFound for an unknown home or resident, Conflict for another under this id, or when there are too
        many.
        """
        with self._work.writing() as db:
            return _add(db, one)

    def add_all(self, many: Collection[Answered]) -> int:
        """Keep many, all or none of them; give how many were new. Raises as ``add``."""
        with self._work.writing() as db:
            return sum([_add(db, one) for one in many])

    def remove(self, answer: str, *, by: str, at: datetime) -> Answered:
        """Take one back: it counts no more, and stays as removed. Doing it again changes nothing."""
        with self._work.writing() as db:
            found = _read(db, select(answers).filter_by(id=answer))
            if not found:
                raise not_found("answered questionnaire", id=answer)
            if found[0].removed is not None:
                return found[0]
            db.execute(update(answers).where(answers.c.id == answer).values(removed=at, removed_by=by))
            return found[0].model_copy(update={"removed": at, "removed_by": by})

    def get(self, answer: str) -> Answered:
        """Give one; raises NotFound."""
        with self._work.reading() as db:
            for found in _read(db, select(answers).filter_by(id=answer)):
                return found
        raise not_found("answered questionnaire", id=answer)

    def of_home(self, home: str, *, removed: bool = False) -> list[Answered]:
        """Give a home's, the newest first; with ``removed`` those that were taken back too."""
        query = select(answers).filter_by(home=home).order_by(answers.c.day.desc(), answers.c.wall.desc(), answers.c.id)
        with self._work.reading() as db:
            return _read(db, query if removed else query.where(answers.c.removed.is_(None)))

    def between(self, homes: Collection[str], first: date, last: date) -> list[Answered]:
        """Give what was answered in these homes from ``first`` to ``last`` and not removed, by home and day."""
        wanted, found = sorted(set(homes)), list[Answered]()
        query = (
            select(answers)
            .where(answers.c.day.between(first.isoformat(), last.isoformat()), answers.c.removed.is_(None))
            .order_by(answers.c.home, answers.c.day, answers.c.wall, answers.c.id)
        )
        with self._work.reading() as db:
            for start in range(0, len(wanted), _MANY):
                found += _read(db, query.where(answers.c.home.in_(wanted[start : start + _MANY])))
        return found

    def lend(self, one: Lent, now: datetime) -> None:
        """Let one questionnaire be answered without a login; forget those that expired before ``now``.

        Raises NotFound for an unknown home, Conflict when too many of this home wait.
        """
        with self._work.writing() as db:
            must_exist(db, t.homes, "home", id=one.home)
            db.execute(delete(lent).where(lent.c.expires <= now))
            if (db.execute(select(func.count()).where(lent.c.home == one.home)).scalar() or 0) >= MOST_LENT:
                raise Conflict(
                    f"{MOST_LENT} questionnaires of this home wait for an answer. Wait until some have come."
                )
            db.execute(insert(lent).values(**one.model_dump()))

    def lent(self, hash_: str, now: datetime) -> Lent:
        """Give the questionnaire that may be answered by who knows the secret of this hash; raises NotFound."""
        query = select(lent).where(lent.c.hash == hash_, lent.c.expires > now)
        with self._work.reading() as db:
            for found in read(db, Lent, query):
                return found
        raise NotFound("There is no such questionnaire to answer, or its time is over.")


def _add(db: Connection, one: Answered) -> bool:
    must_exist(db, t.homes, "home", id=one.home)
    if one.resident is not None:
        must_exist(db, t.residents, "resident", home=one.home, id=one.resident)
    kept = _read(db, select(answers).filter_by(id=one.id))
    if kept:
        if _same(kept[0]) != _same(one):
            raise Conflict("These answers were sent before with other choices, which were kept; nothing was changed.")
        return False
    if (db.execute(select(func.count()).where(answers.c.home == one.home)).scalar() or 0) >= MOST:
        raise Conflict(f"There are {MOST} answered questionnaires of this home, and no room for more.")
    db.execute(
        insert(answers).values(
            **one.model_dump(exclude={"day", "answers"}), day=one.day.isoformat(), answers=dict(one.answers)
        )
    )
    return True


def _same(one: Answered) -> dict[str, Any]:
    return one.model_dump(include={"home", "resident", "instrument", "answerer", "day", "answers", "score"})


def _read(db: Connection, query: Select[Any]) -> list[Answered]:
    return [Answered.model_validate(dict(row)) for row in db.execute(query).mappings()]
