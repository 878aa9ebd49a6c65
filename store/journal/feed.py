"""What one connection told, as it came: kept, told again, or refused; for a page that is open while it comes."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final, Generic, NamedTuple, Self, TypeVar

from care.clock import from_micros, to_micros
from care.events import CLOCK, Event, Refusal
from care.people import Connection, Device

SCANNED: Final = 50_000
"""So many of a site's newest arrivals are looked through for those of a connection."""

_SERIES: Final = """
    SELECT id FROM series WHERE home = ?1 AND device IN (SELECT value FROM json_each(?2)) AND quantity <> 'tick'
    UNION SELECT id FROM series WHERE ?3 <> '' AND device = ?3
"""
_ARRIVED: Final = f"""
    SELECT series, time, value, received, seq FROM events INDEXED BY events_by_seq
    WHERE seq > ?4 AND seq <= ?5 AND series IN ({_SERIES}) ORDER BY seq DESC LIMIT ?6
"""  # noqa: S608 - fixed texts
_NEWEST: Final = """
    SELECT series, time, value, received, seq FROM events WHERE series = ?1 AND time >= ?2 ORDER BY time DESC LIMIT ?3
"""
_TOLD: Final = f"""
    SELECT series, time, value, received, seq FROM events
    WHERE time >= ?4 AND time < ?5 AND series IN ({_SERIES}) ORDER BY time, seq
"""  # noqa: S608 - fixed texts
_REPEATED: Final = f"""
    SELECT series, time, value, received, number FROM repeats
    WHERE number > ?4 AND number <= ?5 AND series IN ({_SERIES}) ORDER BY number DESC LIMIT ?6
"""  # noqa: S608 - fixed texts
_REFUSED: Final = """
    SELECT number, received, home, connection, topic, reason, field, says, mend, excerpt FROM refusals
    WHERE number > ?3 AND number <= ?4 AND (connection = ?1 OR (connection = '-' AND home = ?2))
    ORDER BY number DESC LIMIT ?5
"""

Said = TypeVar("Said", Event, Refusal)


class Whose(NamedTuple):
    """Whose words: of these devices of a home, and of the device ``everywhere`` in all homes ("" for none)."""

    home: str
    devices: frozenset[str]
    everywhere: str = ""

    @classmethod
    def of(cls, connection: Connection, devices: Iterable[Device]) -> Self:
        """Tell whose words are a connection's: its own, those of its devices, and of the clock that it keeps.

        ``devices`` are those of its home. One that listens speaks of all homes.
        """
        own = {device.id for device in devices if device.connection == connection.id}
        if connection.keeps_clock:
            own.add(CLOCK)
        return cls(connection.home, frozenset(own | {connection.id}), connection.id if connection.listens else "")

    @property
    def values(self) -> tuple[str, str, str]:
        """What queries ask by."""
        return self.home, json.dumps(sorted(self.devices)), self.everywhere


class Numbered(NamedTuple, Generic[Said]):
    """An event or refusal with its number of arrival among its like."""

    number: int
    said: Said


class Ends(NamedTuple):
    """How far a journal goes: the newest numbers of events, of repeats and of refusals; 0 where there are none."""

    events: int
    repeats: int
    refusals: int


_BEGINNING: Final = Ends(0, 0, 0)


class Feed:
    """Reads what connections of a site told. Ticks are left out."""

    def __init__(
        self,
        site: str,
        rows: Callable[[str, Sequence[object]], list[Any]],
        events: Callable[[Sequence[Any]], list[Event]],
    ) -> None:
        self._site = site
        self._rows = rows
        self._events = events

    def ends(self) -> Ends:
        """Tell how far the journal goes; costs next to nothing."""
        found = self._rows(
            "SELECT (SELECT coalesce(max(seq), 0) FROM events), (SELECT coalesce(max(number), 0) FROM repeats),"
            " (SELECT coalesce(max(number), 0) FROM refusals)",
            (),
        )
        return Ends(*found[0])

    def arrived(self, whose: Whose, since: Ends, until: Ends, most: int) -> list[Numbered[Event]]:
        """Give what they told that arrived after ``since``, up to ``until``: the newest ``most``, in order."""
        return self._numbered(_ARRIVED, whose, since.events, until.events, most)

    def repeated(self, whose: Whose, since: Ends, until: Ends, most: int) -> list[Numbered[Event]]:
        """Give what they told again, which changed nothing: the newest ``most``, in order."""
        return self._numbered(_REPEATED, whose, since.repeats, until.repeats, most)

    def refused(self, connection: str, home: str, since: Ends, until: Ends, most: int) -> list[Numbered[Refusal]]:
        """Give what was refused of a connection, or noted: the newest ``most``, in order.

        With what was turned away of its home by the broker, without saying by which connection.
        """
        rows = self._rows(_REFUSED, (connection, home, since.refusals, until.refusals, most))
        return [Numbered(number, refusal(self._site, *row)) for number, *row in reversed(rows)]

    def lately(self, whose: Whose, until: Ends, most: int) -> list[Numbered[Event]]:
        """Give about the newest ``most`` of what they told, by arrival.

        Looks through the site's newest arrivals first; of what is older, each series' newest by the time that it told.
        """
        since = _BEGINNING._replace(events=max(0, until.events - SCANNED))
        found = self.arrived(whose, since, until, most)
        if len(found) < most and since.events > 0:
            older = self.newest(whose, most)
            found = sorted({*found, *(one for one in older if one.number <= until.events)}, key=_number)
        return found[-most:]

    def newest(self, whose: Whose, each: int, since: datetime | None = None) -> list[Numbered[Event]]:
        """Give the newest ``each`` of every series of theirs, by the time that it told, in order of arrival."""
        series = self._rows(_SERIES, whose.values)
        earliest = 0 if since is None else to_micros(since)
        rows = [row for (number,) in series for row in self._rows(_NEWEST, (number, earliest, each))]
        return sorted(self._with_numbers(rows), key=_number)

    def told(self, whose: Whose, since: datetime, until: datetime) -> list[Event]:
        """Give what they told in [since, until), in order of time."""
        return self._events(self._rows(_TOLD, (*whose.values, to_micros(since), to_micros(until))))

    def _numbered(self, query: str, whose: Whose, since: int, until: int, most: int) -> list[Numbered[Event]]:
        rows = self._rows(query, (*whose.values, since, until, most))
        return self._with_numbers(rows[::-1])

    def _with_numbers(self, rows: Sequence[Any]) -> list[Numbered[Event]]:
        return [Numbered(row[4], event) for row, event in zip(rows, self._events(rows), strict=True)]


def _number(one: Numbered[Event]) -> int:
    return one.number


def refusal(site: str, received: int, *texts: str) -> Refusal:
    """Give a refusal as it lies in the file."""
    home, connection, topic, reason, field, says, mend, excerpt = texts
    return Refusal(site, home, connection, topic, reason, field, says, mend, excerpt, from_micros(received))
