"""Asking for alerts and their moves; nothing here changes any.

What is asked for the staff's sake leaves out the shadows: alerts of solutions under test. Only what names an alert, and
what says so, gives them.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, and_, func, or_, select

from care.alerts import PUT_ASIDE, Alert, Move, MoveRecord, State
from care.people import NOBODY
from store.registry import alert_rows as rows
from store.registry import tables as t
from store.registry.database import Work
from store.registry.rows import read

_AT_ONCE: Final = 500
_SEEN: Final = t.alerts.c.shadow.is_(False)
"""True of alerts that staff see."""


class AlertReads:
    """What can be asked of all alerts."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def get(self, alert_id: str) -> Alert:
        """Give an alert."""
        with self._work.reading() as db:
            return rows.get(db, alert_id)

    def many(self, ids: Collection[str]) -> list[Alert]:
        """Give the alerts with these ids, as far as they are there, oldest onset first."""
        asked, found = sorted(ids), list[Alert]()
        for first in range(0, len(asked), _AT_ONCE):
            found += self._read(select(t.alerts).where(t.alerts.c.id.in_(asked[first : first + _AT_ONCE])))
        return sorted(found, key=lambda alert: (alert.onset, alert.id))

    def find(
        self,
        source: str,
        home: str | None,
        resident: str | None,
        situation: str,
        onset: datetime,
        *,
        site: str | None = None,
    ) -> Alert | None:
        """Give the alert with this identity; ``site`` must be told where there is no home to tell it."""
        query = select(t.alerts).filter_by(
            source=source, home=home or NOBODY, resident=resident or NOBODY, situation=situation, onset=onset
        )
        found = self._read(query if site is None else query.filter_by(site=site))
        return found[0] if found else None

    def open(self, sites: Collection[str] | None = None) -> list[Alert]:
        """Give the alerts that are not closed, of these sites or all, oldest onset first."""
        c = t.alerts.c
        query = select(t.alerts).where(_SEEN, c.state.in_([state for state in State if state is not State.CLOSED]))
        if sites is not None:
            query = query.where(c.site.in_(sites))
        return self._read(query.order_by(c.onset, c.id))

    def any_by(self, source: str) -> bool:
        """Tell whether a source has ever told an alert."""
        with self._work.reading() as db:
            return db.execute(select(1).where(t.alerts.c.source == source).limit(1)).first() is not None

    def of_home(
        self, home: str, since: datetime | None = None, until: datetime | None = None, *, shadows: bool = False
    ) -> list[Alert]:
        """Give a home's alerts with onset in [since, until), oldest first; ``shadows``: those of solutions too."""
        c = t.alerts.c
        query = select(t.alerts).where(c.home == home)
        if not shadows:
            query = query.where(_SEEN)
        if since is not None:
            query = query.where(c.onset >= since)
        if until is not None:
            query = query.where(c.onset < until)
        return self._read(query.order_by(c.onset, c.id))

    def since(self, home: str, moment: datetime) -> list[Alert]:
        """Give a home's alerts that began at ``moment`` or later, or went on then, oldest onset first."""
        c = t.alerts.c
        query = select(t.alerts).where(_SEEN, c.home == home, or_(c.onset >= moment, c.end.is_(None), c.end >= moment))
        return self._read(query.order_by(c.onset, c.id))

    def between(self, sites: Collection[str], since: datetime, until: datetime) -> list[Alert]:
        """Give alerts of these sites, closed ones too, that began in [since, until), oldest first."""
        c = t.alerts.c
        query = select(t.alerts).where(_SEEN, c.site.in_(sites), c.onset >= since, c.onset < until)
        return self._read(query.order_by(c.onset, c.id))

    def under(self, suppression: str) -> list[Alert]:
        """Give the alerts that a standing order has put aside and that are still there, oldest first."""
        c = t.alerts.c
        query = select(t.alerts).where(c.suppression == suppression, c.state.in_(PUT_ASIDE))
        return self._read(query.order_by(c.onset, c.id))

    def aside_alone(self, site: str) -> list[Alert]:
        """Give the alerts of a site that were put aside by themselves until a time."""
        c = t.alerts.c
        query = select(t.alerts).where(
            c.site == site, c.state.in_(PUT_ASIDE), c.suppression.is_(None), c.shelved_until.is_not(None)
        )
        return self._read(query.order_by(c.shelved_until, c.id))

    def going_on_or_hidden(self, site: str, situations: Collection[str], home: str | None = None) -> list[Alert]:
        """Give a site's alerts of these situations that go on or are hidden under another, oldest first.

        Where ``home`` is told, only its own and those of the whole site.
        """
        c = t.alerts.c
        query = select(t.alerts).where(
            c.site == site,
            c.situation.in_(situations),
            or_(and_(c.inhibited_by.is_not(None), c.state != State.CLOSED), and_(c.end.is_(None), c.borne_out)),
        )
        if home is not None:
            query = query.where(c.home.in_([home, NOBODY]))
        return self._read(query.order_by(c.onset, c.id))

    def moves(self, alert_id: str) -> list[MoveRecord]:
        """Give an alert's moves, oldest first."""
        with self._work.reading() as db:
            query = select(t.moves).where(t.moves.c.alert == alert_id).order_by(t.moves.c.number)
            return read(db, MoveRecord, query)

    def told(self, home: str) -> dict[str, datetime]:
        """Give when each of a home's alerts was told, by its id: by the home's clock, whatever onset it claims."""
        m, a = t.moves.c, t.alerts.c
        born = m.move.in_([Move.RAISE, Move.REPORT])
        with self._work.reading() as db:
            rows = db.execute(select(m.alert, m.at).join(t.alerts, m.alert == a.id).where(a.home == home, born))
            return {alert: at for alert, at in rows}  # noqa: C416 - a row is no pair to the type checker

    def moves_after(self, number: int, limit: int = 500) -> list[MoveRecord]:
        """Give up to ``limit`` moves after ``number``, of all alerts that staff see, in order."""
        with self._work.reading() as db:
            c = t.moves.c
            query = (
                select(t.moves).where(c.number > number, c.shadow.is_(False)).order_by(t.moves.c.number).limit(limit)
            )
            return read(db, MoveRecord, query)

    def count_moves(self) -> tuple[dict[tuple[str, Move], int], int]:
        """Count all moves by (site, move), and give the number of the newest that was counted, 0 when there is none."""
        c = t.moves.c
        with self._work.reading() as db:
            newest = db.execute(select(func.max(c.number))).scalar() or 0
            counted = select(c.site, c.move, func.count()).where(c.number <= newest, c.shadow.is_(False))
            rows = db.execute(counted.group_by(c.site, c.move))
            return {(site, Move(move)): count for site, move, count in rows}, newest

    def last_move(self) -> int:
        """Give the number of the newest move, 0 when there is none."""
        with self._work.reading() as db:
            return db.execute(select(func.max(t.moves.c.number))).scalar() or 0

    def _read(self, query: Select[Any]) -> list[Alert]:
        with self._work.reading() as db:
            return [rows.to_alert(row) for row in db.execute(query).mappings()]
