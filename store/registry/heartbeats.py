"""Signs of life of our processes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from store.registry import tables as t
from store.registry.database import Work


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a process, such as ``gateway north``, last said that it lives."""

    name: str
    pid: int
    at: datetime


class Heartbeats:
    """The newest sign of life by name."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def beat(self, name: str, pid: int, at: datetime) -> None:
        """Say that this process lives."""
        with self._work.writing() as db:
            known = db.execute(update(t.heartbeats).where(t.heartbeats.c.name == name).values(pid=pid, at=at))
            if not known.rowcount:
                db.execute(insert(t.heartbeats).values(name=name, pid=pid, at=at))

    def all(self) -> dict[str, Heartbeat]:
        """Give the newest of each."""
        with self._work.reading() as db:
            return {row.name: Heartbeat(row.name, row.pid, row.at) for row in db.execute(select(t.heartbeats))}
