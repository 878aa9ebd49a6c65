"""What a device was seen to tell: within which range, which texts, and how often; what its description is made from."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from care.events import Event
from devices.description.checking import ALWAYS

MOST_SEEN: Final = 5_000
"""So many of the newest readings of each quantity are looked at."""
MOST_WORDS: Final = 20
ENOUGH: Final = 10
"""From so many readings on it is said how often a device tells."""
REGULAR: Final = 3
"""A quantity is told regularly when no gap is over so many times the usual one."""
_NICE: Final = (60, 90, 120, 180, 300, 600, 900, 1200, 1800, 3600)
_HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class Seen:
    """One quantity of a device, from the readings at hand.

    ``low`` and ``high`` are of numbers, in the quantity's unit; ``words`` are texts, the first that came. The gaps are
    between readings that follow each other by their own times; None where there are fewer than two.
    """

    quantity: str
    count: int
    low: float | None = None
    high: float | None = None
    words: tuple[str, ...] = ()
    shortest: timedelta | None = None
    usual: timedelta | None = None
    longest: timedelta | None = None

    @property
    def at_least_every(self) -> float | None:
        """Seconds after which it is missed, where it tells regularly: twice its longest gap, and a minute at least."""
        if self.count < ENOUGH or not self.usual or self.longest is None or self.longest > REGULAR * self.usual:
            return None
        seconds = 2 * self.longest.total_seconds()
        return next((nice for nice in _NICE if nice >= seconds), math.ceil(seconds / _HOUR) * _HOUR)


def seen(events: Iterable[Event]) -> dict[str, Seen]:
    """Say by quantity what these readings of one device show; statuses and the like are left out."""
    readings = sorted((e for e in events if e.quantity not in ALWAYS), key=lambda e: (e.quantity, e.time))
    return {name: _seen(name, list(group)) for name, group in groupby(readings, key=lambda e: e.quantity)}


def _seen(name: str, readings: list[Event]) -> Seen:
    numbers = [e.value for e in readings if isinstance(e.value, float | int) and not isinstance(e.value, bool)]
    words = dict.fromkeys(e.value for e in readings if isinstance(e.value, str))
    gaps = [later.time - earlier.time for earlier, later in pairwise(readings) if later.time > earlier.time]
    return Seen(
        quantity=name,
        count=len(readings),
        low=min(numbers, default=None),
        high=max(numbers, default=None),
        words=tuple(words)[:MOST_WORDS],
        shortest=min(gaps, default=None),
        usual=timedelta(seconds=median(gap.total_seconds() for gap in gaps)) if gaps else None,
        longest=max(gaps, default=None),
    )
