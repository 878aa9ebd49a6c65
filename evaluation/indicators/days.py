"""The local days of a trial, and which day or night an instant belongs to, also where clocks are changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from care.clock import from_micros, to_micros

Row = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Days:
    """``count`` local days from ``first`` on. A night belongs to the day on which it begins: from noon to noon."""

    zone: ZoneInfo
    first: date
    count: int

    @cached_property
    def midnights(self) -> NDArray[np.int64]:
        """When each day begins, and when the last ends, in microseconds since 1970."""
        return self._at(time())

    @cached_property
    def noons(self) -> NDArray[np.int64]:
        """When each day's night begins, and when the last night ends."""
        return self._at(time(12))

    @property
    def since(self) -> datetime:
        """When the first day begins."""
        return from_micros(int(self.midnights[0]))

    @property
    def until(self) -> datetime:
        """When the last night ends."""
        return from_micros(int(self.noons[-1]))

    def by_day(self, moments: Sequence[datetime]) -> Places:
        """Give the number of the local day of each instant, -1 outside."""
        return _places(self.midnights, moments)

    def by_night(self, moments: Sequence[datetime]) -> Places:
        """Give the number of the day on which the night around each instant begins, -1 outside."""
        return _places(self.noons, moments)

    def by_date(self, dates: Sequence[date]) -> Places:
        """Give the number of each local day, -1 outside."""
        numbers = np.array([(one - self.first).days for one in dates], dtype=np.intp)
        return np.where((numbers >= 0) & (numbers < self.count), numbers, -1)

    def sums(self, places: Places, amounts: Sequence[float] | None = None) -> Row:
        """Sum amounts by day, each 1 where none are told; what lies outside is left out."""
        inside = places >= 0
        weights = None if amounts is None else np.asarray(amounts, dtype=np.float64)[inside]
        return np.bincount(places[inside], weights=weights, minlength=self.count).astype(np.float64)

    def nothing(self) -> Row:
        """Give 0 for each day."""
        return np.zeros(self.count)

    def each(self, amount: float = 1.0) -> Row:
        """Give the same amount for each day."""
        return np.full(self.count, amount)

    def shares(self, stretches: Sequence[tuple[datetime, datetime]]) -> Row:
        """Give which share of each day stretches cover; where they overlap it counts once."""
        edges = self.midnights
        covered = np.zeros(self.count)
        reached = int(edges[0])
        for start, end in sorted((to_micros(start), to_micros(end)) for start, end in stretches):
            low, high = max(start, reached), min(end, int(edges[-1]))
            if low >= high:
                continue
            first, last = np.searchsorted(edges, [low, high - 1], side="right") - 1
            for day in range(int(first), int(last) + 1):
                covered[day] += min(high, int(edges[day + 1])) - max(low, int(edges[day]))
            reached = high
        return covered / np.diff(edges)

    def _at(self, clock: time) -> NDArray[np.int64]:
        edges = [
            datetime.combine(self.first + timedelta(days=day), clock, self.zone).astimezone(UTC)
            for day in range(self.count + 1)
        ]
        return np.array([to_micros(edge) for edge in edges], dtype=np.int64)


def _places(edges: NDArray[np.int64], moments: Sequence[datetime]) -> Places:
    found = np.searchsorted(edges, np.array([to_micros(one) for one in moments], dtype=np.int64), side="right") - 1
    return np.where(found >= len(edges) - 1, -1, found)
