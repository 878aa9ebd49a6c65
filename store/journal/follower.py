"""Read a journal whole: in order of arrival for a store that follows it, or series by series for an export."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from care.clock import to_micros
from care.events import TICK, Event
from store.journal.reader import JournalReader
from store.readings import Series

PAGE: Final = 10_000

_ARRIVALS: Final = """
    SELECT series, time, value, received, seq, (
        SELECT count(*) FROM events AS other
        WHERE other.series = events.series AND other.time = events.time AND other.seq < events.seq
    ) FROM events WHERE seq > ? ORDER BY seq LIMIT ?
"""
_SERIES: Final = """
    SELECT home, device, quantity, count(*) FROM series JOIN events ON events.series = series.id
    WHERE quantity <> ?1 AND (?2 IS NULL OR home = ?2) AND time >= ?3 AND time < ?4 AND seq <= ?5
    GROUP BY series.id ORDER BY home, device, quantity
"""
_FIRST_PAGE: Final = """
    SELECT series, time, value, received FROM events
    WHERE series = (SELECT id FROM series WHERE home = ?1 AND device = ?2 AND quantity = ?3)
      AND time >= ?4 AND time < ?5 AND seq <= ?6 ORDER BY time, value LIMIT ?7
"""
_NEXT_PAGE: Final = _FIRST_PAGE.replace("time >= ?4", "(time, value) > (?4, ?8)")


class Arrival(NamedTuple):
    """An event with its arrival number, and how many came before it of the same device, quantity and instant."""

    seq: int
    event: Event
    before: int


class JournalFollower(JournalReader):
    """A journal's reader that reads all of it; a series as it was when its first page was asked for."""

    knows_received: Final = True

    def arrivals(self, seq: int, limit: int) -> list[Arrival]:
        """Give up to ``limit`` events, ticks too, that arrived after number ``seq``, in order of arrival."""
        rows = self._rows(_ARRIVALS, (seq, limit))
        return [Arrival(row[4], event, row[5]) for row, event in zip(rows, self._events(rows), strict=True)]

    def series(self, since: datetime, until: datetime, home: str | None = None) -> list[Series]:
        """Give every series that told something in [since, until), with how often: see store.readings."""
        values = (TICK, home, to_micros(since), to_micros(until), self.last_seq())
        return [Series(*row) for row in self._rows(_SERIES, values)]

    def told_by(self, series: Series, since: datetime, until: datetime) -> Iterator[list[Event]]:
        """Give what a series told in [since, until), page by page: see store.readings."""
        key = (series.home, series.device, series.quantity)
        last = self.last_seq()
        rows = self._rows(_FIRST_PAGE, (*key, to_micros(since), to_micros(until), last, PAGE))
        while rows:
            yield self._events(rows)
            if len(rows) < PAGE:
                return
            time, value = rows[-1][1:3]
            rows = self._rows(_NEXT_PAGE, (*key, time, to_micros(until), last, PAGE, value))
