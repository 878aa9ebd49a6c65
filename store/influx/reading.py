"""Read one site's readings from InfluxDB by InfluxQL over ``/query``, which 1.8, 2 and 3 understand."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from care.clock import EPOCH, from_micros, to_micros
from care.events import Event
from care.quantities import FIELD, QUANTITIES
from store.influx.influxql import ALL_FIELDS, EVERYTHING, FIELDS, Point, name, names, points, where, within
from store.influx.line import NANOS, instant
from store.influx.server import Server
from store.readings import Series

PAGE: Final = 10_000
END: Final = datetime(2262, 1, 1, tzinfo=UTC)
"""InfluxDB's times end soon after."""


class InfluxReader:
    """One site's readings; ``received`` of an event is its own time, for InfluxDB is not told it."""

    knows_received: Final = False

    def __init__(self, server: Server, site: str) -> None:
        self.site = site
        self._server = server

    def span(
        self, home: str, since: datetime, until: datetime, quantities: Collection[str] | None = None
    ) -> list[Event]:
        """Give a home's events: see store.readings."""
        if quantities is not None and not quantities:
            return []
        measurements = EVERYTHING if quantities is None else names(quantities)
        tables = self._server.query(
            f"SELECT {ALL_FIELDS} FROM {measurements} WHERE {where(self.site, home)} AND {within(since, until)}"  # noqa: S608 - quoted
            ' GROUP BY "device"'
        )
        return sorted((self._event(point) for point in points(tables, home=home)), key=lambda event: event.order)

    def latest(self, home: str | None = None) -> list[Event]:
        """Give the newest event of each series: see store.readings."""
        return [self._greatest(point) for field in FIELDS for point in self._last(field, home)]

    def per_hour(self, home: str, since: datetime, until: datetime) -> list[tuple[datetime, str, int]]:
        """Count a home's events by hour and quantity: see store.readings."""
        tables = self._server.query(
            f"SELECT {_counts()} FROM {EVERYTHING} WHERE {where(self.site, home)} AND {within(since, until)}"  # noqa: S608 - quoted
            " GROUP BY time(1h) fill(none)"
        )
        return sorted(
            (instant(nanos), table["name"], sum(filter(None, counts)))
            for table in tables
            for nanos, *counts in table["values"]
            if any(counts)
        )

    def series(self, since: datetime, until: datetime, home: str | None = None) -> list[Series]:
        """Give every series that told something, with how often: see store.readings."""
        tables = self._server.query(
            f"SELECT {_counts()} FROM {EVERYTHING} WHERE {where(self.site, home)} AND {within(since, until)}"  # noqa: S608 - quoted
            ' GROUP BY "home", "device"'
        )
        return sorted(
            Series(table["tags"]["home"], table["tags"]["device"], table["name"], sum(filter(None, counts)))
            for table in tables
            for _, *counts in table["values"]
        )

    def told_by(self, series: Series, since: datetime, until: datetime) -> Iterator[list[Event]]:
        """Give what a series told, page by page: see store.readings."""
        known = QUANTITIES.get(series.quantity)
        fields = name(FIELD[known.kind]) if known else ALL_FIELDS
        whose = where(self.site, series.home, series.device)
        after = to_micros(since) * NANOS - 1
        while True:
            tables = self._server.query(
                f"SELECT {fields} FROM {name(series.quantity)} WHERE {whose} AND time > {after}"  # noqa: S608 - quoted
                f" AND time < {to_micros(until) * NANOS} ORDER BY time LIMIT {PAGE}"
            )
            page = list(points(tables, home=series.home, device=series.device))
            if page:
                yield [self._event(point) for point in page]
                after = page[-1].nanos
            if len(page) < PAGE:
                return

    def _last(self, field: str, home: str | None) -> list[Point]:
        tables = self._server.query(
            f"SELECT last({name(field)}) AS {name(field)} FROM {EVERYTHING} WHERE {where(self.site, home)}"  # noqa: S608 - quoted
            f' AND {within(EPOCH, END)} GROUP BY "home", "device"'
        )
        return list(points(tables))

    def _greatest(self, point: Point) -> Event:
        """Give the event of a last point: where its instant has several values, the greatest."""
        if point.nanos % NANOS and not isinstance(point.value, bool):
            at = instant(point.nanos)
            tables = self._server.query(
                f"SELECT {ALL_FIELDS} FROM {name(point.quantity)}"  # noqa: S608 - quoted
                f" WHERE {where(self.site, point.home, point.device)} AND {within(at, at + timedelta(microseconds=1))}"
            )
            same = points(tables, home=point.home, device=point.device)
            point = max(same, key=lambda other: other.value, default=point)
        return self._event(point)

    def _event(self, point: Point) -> Event:
        time = from_micros(point.nanos // NANOS)
        return Event(self.site, point.home, point.device, point.quantity, time, point.value, time)


def _counts() -> str:
    return ", ".join(f"count({name(field)})" for field in FIELDS)
