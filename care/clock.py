"""Time: aware UTC in whole microseconds; who tells it is passed in."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)

Now = Callable[[], datetime]


class ClockKind(StrEnum):
    """What moves a home's time: the wall (real homes, test apartments) or its own ticks (simulated, replayed)."""

    WALL = "wall"
    OWN = "own"


def wall_now() -> datetime:
    """Tell the machine's time, aware UTC. The only place that asks it; everything else is passed a ``Now``."""
    return datetime.now(UTC)


def to_micros(moment: datetime) -> int:
    """Give whole microseconds since 1970 of an aware datetime; raises ValueError for a naive one."""
    if moment.tzinfo is None:
        msg = f"{moment.isoformat()} has no time zone"
        raise ValueError(msg)
    return (moment - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """Give the aware UTC datetime of whole microseconds since 1970."""
    return EPOCH + timedelta(microseconds=micros)


def is_between(moment: datetime, start: time, end: time, zone: ZoneInfo) -> bool:
    """Tell whether ``moment`` lies in [start, end) of the local day; the span may cross midnight."""
    local = moment.astimezone(zone).time()
    if start <= end:
        return start <= local < end
    return local >= start or local < end
