"""What every store of readings can tell, SQLite's journal and InfluxDB alike; tests/store/contract holds them to it."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple, Protocol

from care.events import Event


class Series(NamedTuple):
    """All that one device told of one quantity; ``events`` counts them in the time that was asked for."""

    home: str
    device: str
    quantity: str
    events: int


class HomeReadings(Protocol):
    """What a reader of homes' readings is asked by those who count; times are [since, until)."""

    def span(
        self, home: str, since: datetime, until: datetime, quantities: Collection[str] | None = None
    ) -> list[Event]:
        """Give a home's events, all quantities or only these, in ``Event.order``."""

    def per_hour(self, home: str, since: datetime, until: datetime) -> list[tuple[datetime, str, int]]:
        """Count a home's events as (start of the UTC hour, quantity, count), by hour and quantity."""


class Readings(HomeReadings, Protocol):
    """One site's readings. Times are [since, until); ticks may be left out. Raises StoreError where it cannot be read.

    A store that does not know when an event was received gives its own time instead (``knows_received`` is False).
    """

    @property
    def site(self) -> str:
        """Whose readings."""

    @property
    def knows_received(self) -> bool:
        """Whether events carry when they were received."""

    def latest(self, home: str | None = None) -> list[Event]:
        """Give the newest event, by (time, value), of each home, device and quantity, in any order."""

    def series(self, since: datetime, until: datetime, home: str | None = None) -> list[Series]:
        """Give every series that told something, without ticks, by home, device and quantity."""

    def told_by(self, series: Series, since: datetime, until: datetime) -> Iterator[list[Event]]:
        """Give what a series told, page by page in order of time."""
