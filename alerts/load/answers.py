"""How soon alerts were answered, and somebody was there: by the home's clock, from when they called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from alerts.load.calls import Told

SOON: Final = timedelta(seconds=60)
LATEST: Final = timedelta(seconds=180)
ATTENDED: Final = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class Answers:
    """``waits``: until each answer, sorted. ``never``: not answered in 180 s and not yet. ``over_first``: it was over.

    ``waiting`` has called for less than 180 s at the end of the period. Neither these nor those that were over within
    180 s before anybody answered count; nor do alerts that were found late, for nobody could have answered in time.
    """

    waits: tuple[timedelta, ...]
    never: int
    over_first: int
    waiting: int
    found_late: int

    @property
    def counted(self) -> int:
        """How many count."""
        return len(self.waits) + self.never

    def within(self, limit: timedelta) -> int:
        """Count the answers within a time."""
        return sum(1 for wait in self.waits if wait <= limit)


def answers(alerts: Iterable[Told], until: datetime) -> Answers:
    """Gather the answers to alerts that called, up to ``until``."""
    waits: list[timedelta] = []
    never = over_first = waiting = found_late = 0
    for one in alerts:
        called, answered, end = one.calls[0], one.alert.acknowledged, one.alert.end
        if one.alert.found_late:
            found_late += 1
        elif answered is not None and answered <= until:
            waits.append(max(timedelta(0), answered - called))
        elif end is not None and end - called <= LATEST:
            over_first += 1
        elif until - called <= LATEST:
            waiting += 1
        else:
            never += 1
    return Answers(tuple(sorted(waits)), never, over_first, waiting, found_late)


def arrivals(alerts: Iterable[Told]) -> tuple[timedelta, ...]:
    """Give how long after the call the first person was there, sorted; where nobody said so, nothing is known."""
    return tuple(
        sorted(
            max(timedelta(0), one.alert.arrived - one.calls[0])
            for one in alerts
            if one.alert.arrived is not None and not one.alert.found_late
        )
    )


def quantile(waits: Sequence[timedelta], share: float) -> timedelta | None:
    """Give the shortest of the sorted waits within which this share lies; None of none."""
    if not waits:
        return None
    within = next((n for n in range(len(waits)) if (n + 1) / len(waits) >= share - 1e-12), len(waits) - 1)
    return waits[within]
