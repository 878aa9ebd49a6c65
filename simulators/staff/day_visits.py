"""Home care by day: planned visits in the morning, at lunch and in the evening."""

from dataclasses import dataclass
from datetime import date, time
from math import exp, log
from random import Random
from typing import Final

VISITS: Final[tuple[tuple[time, float], ...]] = ((time(8, 15), 30.0), (time(12, 10), 18.0), (time(18, 30), 22.0))
"""When, and how many minutes with the person at an ordinary home."""
HOMES: Final = 0.2
DAYS: Final = 0.25
"""Standard deviations of the logarithm of those minutes: between homes, and from visit to visit."""
LEFT_OUT: Final = 0.04
"""The share that is cancelled: with relatives, at hospital, at a day centre."""
WAY: Final = (2.0, 6.0)


@dataclass(frozen=True, slots=True)
class DayVisit:
    """One visit: its local time, its minutes in all, and those together with the person."""

    at: time
    minutes: float
    contact: float


class DayVisits:
    """One home's visits by day; the same day gives the same ones."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._usual = exp(Random(f"{seed}/day").gauss(0, HOMES))

    def of(self, day: date) -> list[DayVisit]:
        """Give those of a local day, in order."""
        rng = Random(f"{self._seed}/day/{day}")
        found = []
        for at, usual in VISITS:
            contact = exp(rng.gauss(log(usual * self._usual), DAYS))
            way, minute, left_out = rng.uniform(*WAY), rng.randrange(0, 25), rng.random() < LEFT_OUT
            if not left_out:
                later = at.replace(minute=at.minute + minute)
                found.append(DayVisit(later, round(contact + way, 1), round(contact, 1)))
        return found
