"""The journal's file: where it lies, how it is opened, and its numbered migrations."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from care.errors import StoreError
from store.folder import site_folder

MIGRATIONS: Final = (
    """
    CREATE TABLE series (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        home TEXT NOT NULL, device TEXT NOT NULL, quantity TEXT NOT NULL,
        UNIQUE (home, device, quantity)
    );
    CREATE TABLE events (
        series INTEGER NOT NULL, time INTEGER NOT NULL, value NOT NULL, received INTEGER NOT NULL, seq INTEGER NOT NULL,
        PRIMARY KEY (series, time, value)
    ) WITHOUT ROWID;
    -- received stands in it so that reading in order of arrival never goes to the table, where neighbours lie apart
    CREATE INDEX events_by_seq ON events (seq, received);
    CREATE TABLE latest (
        series INTEGER PRIMARY KEY, time INTEGER NOT NULL, value NOT NULL, received INTEGER NOT NULL
    );
    CREATE TABLE homes (home TEXT PRIMARY KEY, events INTEGER NOT NULL DEFAULT 0, judged INTEGER) WITHOUT ROWID;
    CREATE TABLE refusals (
        number INTEGER PRIMARY KEY, received INTEGER NOT NULL, home TEXT NOT NULL, connection TEXT NOT NULL,
        topic TEXT NOT NULL, reason TEXT NOT NULL, field TEXT NOT NULL, says TEXT NOT NULL, mend TEXT NOT NULL,
        excerpt TEXT NOT NULL
    );
    CREATE TABLE refusal_counts (reason TEXT PRIMARY KEY, refusals INTEGER NOT NULL) WITHOUT ROWID;
    """,
    """
    -- how far followers have come; arrival numbers go on above these also when the events they counted were erased
    CREATE TABLE cursors (name TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
    """,
    """
    -- the time of the earliest event that came too late to be judged in its turn and waits for the second look
    ALTER TABLE homes ADD COLUMN late INTEGER;
    """,
    """
    -- the newest of what was told again and changed nothing: whoever looks for their own reading must see where it went
    CREATE TABLE repeats (
        number INTEGER PRIMARY KEY, series INTEGER NOT NULL, time INTEGER NOT NULL, value NOT NULL,
        received INTEGER NOT NULL
    );
    """,
)
"""Each brings the file one version further (PRAGMA user_version); never changed once released, only added to."""

VERSION: Final = len(MIGRATIONS)


def journal_path(state: Path, site: str) -> Path:
    """Give where a site's journal lies."""
    return site_folder(state, site) / "journal.sqlite"


def connect(path: Path) -> sqlite3.Connection:
    """Open the file as its one writer; what it commits survives a crash and a power cut."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=64)
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-32768")
    return connection


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Open the file so that nothing can be written through this connection."""
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA busy_timeout=5000")
    connection.execute("PRAGMA query_only=ON")
    return connection


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to VERSION, each step whole or not at all; raise StoreError for one that is newer than we."""
    have: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if have > VERSION:
        raise StoreError(
            f"The journal has version {have}, this Mistel knows {VERSION}. Update Mistel, or use another state folder."
        )
    for number in range(have, VERSION):
        connection.executescript(f"BEGIN IMMEDIATE; {MIGRATIONS[number]} PRAGMA user_version={number + 1}; COMMIT;")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into a StoreError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise as_store_error(path, error) from error


def as_store_error(path: Path, error: sqlite3.Error) -> StoreError:
    """Give the sentence for a person: which file, what SQLite says, what to do."""
    return StoreError(f"{path}: {error}. {_advice(error)}")


def _advice(error: sqlite3.Error) -> str:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return "Make room on that disk; what was not kept is taken again when its sender sends it again."
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return "The file is damaged: move it away, or put a copy from before in its place."
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return "Give this user the right to write there, or set MISTEL_STATE_DIR to another folder."
        case _:
            return "Check that disk."
