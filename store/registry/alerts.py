"""Alerts and their moves: each change is one compare-and-set transaction, and is appended to the moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, Self, TypedDict, Unpack

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from care.alerts import Alert, Closing, Course, Move, MoveRecord, State
from care.errors import Conflict
from store.registry import alert_rows as rows
from store.registry import tables as t
from store.registry.alert_reads import AlertReads
from store.registry.claims import Claims
from store.registry.database import OneTransaction, Work
from store.registry.history import History
from store.registry.rows import must_exist, read
from store.registry.suppressions import Suppressions
from store.registry.visits import Visits

FIRST_VERSION: Final = 1


class Sets(TypedDict, total=False):
    """What a move may set of an alert, besides its state; what is not named stays, None takes away."""

    end: datetime | None
    responder: str | None
    closing: Closing | None
    assigned: str | None
    acknowledged: datetime | None
    arrived: datetime | None
    shelved_until: datetime | None
    suppression: str | None
    inhibited_by: str | None


class Alerts(AlertReads):
    """All alerts. Which moves are legal is the desk's business; here nobody overwrites what they have not seen."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.suppressions = Suppressions(work)
        self.claims = Claims(work)
        self.history = History(work)
        self.visits = Visits(work)

    @contextmanager
    def batch(self) -> Iterator[Self]:
        """Give the same methods in one transaction: all of it is kept when the block ends, nothing when it raises."""
        with self._work.writing() as connection:
            yield type(self)(OneTransaction(connection))

    def insert(
        self, alert: Alert, *, by: str, at: datetime, wall: datetime, note: str = "", move: Move = Move.RAISE
    ) -> tuple[Alert, bool]:
        """Add an alert, as its first version, and the move that made it.

        Returns (alert, True), or (the alert as it stands, False) when there is one of the same site, source, home,
        resident, situation and onset. Raises NotFound for an unknown site.
        """
        new = alert.model_copy(update={"version": FIRST_VERSION})
        with self._work.writing() as db:
            held = rows.same(db, new)
            if held is not None:
                return held, False
            must_exist(db, t.sites, "site", id=new.site)
            try:
                with db.begin_nested():
                    db.execute(insert(t.alerts).values(rows.to_row(new)))
            except IntegrityError:  # another process was first: only where writers do not wait for each other
                held = rows.same(db, new)
                if held is None:
                    raise
                return held, False
            _append(db, new, move, by, at, wall, note)
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
        course: Course | None = None,
        **sets: Unpack[Sets],
    ) -> Alert:
        """Change an alert that is still of ``seen_version``, append the move, and return the alert as it now is.

        What is named is set; a ``course`` stands for all that it holds, so that its ``end`` None takes an end away.
        Raises NotFound, or Conflict when somebody moved it since: the message names who did and to what; also when
        another alert has the course's onset.
        """
        values: dict[str, Any] = dict(sets)
        if (closing := sets.get("closing")) is not None:
            values["closing"] = closing.model_dump(mode="json")
        if course is not None:
            values |= {
                "onset": course.onset,
                "end": course.end,
                "seen": rows.to_seen(course.seen),
                "borne_out": course.borne_out,
            }
        with self._work.writing() as db:
            changed = db.execute(
                update(t.alerts)
                .where(t.alerts.c.id == alert_id, t.alerts.c.version == seen_version)
                .values(state=state, version=seen_version + 1, **values)
            ).rowcount
            alert = rows.get(db, alert_id)
            if not changed:
                raise _moved_by_another(db, alert)
            _append(db, alert, move, by, at, wall, note)
            return alert

    def comment(self, alert_id: str, *, by: str, at: datetime, wall: datetime, note: str) -> MoveRecord:
        """Append a comment, whatever else is going on; it changes nothing of the alert. Raises NotFound."""
        with self._work.writing() as db:
            alert = rows.get(db, alert_id)
            _append(db, alert, Move.COMMENT, by, at, wall, note)
            query = select(t.moves).where(t.moves.c.alert == alert_id).order_by(t.moves.c.number.desc()).limit(1)
            return read(db, MoveRecord, query)[0]


def _append(db: Connection, alert: Alert, move: Move, by: str, at: datetime, wall: datetime, note: str) -> None:
    db.execute(
        insert(t.moves).values(
            alert=alert.id,
            site=alert.site,
            move=move,
            state=alert.state,
            by=by,
            at=at,
            wall=wall,
            note=note,
            shadow=alert.shadow,
        )
    )


def _moved_by_another(db: Connection, alert: Alert) -> Conflict:
    last = db.execute(
        select(t.moves).where(t.moves.c.alert == alert.id).order_by(t.moves.c.number.desc()).limit(1)
    ).first()
    who = "somebody" if last is None else f"{last.by} ({last.move}, {last.at:%H:%M:%S} UTC)"
    return Conflict(f"Changed meanwhile by {who}: the alert is now {alert.state}. Look at it again, then act.")
