"""Erase a home from a site's journal, so that nothing of it is left in the file."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from care.events import TICK
from store.folder import private_folder, site_folder
from store.journal.lock import SiteLock
from store.journal.schema import connect, journal_path, migrate, told

ERASED: Final = "erased"
"""The cursor that keeps the arrival numbers of erased events from being given again."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased from a journal: events without ticks, and refusals."""

    events: int
    refusals: int


def erase_home(state: Path, site: str, home: str) -> Erased:
    """Erase all that the journal holds of ``home``: events, latest values, counts, refusals, how far it was judged.

    The bytes are overwritten. How many refusals there were by reason stays: it says nothing of a home. Doing it again
    is harmless. Raises StoreError while the site's gateway runs, for it alone writes.
    """
    path = journal_path(state, site)
    if not path.exists():
        return Erased(0, 0)
    lock = SiteLock(private_folder(site_folder(state, site)) / "gateway.lock", site)
    try:
        with told(path):
            connection = connect(path)
            try:
                migrate(connection)
                return _erase(connection, home)
            finally:
                connection.close()
    finally:
        lock.release()


def _erase(connection: sqlite3.Connection, home: str) -> Erased:
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("BEGIN IMMEDIATE")
    try:
        erased = _delete(connection, home)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return erased


def _delete(connection: sqlite3.Connection, home: str) -> Erased:
    of_home = "series IN (SELECT id FROM series WHERE home = ?)"
    connection.execute(
        "INSERT INTO cursors SELECT ?, coalesce(max(seq), 0) FROM events WHERE true"
        " ON CONFLICT (name) DO UPDATE SET seq = max(seq, excluded.seq)",
        (ERASED,),
    )
    (ticks,) = connection.execute(
        "SELECT count(*) FROM events WHERE series IN (SELECT id FROM series WHERE home = ? AND quantity = ?)",
        (home, TICK),
    ).fetchone()
    events = connection.execute(f"DELETE FROM events WHERE {of_home}", (home,)).rowcount  # noqa: S608 - a fixed text
    connection.execute(f"DELETE FROM latest WHERE {of_home}", (home,))  # noqa: S608 - a fixed text
    connection.execute(f"DELETE FROM repeats WHERE {of_home}", (home,))  # noqa: S608 - a fixed text
    connection.execute("DELETE FROM series WHERE home = ?", (home,))
    connection.execute("DELETE FROM homes WHERE home = ?", (home,))
    refusals = connection.execute("DELETE FROM refusals WHERE home = ?", (home,)).rowcount
    return Erased(events - ticks, refusals)
