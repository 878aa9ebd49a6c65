"""Write into the journal's file: rows, arrival numbers, latest values, counts, judged times, refusals."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from care.clock import to_micros
from care.events import TICK, Event, Refusal
from store.journal.values import Stored, stored

KEPT_REFUSALS: Final = 10_000
LONGEST_TEXT: Final = 500
KEPT_REPEATS: Final = 2_000
REPEATS_A_BATCH: Final = 50
"""After a lost connection much comes again; so many of a batch are noted."""

Row = tuple[int, int, Stored, int, int]


class Keeper:
    """The writing side of one journal file, for one thread; nothing is durable before ``commit`` returns."""

    def __init__(self, connection: sqlite3.Connection, site: str) -> None:
        self._connection = connection
        self._site = site
        self._series: dict[tuple[str, str, str], int] = {}
        self._seq = 0
        self._loaded = False

    def begin(self) -> None:
        """Start a transaction; after a failed one, first learn again what the file holds."""
        if not self._loaded:
            rows = self._connection.execute("SELECT home, device, quantity, id FROM series")
            self._series = {(home, device, quantity): number for home, device, quantity, number in rows}
            self._seq = self._connection.execute(
                "SELECT coalesce(max(seq), 0) FROM (SELECT max(seq) AS seq FROM events UNION SELECT seq FROM cursors)"
            ).fetchone()[0]
            self._loaded = True
        self._connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make all since ``begin`` durable."""
        self._connection.execute("COMMIT")

    def roll_back(self) -> None:
        """Forget all since ``begin``."""
        self._loaded = False
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def rows(self, events: Sequence[Event]) -> list[Row]:
        """Give what will lie in the file for these events; raises ValueError for one that cannot lie there."""
        return [self._row(event) for event in events]

    def keep(self, rows: Sequence[Row]) -> int:
        """Write the rows that are not there yet; return how many those were."""
        if not rows:
            return 0
        before = rows[0][4] - 1
        cursor = self._connection.executemany(
            "INSERT INTO events VALUES (?,?,?,?,?) ON CONFLICT (series, time, value) DO NOTHING", rows
        )
        new = cursor.rowcount
        if new < len(rows):
            self._note_repeats(rows, before)
        if new > 0:
            self._note_latest(rows)
            self._count(before)
        return max(new, 0)

    def judge(self, moves: Mapping[str, datetime]) -> None:
        """Move each home's judged time forward; an earlier one changes nothing."""
        self._connection.executemany(
            "INSERT INTO homes (home, judged) VALUES (?,?) ON CONFLICT (home) DO UPDATE"
            " SET judged = max(coalesce(judged, excluded.judged), excluded.judged)",
            [(home, to_micros(moment)) for home, moment in moves.items()],
        )

    def wait_for_second_look(self, late: Mapping[str, datetime | None]) -> None:
        """Keep from when on each of these homes waits to be judged again; None: it waits no longer."""
        self._connection.executemany(
            "INSERT INTO homes (home, late) VALUES (?,?) ON CONFLICT (home) DO UPDATE SET late = excluded.late",
            [(home, None if moment is None else to_micros(moment)) for home, moment in late.items()],
        )

    def follow(self, cursors: Mapping[str, int]) -> None:
        """Move followers' cursors forward; an earlier number changes nothing."""
        self._connection.executemany(
            "INSERT INTO cursors VALUES (?,?) ON CONFLICT (name) DO UPDATE SET seq = max(seq, excluded.seq)",
            list(cursors.items()),
        )

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """Keep and count refusals; of the texts themselves only the newest KEPT_REFUSALS stay."""
        self._connection.executemany(
            "INSERT INTO refusals (received, home, connection, topic, reason, field, says, mend, excerpt)"
            " VALUES (?,?,?,?,?,?,?,?,?)",
            [
                (
                    to_micros(refusal.received),
                    *map(
                        _readable,
                        (
                            refusal.home,
                            refusal.connection,
                            refusal.topic,
                            refusal.reason,
                            refusal.field,
                            refusal.says,
                            refusal.mend,
                            refusal.excerpt,
                        ),
                    ),
                )
                for refusal in refusals
            ],
        )
        self._connection.executemany(
            "INSERT INTO refusal_counts VALUES (?,?) ON CONFLICT (reason) DO UPDATE"
            " SET refusals = refusals + excluded.refusals",
            list(Counter(_readable(refusal.reason) for refusal in refusals).items()),
        )
        self._connection.execute(
            "DELETE FROM refusals WHERE number <= (SELECT max(number) FROM refusals) - ?", (KEPT_REFUSALS,)
        )

    def _row(self, event: Event) -> Row:
        if event.site != self._site:
            raise ValueError(f"an event of site '{event.site}' came to the journal of site '{self._site}'")
        series = self._series.get((event.home, event.device, event.quantity))
        if series is None:
            series = self._new_series(event)
        self._seq += 1
        return (series, to_micros(event.time), stored(event.value), to_micros(event.received), self._seq)

    def _new_series(self, event: Event) -> int:
        key = (event.home, event.device, event.quantity)
        cursor = self._connection.execute("INSERT INTO series (home, device, quantity) VALUES (?,?,?)", key)
        assert cursor.lastrowid is not None  # noqa: S101 - an INSERT has one
        self._series[key] = cursor.lastrowid
        return cursor.lastrowid

    def _note_latest(self, rows: Sequence[Row]) -> None:
        newest: dict[int, Row] = {}
        for row in rows:
            seen = newest.get(row[0])
            if seen is None or row[1:3] > seen[1:3]:
                newest[row[0]] = row
        self._connection.executemany(
            "INSERT INTO latest VALUES (?,?,?,?) ON CONFLICT (series) DO UPDATE"
            " SET time = excluded.time, value = excluded.value, received = excluded.received"
            " WHERE (excluded.time, excluded.value) > (time, value)",
            [row[:4] for row in newest.values()],
        )

    def _note_repeats(self, rows: Sequence[Row], before: int) -> None:
        kept = {seq for (seq,) in self._connection.execute("SELECT seq FROM events WHERE seq > ?", (before,))}
        again = [row[:4] for row in rows if row[4] not in kept]
        self._connection.executemany(
            "INSERT INTO repeats (series, time, value, received) VALUES (?,?,?,?)", again[-REPEATS_A_BATCH:]
        )
        self._connection.execute(
            "DELETE FROM repeats WHERE number <= (SELECT max(number) FROM repeats) - ?", (KEPT_REPEATS,)
        )

    def _count(self, before: int) -> None:
        self._connection.execute(
            "INSERT INTO homes (home, events)"
            " SELECT home, count(*) FROM events JOIN series ON series.id = events.series"
            " WHERE seq > ? AND quantity <> ? GROUP BY home"
            " ON CONFLICT (home) DO UPDATE SET events = events + excluded.events",
            (before, TICK),
        )


def _readable(text: str) -> str:
    """Cut what a stranger sent to what a person reads, and to what UTF-8 can say (JSON may bring half a surrogate)."""
    return str(text)[:LONGEST_TEXT].encode("utf-8", "replace").decode()
