"""Read a site's journal, from any process, while its gateway writes."""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from care.clock import from_micros, to_micros
from care.errors import StoreError
from care.events import TICK, Event, Refusal
from store.journal.feed import Feed, refusal
from store.journal.schema import VERSION, connect_to_read, journal_path, migrate, told
from store.journal.values import Stored, is_bool

_HOUR: Final = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a journal holds: events without ticks, in all and by home, and refusals ever."""

    events: int
    refusals: int
    by_home: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Series:
    home: str
    device: str
    quantity: str
    is_bool: bool


class JournalReader:
    """A site's journal, for reading; may be used from several threads. A site that told nothing yet reads as empty."""

    def __init__(self, site: str, path: Path) -> None:
        self.site = site
        self._path = path
        self._guard = threading.Lock()
        self._series: dict[int, _Series] = {}
        self._connection, self._waiting = _nothing_yet(), True
        self.feed = Feed(site, self._rows, self._events)
        self._rows("SELECT 1")  # one that cannot be read says so now

    @classmethod
    def open(cls, state: Path, site: str) -> Self:
        """Open the journal of ``site`` below ``state``; raises StoreError for a file that is not one."""
        return cls(site, journal_path(state, site))

    def last_seq(self) -> int:
        """Give the newest event's arrival number, 0 when there is none."""
        return int(self._rows("SELECT coalesce(max(seq), 0) FROM events")[0][0])

    def after(self, seq: int, limit: int = 2000) -> list[tuple[int, Event]]:
        """Give up to ``limit`` events that arrived after number ``seq``, as (number, event) in order of arrival."""
        rows = self._rows(
            "SELECT series, time, value, received, seq FROM events WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit)
        )
        return list(zip((row[4] for row in rows), self._events(rows), strict=True))

    def of_quantity(self, quantity: str, after: int, last_seq: int) -> list[tuple[int, Event]]:
        """Give the events of a quantity that arrived after number ``after``, up to ``last_seq``, in that order."""
        rows = self._rows(
            "SELECT series, time, value, received, seq FROM events"
            " WHERE series IN (SELECT id FROM series WHERE quantity = ?) AND seq > ? AND seq <= ? ORDER BY seq",
            (quantity, after, last_seq),
        )
        return list(zip((row[4] for row in rows), self._events(rows), strict=True))

    def received_after(self, seq: int) -> datetime | None:
        """Give when the first event after arrival number ``seq`` was received; None when there is none."""
        rows = self._rows("SELECT received FROM events WHERE seq > ? ORDER BY seq LIMIT 1", (seq,))
        return from_micros(rows[0][0]) if rows else None

    def span(
        self,
        home: str,
        since: datetime,
        until: datetime,
        quantities: Collection[str] | None = None,
        *,
        last_seq: int | None = None,
        devices: Collection[str] | None = None,
    ) -> list[Event]:
        """Give a home's events of [since, until) in the order in which rules see them.

        All quantities and devices or only these; all that arrived, or only those up to arrival number ``last_seq``.
        """
        wanted = None if quantities is None else json.dumps(sorted(quantities))
        told_by = None if devices is None else json.dumps(sorted(devices))
        rows = self._rows(
            "SELECT series, time, value, received FROM events WHERE time >= ?1 AND time < ?2 AND series IN"
            " (SELECT id FROM series WHERE home = ?3 AND (?4 IS NULL OR quantity IN (SELECT value FROM json_each(?4)))"
            " AND (?6 IS NULL OR device IN (SELECT value FROM json_each(?6))))"
            " AND (?5 IS NULL OR seq <= ?5)",
            (to_micros(since), to_micros(until), home, wanted, last_seq, told_by),
        )
        return sorted(self._events(rows), key=lambda event: event.order)

    def latest(self, home: str | None = None) -> list[Event]:
        """Give the newest event, by event time, of each (home, device, quantity): of one home or of all."""
        if home is None:
            return self._events(self._rows("SELECT series, time, value, received FROM latest"))
        return self._events(
            self._rows(
                "SELECT series, time, value, received FROM latest"
                " WHERE series IN (SELECT id FROM series WHERE home = ?)",
                (home,),
            )
        )

    def last(self, home: str, before: datetime) -> list[Event]:
        """Give the newest event before this instant of each of a home's devices and quantities, ticks left out."""
        rows = self._rows(
            "SELECT series, time, value, received FROM series JOIN events ON series = id AND time ="
            " (SELECT max(time) FROM events WHERE series = id AND time < ?2) WHERE home = ?1 AND quantity <> ?3",
            (home, to_micros(before), TICK),
        )
        return sorted(self._events(rows), key=lambda event: event.order)

    def gaps(self, home: str, since: datetime, until: datetime) -> list[tuple[str, int, int, timedelta]]:
        """Give, by device and day from ``since`` on, how often it told something and its longest gap that ended then.

        The device "" is the home as a whole; ticks and statuses are left out.
        """
        rows = self._rows(
            "SELECT device, time FROM series JOIN events ON events.series = series.id"
            " WHERE home = ?1 AND time >= ?2 AND time < ?3"
            " AND quantity NOT IN ('alert', 'tick', 'online', 'update.interval') ORDER BY time",
            (home, to_micros(since), to_micros(until)),
        )
        start, day = to_micros(since), 24 * _HOUR
        before: dict[str, int] = {}
        found: dict[tuple[str, int], tuple[int, int]] = {}  # how often, and the longest gap
        for told_by, moment in rows:
            for device in (told_by, ""):
                key = (device, (moment - start) // day)
                count, longest = found.get(key, (0, 0))
                gap = moment - before.get(device, moment)
                before[device] = moment
                found[key] = (count + 1, max(longest, gap))
        return [(device, day, n, timedelta(microseconds=gap)) for (device, day), (n, gap) in found.items()]

    def per_hour(self, home: str, since: datetime, until: datetime) -> list[tuple[datetime, str, int]]:
        """Count a home's events of [since, until) as (start of the UTC hour, quantity, count), by hour and quantity."""
        rows = self._rows(
            "SELECT time / ?1 AS hour, quantity, count(*) FROM series JOIN events ON events.series = series.id"
            " WHERE home = ?2 AND time >= ?3 AND time < ?4 GROUP BY hour, quantity ORDER BY hour, quantity",
            (_HOUR, home, to_micros(since), to_micros(until)),
        )
        return [(from_micros(hour * _HOUR), quantity, count) for hour, quantity, count in rows]

    def judged(self) -> dict[str, datetime]:
        """Give how far each home has been judged; a home that never was is not there."""
        rows = self._rows("SELECT home, judged FROM homes WHERE judged IS NOT NULL")
        return {home: from_micros(micros) for home, micros in rows}

    def late(self, seen: int | None) -> dict[str, datetime]:
        """Give by home the time of the earliest event that came too late and waits for the second look.

        Those that were kept as waiting, and what arrived after number ``seen`` for a time that was judged already.
        """
        rows = self._rows(
            "SELECT home, min(time) FROM (SELECT home, late AS time FROM homes WHERE late IS NOT NULL"
            " UNION ALL SELECT homes.home, time FROM events INDEXED BY events_by_seq"
            " JOIN series ON series.id = events.series JOIN homes ON homes.home = series.home"
            " WHERE seq > ?1 AND time <= judged AND quantity <> ?2) GROUP BY home",
            (seen, TICK),
        )
        return {home: from_micros(micros) for home, micros in rows}

    def cursors(self) -> dict[str, int]:
        """Give how far each follower has come: the arrival number up to which it has done all."""
        return dict(self._rows("SELECT name, seq FROM cursors"))

    def counts(self) -> Counts:
        """Count what is kept; ticks are not counted."""
        by_home = dict(self._rows("SELECT home, events FROM homes WHERE events > 0 ORDER BY home"))
        return Counts(sum(by_home.values()), sum(self.refusals_by_reason().values()), by_home)

    def refusals(
        self,
        limit: int = 100,
        home: str | None = None,
        connection: str | None = None,
        reason: str | None = None,
        *,
        skip: int = 0,
    ) -> list[Refusal]:
        """Give the newest refusals, newest first, after ``skip``: of all, a home, a connection, a reason."""
        rows = self._rows(
            "SELECT received, home, connection, topic, reason, field, says, mend, excerpt FROM refusals"
            " WHERE (?1 IS NULL OR home = ?1) AND (?2 IS NULL OR connection = ?2) AND (?3 IS NULL OR reason = ?3)"
            " ORDER BY number DESC LIMIT ?4 OFFSET ?5",
            (home, connection, reason, limit, skip),
        )
        return [refusal(self.site, *row) for row in rows]

    def refusals_by_reason(self) -> dict[str, int]:
        """Count all refusals that ever were, by reason, also those whose text is no longer kept."""
        return dict(self._rows("SELECT reason, refusals FROM refusal_counts ORDER BY reason"))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with self._guard, told(self._path):
            if self._waiting and self._path.exists():
                self._look_again()
            return self._connection.execute(query, values).fetchall()

    def _look_again(self) -> None:
        found = connect_to_read(self._path)
        try:
            made = _is_made(found, self._path)
        except (sqlite3.Error, StoreError):
            found.close()
            raise
        if made:
            self._connection.close()
            self._connection, self._waiting = found, False
        else:
            found.close()

    def _events(self, rows: Iterable[tuple[Any, ...]]) -> list[Event]:
        site, series = self.site, self._series
        events = []
        for row in rows:
            told_by = series.get(row[0]) or self._learn(row[0])
            value: Stored = row[2]
            events.append(
                Event(
                    site,
                    told_by.home,
                    told_by.device,
                    told_by.quantity,
                    from_micros(row[1]),
                    value == 1 if told_by.is_bool else value,
                    from_micros(row[3]),
                )
            )
        return events

    def _learn(self, number: int) -> _Series:
        for found, home, device, quantity in self._rows("SELECT id, home, device, quantity FROM series"):
            self._series[found] = _Series(home, device, quantity, is_bool(quantity))
        return self._series[number]


def _is_made(connection: sqlite3.Connection, path: Path) -> bool:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in {0, VERSION}:
        raise StoreError(
            f"{path} has version {version}, this Mistel reads {VERSION}. "
            "Run the same Mistel here as in the site's gateway, and restart that one after an update."
        )
    return version == VERSION  # 0: its gateway is about to make it


def _nothing_yet() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    migrate(connection)
    return connection
