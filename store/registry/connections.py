"""The credentials that devices speak by; of their passwords only hashes are kept."""

from datetime import datetime

from sqlalchemy import insert, select, update

from care.clock import ClockKind
from care.errors import Conflict
from care.events import CLOCK
from care.people import Connection as DeviceConnection
from care.people import World
from store.registry import tables as t
from store.registry.changes import note_change
from store.registry.database import Work
from store.registry.rows import exists, must_be_new, not_found, read

_COLUMNS = [column for column in t.connections.c if column.name != "password_hash"]


class Connections:
    """Connections by id; an id is unique in the whole registry, for it is the user name at the broker."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, connection: DeviceConnection, password_hash: str) -> None:
        """Add a connection to its home.

        Raises NotFound for an unknown home, Conflict for an id in use, for a home of another site, for one that keeps
        the clock of a home that follows the wall, and for one that listens where people live.
        """
        if connection.id == CLOCK:
            raise Conflict(f"'{CLOCK}' stands for a home's own clock; choose another id.")
        with self._work.writing() as db:
            home = db.execute(select(t.homes).filter_by(id=connection.home)).first()
            if home is None:
                raise not_found("home", id=connection.home)
            if home.site != connection.site:
                raise Conflict(f"Home '{home.id}' is of site '{home.site}', not '{connection.site}'.")
            if connection.listens and not exists(db, t.sites, id=home.site, world=World.TEST):
                raise Conflict(f"Home '{home.id}' is one where people live: nothing under test listens there.")
            if connection.keeps_clock and home.clock != ClockKind.OWN:
                raise Conflict(f"Home '{home.id}' follows the wall clock: no connection can keep its time.")
            must_be_new(db, t.connections, "connection", id=connection.id)
            db.execute(insert(t.connections).values(**connection.model_dump(), password_hash=password_hash))
            note_change(db, "connection", connection.id)

    def revoke(self, connection_id: str, at: datetime) -> DeviceConnection:
        """Take a connection's credential away, for good; doing so again changes nothing. Return it as it stands."""
        with self._work.writing() as db:
            changed = db.execute(
                update(t.connections)
                .where(t.connections.c.id == connection_id, t.connections.c.revoked.is_(None))
                .values(revoked=at)
            )
            if changed.rowcount:
                note_change(db, "connection", connection_id)
        return self.get(connection_id)

    def renew(self, connection_id: str, password_hash: str) -> DeviceConnection:
        """Give a connection another password; whoever is connected by the old one is thrown out.

        Raises NotFound, and Conflict for one that was revoked: that is for good.
        """
        with self._work.writing() as db:
            changed = db.execute(
                update(t.connections)
                .where(t.connections.c.id == connection_id, t.connections.c.revoked.is_(None))
                .values(password_hash=password_hash)
            )
            if changed.rowcount:
                note_change(db, "connection", connection_id)
        found = self.get(connection_id)
        if found.revoked:
            raise Conflict(f"Connection '{connection_id}' was revoked; add another one.")
        return found

    def get(self, connection_id: str) -> DeviceConnection:
        """Give a connection, revoked or not."""
        with self._work.reading() as db:
            for found in read(db, DeviceConnection, select(*_COLUMNS).where(t.connections.c.id == connection_id)):
                return found
        raise not_found("connection", id=connection_id)

    def all(self, site: str | None = None, *, include_revoked: bool = False) -> list[DeviceConnection]:
        """Give the connections, of one site or all, by id."""
        query = select(*_COLUMNS).order_by(t.connections.c.id)
        if site is not None:
            query = query.where(t.connections.c.site == site)
        if not include_revoked:
            query = query.where(t.connections.c.revoked.is_(None))
        with self._work.reading() as db:
            return read(db, DeviceConnection, query)

    def hashes(self) -> dict[str, str]:
        """Give the password hash of each connection that is not revoked."""
        c = t.connections.c
        with self._work.reading() as db:
            return {
                row.id: row.password_hash for row in db.execute(select(c.id, c.password_hash).filter_by(revoked=None))
            }
