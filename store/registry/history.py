"""The history of alerts: every move ever made, with the alert it was made to, in order."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, select

from care.alerts import Closing, Move, State
from care.people import NOBODY
from care.situations import Priority
from store.registry import tables as t
from store.registry.database import Work

AT_ONCE: Final = 500
"""So many moves are read in one go: nobody else waits for the rest."""


class Entry(BaseModel):
    """One move and its alert: ``at`` by the home's clock, ``wall`` by the wall's.

    Onset, end and closing are as they stand now; what a move changed of them is said in its ``note``. ``closing`` is
    told with the move that closed.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    at: datetime
    wall: datetime
    site: str
    home: str | None
    resident: str | None
    alert: str
    source: str
    situation: str
    priority: Priority
    onset: datetime
    end: datetime | None
    move: Move
    state: State
    by: str
    note: str
    closing: Closing | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which moves: of these sites, and if told of this home, made in [since, until) by the homes' clocks."""

    sites: Collection[str]
    home: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class History:
    """All moves. None is ever changed; with a home's erasure they go as its alerts do."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def after(self, asked: Asked, number: int = 0, limit: int = AT_ONCE) -> list[Entry]:
        """Give up to ``limit`` moves after ``number``, in order."""
        query = _query(asked).where(t.moves.c.number > number).order_by(t.moves.c.number).limit(limit)
        with self._work.reading() as db:
            return [_entry(dict(row)) for row in db.execute(query).mappings()]

    def all(self, asked: Asked) -> Iterator[Entry]:
        """Give them all, in order, read piece by piece: memory does not grow with their number."""
        number = 0
        while entries := self.after(asked, number):
            yield from entries
            number = entries[-1].number


def _query(asked: Asked) -> Select[Any]:
    m, a = t.moves.c, t.alerts.c
    of_move = (m.number, m.at, m.wall, m.site, m.alert, m.move, m.state, m.by, m.note)
    of_alert = (a.home, a.resident, a.source, a.situation, a.priority, a.onset, a.end, a.closing)
    query = (
        select(*of_move, *of_alert).join(t.alerts, a.id == m.alert).where(m.site.in_(asked.sites), m.shadow.is_(False))
    )
    if asked.home is not None:
        query = query.where(a.home == asked.home)
    if asked.since is not None:
        query = query.where(m.at >= asked.since)
    if asked.until is not None:
        query = query.where(m.at < asked.until)
    return query


def _entry(row: dict[str, Any]) -> Entry:
    for name in ("home", "resident"):
        row[name] = None if row[name] == NOBODY else row[name]
    if row["move"] != Move.CLOSE:
        row["closing"] = None
    return Entry.model_validate(row)
