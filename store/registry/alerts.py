"""Alerts and their moves: each change is one compare-and-set transaction, and is appended to the moves."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Connection, Select, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from care.alerts import Alert, Closing, Course, Move, MoveRecord, Seen, State
from care.errors import Conflict
from care.people import NOBODY
from store.registry import tables as t
from store.registry.database import OneTransaction, Work
from store.registry.rows import must_exist, not_found, read

FIRST_VERSION = 1


class Alerts:
    """All alerts. Which moves are legal is the desk's business; here nobody overwrites what they have not seen."""

    def __init__(self, work: Work) -> None:
        self._work = work

    @contextmanager
    def batch(self) -> Iterator[Self]:
        """Give the same methods in one transaction: all of it is kept when the block ends, nothing when it raises."""
        with self._work.writing() as connection:
            yield type(self)(OneTransaction(connection))

    def insert(self, alert: Alert, *, by: str, at: datetime, wall: datetime, note: str = "") -> tuple[Alert, bool]:
        """Add an alert, as its first version, and its move ``raise``.

        Returns (alert, True), or (the alert as it stands, False) when there is one of the same site, source, home,
        resident, situation and onset. Raises NotFound for an unknown site.
        """
        new = alert.model_copy(update={"version": FIRST_VERSION})
        with self._work.writing() as db:
            held = _same(db, new)
            if held is not None:
                return held, False
            must_exist(db, t.sites, "site", id=new.site)
            try:
                with db.begin_nested():
                    db.execute(insert(t.alerts).values(_row(new)))
            except IntegrityError:  # another process was first: only where writers do not wait for each other
                held = _same(db, new)
                if held is None:
                    raise
                return held, False
            _append(db, new, Move.RAISE, by, at, wall, note)
        return new, True

    def move(  # noqa: PLR0913 - a move is this many facts, all named
        self,
        alert_id: str,
        seen_version: int,
        *,
        move: Move,
        state: State,
        by: str,
        at: datetime,
        wall: datetime,
        note: str = "",
        end: datetime | None = None,
        responder: str | None = None,
        closing: Closing | None = None,
        course: Course | None = None,
    ) -> Alert:
        """Change an alert that is still of ``seen_version``, append the move, and return the alert as it now is.

        ``end``, ``responder`` and ``closing`` are set where given; a ``course`` stands for all that it holds, so that
        its ``end`` None takes an end away. Raises NotFound, or Conflict when somebody moved it since: the message
        names who did and to what; also when another alert has the course's onset.
        """
        given = {
            "end": end,
            "responder": responder,
            "closing": None if closing is None else closing.model_dump(mode="json"),
        }
        values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if course is not None:
            values |= {
                "onset": course.onset,
                "end": course.end,
                "seen": _seen(course.seen),
                "borne_out": course.borne_out,
            }
        with self._work.writing() as db:
            changed = db.execute(
                update(t.alerts)
                .where(t.alerts.c.id == alert_id, t.alerts.c.version == seen_version)
                .values(state=state, version=seen_version + 1, **values)
            ).rowcount
            alert = _get(db, alert_id)
            if not changed:
                raise _moved_by_another(db, alert)
            _append(db, alert, move, by, at, wall, note)
            return alert

    def get(self, alert_id: str) -> Alert:
        """Give an alert."""
        with self._work.reading() as db:
            return _get(db, alert_id)

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
        query = select(t.alerts).where(c.state.in_([state for state in State if state is not State.CLOSED]))
        if sites is not None:
            query = query.where(c.site.in_(sites))
        return self._read(query.order_by(c.onset, c.id))

    def of_home(self, home: str, since: datetime | None = None, until: datetime | None = None) -> list[Alert]:
        """Give a home's alerts with onset in [since, until), oldest first."""
        c = t.alerts.c
        query = select(t.alerts).where(c.home == home)
        if since is not None:
            query = query.where(c.onset >= since)
        if until is not None:
            query = query.where(c.onset < until)
        return self._read(query.order_by(c.onset, c.id))

    def since(self, home: str, moment: datetime) -> list[Alert]:
        """Give a home's alerts that began at ``moment`` or later, or went on then, oldest onset first."""
        c = t.alerts.c
        query = select(t.alerts).where(c.home == home, or_(c.onset >= moment, c.end.is_(None), c.end >= moment))
        return self._read(query.order_by(c.onset, c.id))

    def moves(self, alert_id: str) -> list[MoveRecord]:
        """Give an alert's moves, oldest first."""
        with self._work.reading() as db:
            query = select(t.moves).where(t.moves.c.alert == alert_id).order_by(t.moves.c.number)
            return read(db, MoveRecord, query)

    def moves_after(self, number: int, limit: int = 500) -> list[MoveRecord]:
        """Give up to ``limit`` moves after ``number``, of all alerts, in order."""
        with self._work.reading() as db:
            query = select(t.moves).where(t.moves.c.number > number).order_by(t.moves.c.number).limit(limit)
            return read(db, MoveRecord, query)

    def count_moves(self) -> tuple[dict[tuple[str, Move], int], int]:
        """Count all moves by (site, move), and give the number of the newest that was counted, 0 when there is none."""
        c = t.moves.c
        with self._work.reading() as db:
            newest = db.execute(select(func.max(c.number))).scalar() or 0
            rows = db.execute(select(c.site, c.move, func.count()).where(c.number <= newest).group_by(c.site, c.move))
            return {(site, Move(move)): count for site, move, count in rows}, newest

    def last_move(self) -> int:
        """Give the number of the newest move, 0 when there is none."""
        with self._work.reading() as db:
            return db.execute(select(func.max(t.moves.c.number))).scalar() or 0

    def _read(self, query: Select[Any]) -> list[Alert]:
        with self._work.reading() as db:
            return [_alert(row) for row in db.execute(query).mappings()]


