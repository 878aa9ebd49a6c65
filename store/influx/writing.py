"""Write events so that each ends in InfluxDB once, or is named with the reason why it never will."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from care.events import Event
from store.influx.errors import Fault, InfluxError
from store.influx.line import NANOS, Lines
from store.influx.server import Server
from store.journal import Arrival


@dataclass(frozen=True, slots=True)
class Rejected:
    """Events that InfluxDB will never take; ``says`` is its reason, ``line`` the first one as it was sent."""

    events: Sequence[Event]
    says: str
    line: str


class Writer:
    """Writes a follower's arrivals. Sending some again is harmless: a point takes its own place."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._lines = Lines()

    def write(self, arrivals: Sequence[Arrival]) -> list[Rejected]:
        """Write them all; return those that were rejected, and why.

        Raises InfluxError when the server is away, busy, or wants none of it: some may have been written then, and
        all are to be sent again.
        """
        if not arrivals:
            return []
        full = [a for a in arrivals if a.before >= NANOS]
        if full:
            says = f"a device told more than {NANOS} values of one quantity for one instant"
            return [_rejected(full, says, self._lines), *self.write([a for a in arrivals if a.before < NANOS])]
        try:
            self._server.write("\n".join(self._lines.line(arrival.event, arrival.before) for arrival in arrivals))
        except InfluxError as error:
            if error.fault is Fault.TOO_LARGE:
                if len(arrivals) == 1:
                    return [_rejected(arrivals, str(error), self._lines)]
                return self._each(_halves(arrivals))
            if error.fault is Fault.REJECTED:
                return self._sort_out(arrivals, error)
            raise
        return []

    def _sort_out(self, arrivals: Sequence[Arrival], error: InfluxError) -> list[Rejected]:
        """Find out which were rejected; the server has taken the others.

        InfluxDB 3 names the lines. 1 and 2 say only how many: a part that was rejected whole is known, any other is
        sent again in smaller parts. Parts are by quantity (a conflict of types is of a whole one), then by time (what
        is older than the retention lies together).
        """
        if error.lines:
            named = [arrivals[number - 1] for number in error.lines if 0 < number <= len(arrivals)]
            return [_rejected(named, error.says, self._lines)] if named else []
        if len(arrivals) == 1 or error.dropped == len(arrivals):
            return [_rejected(arrivals, error.says, self._lines)]
        return self._each(_by_quantity(arrivals) or _halves(sorted(arrivals, key=lambda arrival: arrival.event.time)))

    def _each(self, parts: Iterable[Sequence[Arrival]]) -> list[Rejected]:
        return [rejected for part in parts for rejected in self.write(part)]


def _rejected(arrivals: Sequence[Arrival], says: str, lines: Lines) -> Rejected:
    return Rejected([a.event for a in arrivals], says, lines.line(arrivals[0].event, arrivals[0].before))


def _halves(arrivals: Sequence[Arrival]) -> list[Sequence[Arrival]]:
    middle = len(arrivals) // 2
    return [arrivals[:middle], arrivals[middle:]]


def _by_quantity(arrivals: Sequence[Arrival]) -> list[Sequence[Arrival]]:
    """Give one part for each quantity, or nothing where there is only one."""
    parts: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        parts[arrival.event.quantity].append(arrival)
    return list(parts.values()) if len(parts) > 1 else []
