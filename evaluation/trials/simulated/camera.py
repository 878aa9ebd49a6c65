"""When a home's camera is in use and can be heard: by the trial, and by outages of its connection."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from simulators.staff.team import stream

NOON: Final = time(12)
OUTAGES: Final = 0.012
"""How often, a night, a camera falls offline."""
OUTAGE: Final = (2.0, 30.0)
"""Hours that it stays so, least and most."""
_DAY: Final = timedelta(days=1)


class Camera:
    """One home's camera from ``start`` to ``end``; ``is_live`` tells of a local day whether its night has it in use."""

    def __init__(
        self, seed: str, start: datetime, end: datetime, zone: ZoneInfo, is_live: Callable[[date], bool]
    ) -> None:
        self.is_live = is_live
        self._zone = zone
        self._outages = list(_outages(seed, start, end))
        self._was_live = False

    def tells(self, at: datetime) -> bool:
        """Tell whether what it sees at this instant is taken: it is in use, and online."""
        return self.is_live(night_of(at, self._zone)) and not any(since <= at < until for since, until in self._outages)

    def statuses(self, day: date) -> Iterator[tuple[datetime, bool]]:
        """Give when its connection comes and goes between the noon of ``day`` and the next; days in order."""
        is_live = self.is_live(day)
        noon = datetime.combine(day, NOON, self._zone).astimezone(UTC)
        if is_live != self._was_live:
            yield noon, is_live
        self._was_live = is_live
        for since, until in self._outages:
            if is_live and noon <= since < noon + _DAY:
                yield since, False
                yield until, True


def night_of(moment: datetime, zone: ZoneInfo) -> date:
    """Give the local day on which the night begins that this instant belongs to, from noon to noon."""
    return (moment.astimezone(zone) - timedelta(hours=12)).date()


def _outages(seed: str, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    rng = stream(seed, "outages")
    day, over = start, start
    while day < end:
        if rng.random() < OUTAGES and over <= day:
            since = day + _DAY * rng.random()
            over = since + timedelta(hours=rng.uniform(*OUTAGE))
            yield since, over
        day += _DAY
