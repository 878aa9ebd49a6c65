"""Standing orders that put alerts aside: kept for good, so that anybody can see who asked for quiet, when and why."""

from datetime import datetime

from sqlalchemy import Connection, insert, or_, select, update

from care.errors import Conflict
from care.suppression import Suppression
from store.registry import tables as t
from store.registry.database import Work
from store.registry.rows import must_exist, not_found, read


class Suppressions:
    """All orders that were ever given. What they do to alerts is the desk's business."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, order: Suppression) -> None:
        """Keep a new order; raises NotFound when its site, home or resident is not there."""
        with self._work.writing() as db:
            must_exist(db, t.sites, "site", id=order.site)
            if order.home is not None:
                must_exist(db, t.homes, "home", id=order.home, site=order.site)
            if order.resident is not None:
                must_exist(db, t.residents, "resident", id=order.resident, home=order.home)
            db.execute(insert(t.suppressions).values(**order.model_dump()))

    def end(self, order_id: str, *, ended: datetime, ended_by: str | None) -> Suppression:
        """Note that an order is over; raises NotFound, and Conflict when it was over already."""
        c = t.suppressions.c
        with self._work.writing() as db:
            changed = db.execute(
                update(t.suppressions).where(c.id == order_id, c.ended.is_(None)).values(ended=ended, ended_by=ended_by)
            ).rowcount
            order = _get(db, order_id)
        if not changed:
            raise Conflict(f"It was ended already, by {order.ended_by or 'its own time'}; nothing was changed.")
        return order

    def get(self, order_id: str) -> Suppression:
        """Give an order."""
        with self._work.reading() as db:
            return _get(db, order_id)

    def standing(self, site: str) -> list[Suppression]:
        """Give a site's orders that were not ended, the oldest first."""
        c = t.suppressions.c
        query = select(t.suppressions).where(c.site == site, c.ended.is_(None)).order_by(c.since, c.id)
        with self._work.reading() as db:
            return read(db, Suppression, query)

    def of_home(self, home: str, since: datetime, until: datetime) -> list[Suppression]:
        """Give the orders that name a home and were in force at some time in [since, until), the oldest first."""
        c = t.suppressions.c
        reached = or_(c.ended.is_(None), c.ended > since)
        query = select(t.suppressions).where(c.home == home, c.since < until, reached).order_by(c.since, c.id)
        with self._work.reading() as db:
            return read(db, Suppression, query)


def _get(db: Connection, order_id: str) -> Suppression:
    found = read(db, Suppression, select(t.suppressions).filter_by(id=order_id))
    if not found:
        raise not_found("suppression", id=order_id)
    return found[0]
