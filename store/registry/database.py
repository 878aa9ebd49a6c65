"""The registry's database: opening it, and one way in for reading and one for writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError

from care.errors import Conflict, StoreError

_WRITES: Final = "mistel_writes"


class Work(Protocol):
    """Where a member does its work: the database, or one transaction that somebody else ends."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection to read by; all that is read in one go is of one instant."""
        ...

    def writing(self) -> AbstractContextManager[Connection]:
        """Give a connection to write by; what was written is durable when the block ends, or undone if it raises."""
        ...


class Database:
    """The database behind the registry: SQLite by default, any that SQLAlchemy reaches by URL."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See Work."""
        with told(self.engine), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """See Work. In SQLite writers wait for each other from the start, so that what one has read holds."""
        with told(self.engine), self.engine.execution_options(**{_WRITES: True}).begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


class OneTransaction:
    """Work inside a transaction that is open already; nothing is durable before that one ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See Work."""
        yield self._connection

    writing = reading


def open_engine(url: str, *, foreign_keys: bool = True) -> Engine:
    """Make an engine; on SQLite with real transactions, foreign keys, and commits that survive a power cut."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        def connected(connection: sqlite3.Connection, _record: Any) -> None:
            connection.isolation_level = None  # BEGIN is ours to say, below
            for pragma in (
                "busy_timeout=10000",
                "journal_mode=WAL",
                "synchronous=FULL",
                f"foreign_keys={int(foreign_keys)}",
            ):
                connection.execute(f"PRAGMA {pragma}")

        def began(connection: Connection) -> None:
            writes = connection.get_execution_options().get(_WRITES, False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

        event.listen(engine, "connect", connected)
        event.listen(engine, "begin", began)
    return engine


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Turn the database's errors into ours: Conflict for what may not be twice, StoreError for the rest."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict(f"That contradicts what the registry holds ({error.orig}); nothing was changed.") from error
    except DBAPIError as error:
        where = engine.url.render_as_string(hide_password=True)
        raise StoreError(
            f"The registry ({where}) cannot be used: {error.orig}. "
            "Make room and check the rights of that file or server; nothing was changed."
        ) from error
