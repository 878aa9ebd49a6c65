"""The night round: staff look in on a person some times each night, by going there, or by camera where there is one."""

from dataclasses import dataclass
from datetime import date, time
from math import cos, exp, log, tau
from random import Random
from typing import Final

from simulators.devices.night_camera import CHECKS

LEAST: Final = 1.6
MOST: Final = 2.1
"""Planned visits a person and night, on a year's average: homes lie between these."""
SEASON: Final = 0.08
"""By this share there are more in the middle of winter, and fewer in the middle of summer."""
DRIFT: Final = 0.03
"""Standard deviation of the logarithm by which a home's visits differ from week to week."""
CONTACT: Final = 4.0
SPREAD: Final = 0.5
"""Minutes with the person (median), and standard deviation of their logarithm."""
WAY: Final = (1.5, 4.0)
"""Minutes there and back, least and most."""
WAKES: Final = 0.3
"""How often somebody who lies in bed wakes up when the door goes, and gets up."""
_YEAR: Final = 365.25
_MIDWINTER: Final = date(2024, 12, 21).toordinal()


@dataclass(frozen=True, slots=True)
class Looked:
    """How a carer's coming in went: minutes in all, those together with the person, and whether they woke."""

    minutes: float
    contact: float
    wakes: bool


class NightRound:
    """One home's round. ``effect`` is the share of visits that a camera spares, where it is in use: 0 to 0.95.

    What is planned hangs on ``seed`` alone, and so does how each visit goes: with another effect there are other
    visits, but the plan behind them is the same.
    """

    def __init__(self, effect: float, seed: str) -> None:
        self.effect = effect
        self.usual = Random(f"{seed}/usual").uniform(LEAST, MOST)
        self._seed = seed
        self._spares = Random(f"{seed}/spares")
        self._visits = Random(f"{seed}/visits")
        self._owed = 0

    def planned(self, day: date) -> tuple[time, ...]:
        """Give the hours at which staff mean to look in, in the night that begins on ``day``."""
        week = exp(Random(f"{self._seed}/week/{day.toordinal() // 7}").gauss(0, DRIFT))
        winter = 1 + SEASON * cos(tau * (day.toordinal() - _MIDWINTER) / _YEAR)
        chance = min(1.0, self.usual * week * winter / len(CHECKS))
        rng = Random(f"{self._seed}/night/{day}")
        return tuple(hour for hour in CHECKS if rng.random() < chance)

    def stays_away(self, *, seen: bool) -> bool:
        """Tell whether a look by camera spares the visit, in a home that has the camera in use.

        Nobody stays away who was not ``seen`` in bed, or while the camera is offline. So that all in all the share is
        spared all the same, the next visit that can be is spared for it.
        """
        self._owed += self._spares.random() < self.effect
        if not seen or self._owed < 1:
            return False
        self._owed -= 1
        return True

    def called_out(self, *, by_camera: bool) -> None:
        """Take that somebody had to go, called by an alert, in a home that has the camera in use.

        The share is of all visits, so that a later one may be spared for it; what the camera itself had somebody go
        for is spared again in any case: ``effect`` is net.
        """
        self._owed += by_camera or self._spares.random() < self.effect

    def looks_in(self, *, in_bed: bool) -> Looked:
        """Let a carer come in."""
        contact = exp(self._visits.gauss(log(CONTACT), SPREAD))
        way = self._visits.uniform(*WAY)
        woken = self._visits.random() < WAKES
        return Looked(round(contact + way, 1), round(contact, 1), woken and in_bed)
