"""What was done for residents, and how it was at the follow-ups."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Select, func, insert, select, update

from care.errors import Conflict, NotFound
from care.interventions import FollowUp, Intervention
from store.registry import practice_tables as p
from store.registry import tables as t
from store.registry.database import Work
from store.registry.rows import must_exist

MOST: Final = 1000
"""So many interventions one resident may have, and so many follow-ups one intervention."""


class Interventions:
    """Nothing that was written is changed; follow-ups are added."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, one: Intervention) -> None:
        """Keep an intervention; raises NotFound for an unknown resident, or an alert that is not of this home."""
        with self._work.writing() as db:
            must_exist(db, t.residents, "resident", home=one.home, id=one.resident)
            if one.alert is not None:
                must_exist(db, t.alerts, "alert", home=one.home, id=one.alert)
            c = p.interventions.c
            of = (c.home == one.home, c.resident == one.resident)
            if (db.execute(select(func.count()).where(*of)).scalar() or 0) >= MOST:
                raise Conflict(f"There are {MOST} interventions for this resident, and no room for more.")
            values = one.model_dump(exclude={"follow_ups", "follow_up"})
            day = one.follow_up.isoformat()
            db.execute(insert(p.interventions).values(**values, follow_up=day, due=day))

    def follow_up(self, intervention: str, seen: int, one: FollowUp) -> Intervention:
        """Add a follow-up; ``seen`` is how many there were for its writer. Gives the intervention as it now is.

        Raises NotFound, or Conflict when somebody else has followed it up meanwhile, or it is ended.
        """
        with self._work.writing() as db:
            found = _read(db, select(p.interventions).filter_by(id=intervention))
            if not found:
                raise NotFound(f"There is no intervention '{intervention}'.")
            if len(found[0].follow_ups) != seen:
                raise Conflict("Somebody else has followed it up meanwhile. Look at what they wrote.")
            if found[0].due is None or seen >= MOST:
                raise Conflict("This intervention is ended. Write a new one.")
            again = one.again.isoformat() if one.again else None
            db.execute(
                insert(p.follow_ups).values(**one.model_dump(exclude={"again"}), again=again, intervention=intervention)
            )
            db.execute(update(p.interventions).where(p.interventions.c.id == intervention).values(due=again))
            return found[0].model_copy(update={"follow_ups": (*found[0].follow_ups, one)})

    def get(self, intervention: str) -> Intervention:
        """Give an intervention."""
        with self._work.reading() as db:
            for found in _read(db, select(p.interventions).filter_by(id=intervention)):
                return found
        raise NotFound(f"There is no intervention '{intervention}'.")

    def of_resident(self, home: str, resident: str) -> list[Intervention]:
        """Give what was done for a resident, the newest first."""
        c = p.interventions.c
        query = select(p.interventions).filter_by(home=home, resident=resident).order_by(c.at.desc(), c.id)
        with self._work.reading() as db:
            return _read(db, query)

    def of_alert(self, alert: str) -> list[Intervention]:
        """Give what was done because of an alert, the newest first."""
        query = select(p.interventions).filter_by(alert=alert).order_by(p.interventions.c.at.desc())
        with self._work.reading() as db:
            return _read(db, query)

    def due(self, sites: Collection[str], before: date) -> list[Intervention]:
        """Give those of these sites whose next follow-up was to be before a day, the longest overdue first."""
        c = p.interventions.c
        homes = select(t.homes.c.id).where(t.homes.c.site.in_(sites))
        query = select(p.interventions).where(c.due < before.isoformat(), c.home.in_(homes)).order_by(c.due, c.id)
        with self._work.reading() as db:
            return _read(db, query)


def _read(db: Connection, query: Select[Any]) -> list[Intervention]:
    rows = [dict(row) for row in db.execute(query).mappings()]
    c = p.follow_ups.c
    followed: dict[str, list[FollowUp]] = defaultdict(list)
    ids = [row["id"] for row in rows]
    for row in db.execute(select(p.follow_ups).where(c.intervention.in_(ids)).order_by(c.number)).mappings():
        kept = {name: value for name, value in row.items() if name not in {"number", "intervention"}}
        followed[row["intervention"]].append(FollowUp.model_validate(kept))
    return [
        Intervention.model_validate(
            {name: value for name, value in row.items() if name != "due"} | {"follow_ups": tuple(followed[row["id"]])}
        )
        for row in rows
    ]
