"""Who works when, how soon they look at an alert, and how long it takes to get to a home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from care.clock import is_between
from care.situations import Priority

BASE: Final = ""
"""Where staff are who are with nobody: the staff room."""

REACTS: Final[Mapping[Priority, timedelta]] = {
    Priority.HIGH: timedelta(seconds=40),
    Priority.MEDIUM: timedelta(minutes=2),
    Priority.LOW: timedelta(minutes=15),
}
"""How long it usually (median) takes until somebody who is free has seen an alert."""

SPREAD: Final = 0.5
"""Standard deviation of the logarithm of that time."""


@dataclass(frozen=True, slots=True)
class Carer:
    """One of the staff: ``id`` is who answers at the desk, and works from ``start`` to ``end`` of the local day.

    A shift may cross midnight; one whose start is its end lasts round the clock.
    """

    id: str
    start: time = time(0)
    end: time = time(0)

    def works(self, at: datetime, zone: ZoneInfo) -> bool:
        """Tell whether the carer is on shift."""
        return self.start == self.end or is_between(at, self.start, self.end, zone)


@dataclass(frozen=True, slots=True)
class Ground:
    """How far it is: homes along one way from the staff room, each so long a walk (or drive) away from it."""

    away: Mapping[str, timedelta]

    def walk(self, start: str, to: str) -> timedelta:
        """Give how long it takes from one home, or BASE, to another."""
        here, there = self.away.get(start, timedelta(0)), self.away.get(to, timedelta(0))
        return abs(there - here)

    @classmethod
    def corridor(cls, homes: Sequence[str], apart: timedelta = timedelta(seconds=20)) -> "Ground":
        """Lay homes along a corridor, in this order, the staff room at its beginning."""
        return cls({home: apart * n for n, home in enumerate(homes, 1)})


@dataclass(frozen=True, slots=True)
class Team:
    """The carers of one site and its ground. One carer answers one alert at a time."""

    carers: tuple[Carer, ...]
    ground: Ground
    zone: ZoneInfo

    def on_shift(self, at: datetime) -> list[Carer]:
        """Give who works at that instant."""
        return [carer for carer in self.carers if carer.works(at, self.zone)]


def sees_after(priority: Priority, rng: Random) -> timedelta:
    """Draw how long it takes until a free carer has seen an alert: lognormal about the usual time."""
    return REACTS[priority] * rng.lognormvariate(0.0, SPREAD)


def stream(seed: str, whose: str) -> Random:
    """Give the stream of chance of one side of the staff's work."""
    return Random(f"{seed}/staff/{whose}")
