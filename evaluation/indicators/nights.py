"""Undisturbed nights: how long somebody lay in bed in one piece."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from care.clock import MICROSECOND, to_micros
from care.events import Event
from evaluation.indicators.days import Days
from evaluation.indicators.seen import Counted, Seen

BED: Final = "bed.occupied"
READ: Final = frozenset({BED})

UNBROKEN: Final = timedelta(hours=5)
"""So long in bed in one piece is an undisturbed night."""
MOMENT: Final = timedelta(minutes=2)
"""Out of bed for less is turning over, or a sensor that lost sight of somebody."""


def nights(seen: Seen) -> Iterator[Counted]:
    """Count undisturbed nights by bed.

    A night is not known in which a bed told nothing, nor one that it was occupied in from noon to noon: it is stuck.
    """
    days = seen.days
    value, exposure = days.nothing(), days.nothing()
    beds: dict[str, list[Event]] = defaultdict(list)
    for event in seen.told(BED):
        beds[event.device].append(event)
    for told in beds.values():
        longest = _longest(days, _stays(told))
        known = (days.sums(days.by_night([event.time for event in told])) > 0) & (longest < np.diff(days.noons))
        exposure += known
        value += known & (longest >= UNBROKEN // MICROSECOND)
    yield "undisturbed_nights", value, exposure


def _stays(told: Sequence[Event]) -> list[tuple[datetime, datetime]]:
    """Give from when until when the bed was occupied, short absences left out; one that still goes on is left out."""
    stays: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for event in told:
        if event.value is True and since is None:
            since = event.time
            if stays and since - stays[-1][1] < MOMENT:
                since = stays.pop()[0]
        elif event.value is False and since is not None:
            stays.append((since, event.time))
            since = None
    return stays


def _longest(days: Days, stays: Iterable[tuple[datetime, datetime]]) -> NDArray[np.int64]:
    """Give by night the longest time of one stay within it, in microseconds."""
    longest = np.zeros(days.count, dtype=np.int64)
    noons = days.noons
    for start, end in stays:
        within = np.minimum(noons[1:], to_micros(end)) - np.maximum(noons[:-1], to_micros(start))
        longest = np.maximum(longest, within)
    return longest
