"""The hour of the day in a simulated home: seconds since the start, read on the clock on its wall."""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

HOUR: Final = 3600.0
_DAY: Final = 24


class Hours:
    """Local time of a home whose story begins at ``start`` (aware)."""

    def __init__(self, start: datetime, zone: ZoneInfo) -> None:
        self._start = start.astimezone(UTC)
        self.zone = zone

    def moment(self, seconds: float) -> datetime:
        """Give the aware UTC time of so many seconds since the start, in whole milliseconds."""
        return self._start + timedelta(0, 0, 0, round(seconds * 1000))

    def seconds(self, moment: datetime) -> float:
        """Give the seconds from the start to an aware time."""
        return (moment - self._start).total_seconds()

    def hour(self, seconds: float) -> float:
        """Give the hour of the local day, 0 to under 24, with its fraction."""
        local = self.moment(seconds).astimezone(self.zone)
        return local.hour + local.minute / 60 + local.second / HOUR

    def past(self, at: time, seconds: float) -> float:
        """Give the hours since the nearest ``at`` on the clock: -12 to under 12, negative before it."""
        ahead = self.hour(seconds) - (at.hour + at.minute / 60)
        return (ahead + _DAY / 2) % _DAY - _DAY / 2

    def until(self, at: time, seconds: float) -> float:
        """Give the seconds from then until the clock next shows ``at``; 0 when it does."""
        then = self.moment(seconds)
        day = then.astimezone(self.zone).date()
        for ahead in range(3):
            found = datetime.combine(day + timedelta(days=ahead), at, self.zone).astimezone(UTC)
            if found >= then:
                return (found - then).total_seconds()
        msg = f"no {at} within two days"  # pragma: no cover - every day has every time, or the hour after it
        raise AssertionError(msg)
