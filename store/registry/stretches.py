"""A site's alerts over a stretch of time, with their moves: what staff's load is measured by."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, or_, select

from care.alerts import Alert, MoveRecord, State
from care.errors import Reason, Refused
from care.people import NOBODY
from store.registry import alert_rows as rows
from store.registry import tables as t
from store.registry.database import Work
from store.registry.rows import read

MOST: Final = 200_000
"""So many moves are read for one stretch; a longer one is refused."""


class Stretches:
    """Reads alerts and moves of one instant together."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def told(self, site: str, since: datetime, until: datetime) -> tuple[list[Alert], list[MoveRecord]]:
        """Give the alerts that were moved in [since, until) or stand since before, and their moves before ``until``.

        By the homes' clocks; alerts as they are now. Raises Refused when there are too many.
        """
        of_alerts = self._alerts(site, since, until)
        moves = (
            select(t.moves)
            .where(t.moves.c.alert.in_(of_alerts.with_only_columns(t.alerts.c.id)), t.moves.c.at < until)
            .order_by(t.moves.c.number)
        )
        with self._work.reading() as db:
            count = db.execute(select(func.count()).select_from(moves.subquery())).scalar() or 0
            if count > MOST:
                says = f"{count} moves were made in this time, over {MOST}."
                raise Refused(Reason.TOO_LARGE, says, mend="Choose a shorter one.", field="days")
            alerts = [rows.to_alert(row) for row in db.execute(of_alerts.order_by(t.alerts.c.onset)).mappings()]
            return alerts, read(db, MoveRecord, moves)

    def of_home(self, home: str, since: datetime, until: datetime) -> tuple[list[Alert], list[MoveRecord]]:
        """Give a home's alerts that staff see and that stood at some time in [since, until), with all their moves.

        By the home's clock; oldest onset first.
        """
        a, m = t.alerts.c, t.moves.c
        stood = or_(a.onset >= since, a.end.is_(None), a.end >= since)
        of_alerts = select(t.alerts).where(a.home == home, a.shadow.is_(False), a.onset < until, stood)
        moves = select(t.moves).where(m.alert.in_(of_alerts.with_only_columns(a.id))).order_by(m.number)
        with self._work.reading() as db:
            alerts = [rows.to_alert(row) for row in db.execute(of_alerts.order_by(a.onset, a.id)).mappings()]
            return alerts, read(db, MoveRecord, moves)

    def of_whole_site(self, site: str, since: datetime, until: datetime) -> list[Alert]:
        """Give the alerts about a site as a whole that stood at some time in [since, until), oldest onset first."""
        a = t.alerts.c
        stood = or_(a.onset >= since, a.end.is_(None), a.end >= since)
        query = select(t.alerts).where(a.site == site, a.home == NOBODY, a.shadow.is_(False), a.onset < until, stood)
        with self._work.reading() as db:
            return [rows.to_alert(row) for row in db.execute(query.order_by(a.onset, a.id)).mappings()]

    def newest(self, site: str) -> datetime | None:
        """Give the newest time by which a site's alerts were moved; None when none were."""
        with self._work.reading() as db:
            found: datetime | None = db.execute(select(func.max(t.moves.c.at)).where(t.moves.c.site == site)).scalar()
            return found

    @staticmethod
    def _alerts(site: str, since: datetime, until: datetime) -> Select[Any]:
        a, m = t.alerts.c, t.moves.c
        moved = select(m.alert).where(m.site == site, m.shadow.is_(False), m.at >= since, m.at < until)
        standing = a.shadow.is_(False) & (a.end.is_(None)) & (a.state != State.CLOSED) & (a.onset < until)
        return select(t.alerts).where(a.site == site, or_(a.id.in_(moved), standing))
