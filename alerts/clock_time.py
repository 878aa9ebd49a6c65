"""Times of day as people set them for a resident, and the instants at which a local clock shows them."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, PlainValidator

_CLOCK_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_DAY: Final = timedelta(days=1)


def _clock_time(value: object) -> time:
    """Read "HH:MM"; a bare number is refused, since nobody can tell what 22 or YAML's 22:00 (1320) was meant to be."""
    if isinstance(value, time) and value.tzinfo is None:
        return value
    if isinstance(value, str) and _CLOCK_TIME.fullmatch(value):
        return time.fromisoformat(value)
    raise ValueError('write a time of day as "HH:MM", in quotes')


class DayTimes(tuple[time, ...]):
    """Times of one day, in order."""

    __slots__ = ()

    def __str__(self) -> str:
        return " ".join(f"{at:%H:%M}" for at in self) or "none"


def _clock_times(value: object) -> DayTimes:
    """Read "08:00 20:00", or a list of such times, into order."""
    parts = value.split() if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise ValueError('write times of day as "08:00 20:00", in quotes')  # noqa: TRY004 - pydantic says ValueErrors
    return DayTimes(sorted({_clock_time(part) for part in parts}))


ClockTime = Annotated[time, BeforeValidator(_clock_time)]
ClockTimes = Annotated[DayTimes, PlainValidator(_clock_times)]


def next_instant(times: Iterable[time], after: datetime, zone: ZoneInfo) -> datetime | None:
    """Give the first instant later than ``after`` at which the clock of ``zone`` shows one of these times.

    Each time comes once a local day: one that is skipped when clocks go forward comes an hour later, of one that
    comes twice when they go back the first counts. None when there are no times.
    """
    day = after.astimezone(zone).date() - _DAY
    instants = [datetime.combine(day + n * _DAY, at, zone).astimezone(UTC) for n in range(3) for at in times]
    return min((instant for instant in instants if instant > after), default=None)