def _alert(row: Mapping[Any, Any]) -> Alert:
    home, resident = row["home"], row["resident"]
    return Alert.model_validate(
        {
            **row,
            "home": None if home == NOBODY else home,
            "resident": None if resident == NOBODY else resident,
        }
    )


def _row(alert: Alert) -> dict[str, Any]:
    return {
        **alert.model_dump(exclude={"seen", "closing"}),
        "home": alert.home or NOBODY,
        "resident": alert.resident or NOBODY,
        "seen": _seen(alert.seen),
        "closing": None if alert.closing is None else alert.closing.model_dump(mode="json"),
    }


def _seen(seen: Sequence[Seen]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in seen]


def _get(db: Connection, alert_id: str) -> Alert:
    row = db.execute(select(t.alerts).filter_by(id=alert_id)).mappings().first()
    if row is None:
        raise not_found("alert", id=alert_id)
    return _alert(row)


def _same(db: Connection, alert: Alert) -> Alert | None:
    identity = {
        name: value
        for name, value in _row(alert).items()
        if name in {"site", "source", "home", "resident", "situation", "onset"}
    }
    row = db.execute(select(t.alerts).filter_by(**identity)).mappings().first()
    return None if row is None else _alert(row)


def _append(db: Connection, alert: Alert, move: Move, by: str, at: datetime, wall: datetime, note: str) -> None:
    db.execute(
        insert(t.moves).values(
            alert=alert.id, site=alert.site, move=move, state=alert.state, by=by, at=at, wall=wall, note=note
        )
    )


def _moved_by_another(db: Connection, alert: Alert) -> Conflict:
    last = db.execute(
        select(t.moves).where(t.moves.c.alert == alert.id).order_by(t.moves.c.number.desc()).limit(1)
    ).first()
    who = "somebody" if last is None else f"{last.by} ({last.move}, {last.at:%H:%M:%S} UTC)"
    return Conflict(f"Changed meanwhile by {who}: the alert is now {alert.state}. Look at it again, then act.")
