"""Signs of life of our processes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import insert, select, update

from store.registry import tables as t
from store.registry.database import Work


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a process, such as ``gateway/north``, last said that it lives, and what it said of how it is doing."""

    name: str
    pid: int
    at: datetime
    says: Mapping[str, JsonValue] = field(default_factory=dict)


class Heartbeats:
    """The newest sign of life by name."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def beat(self, name: str, pid: int, at: datetime, says: Mapping[str, JsonValue] | None = None) -> None:
        """Say that this process lives, and how it is doing."""
        told = {"pid": pid, "at": at, "says": dict(says or {})}
        with self._work.writing() as db:
            known = db.execute(update(t.heartbeats).where(t.heartbeats.c.name == name).values(**told))
            if not known.rowcount:
                db.execute(insert(t.heartbeats).values(name=name, **told))

    def all(self) -> dict[str, Heartbeat]:
        """Give the newest of each."""
        with self._work.reading() as db:
            rows = db.execute(select(t.heartbeats))
            return {row.name: Heartbeat(row.name, row.pid, row.at, row.says or {}) for row in rows}
