"""What changed in places and connections, numbered, so that gateways can follow."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from store.registry import tables
from store.registry.database import Work


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what kind of thing, and its id (``home/id`` for what is unique in its home only)."""

    number: int
    noun: str
    id: str


class Changes:
    """The numbered list of changes; every one is there as soon as what it tells of is."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def after(self, number: int) -> list[Change]:
        """Give the changes after ``number``, in order."""
        query = select(tables.changes).where(tables.changes.c.number > number).order_by(tables.changes.c.number)
        with self._work.reading() as connection:
            return [Change(row.number, row.noun, row.id) for row in connection.execute(query)]

    def last(self) -> int:
        """Give the number of the newest change, 0 when there is none."""
        with self._work.reading() as connection:
            return connection.execute(select(func.max(tables.changes.c.number))).scalar() or 0


def note_change(connection: Connection, noun: str, *path: str) -> None:
    """Append a change, in the transaction that makes it."""
    connection.execute(insert(tables.changes).values(noun=noun, id="/".join(path)))
