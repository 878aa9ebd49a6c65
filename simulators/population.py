"""Many homes that live ordinary days: which profile and dwelling each has, and its story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from math import sqrt
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from simulators.devices import KITS
from simulators.happenings import can_happen_with, happenings, scenarios
from simulators.household import opaque
from simulators.profile_file import profiles
from simulators.scenario import Scenario
from simulators.story import Story
from simulators.written import Texts

EVERYDAY: Final = "everyday"
"""What the scenario of ordinary days is called, in random streams."""
_GOLDEN: Final = (sqrt(5) - 1) / 2
_TEXTS: Final = Texts(sv="Vanliga dagar", en="Ordinary days")


@dataclass(frozen=True, slots=True)
class Population:
    """So many homes over so many days from the midnight of ``start``, in ``zone``; the same again for the same.

    ``profile`` and ``dwelling`` are those of all homes; None: mixed by the shares that profiles name, so that any
    thirty homes in a row are mixed like the whole. ``kits``: the devices; none: those of each profile. ``quiet``:
    nothing befalls anybody; else what the profiles name happens now and then, as far as the devices allow.
    """

    homes: int
    days: int
    seed: str
    start: date
    zone: str = "Europe/Stockholm"
    profile: str | None = None
    dwelling: str | None = None
    kits: tuple[str, ...] = ()
    quiet: bool = False

    def story(self, number: int, home: str | None = None) -> Story:
        """Give the story of the ``number``th home (from 0), under an id that says nothing unless one is given."""
        scenario = self.scenario(number)
        return Story(scenario, home or opaque("h", self.seed, str(number)), f"{self.seed}/{number}")

    def scenario(self, number: int) -> Scenario:
        """Give what goes on in the ``number``th home: ordinary days of its residents."""
        profile = self.profile or _share(
            {name: one.homes_of_100 for name, one in profiles().items()}, self._place(number)
        )
        dwelling = self.dwelling or _share(
            profiles()[profile].lives_in, Random(f"{self.seed}/{number}/dwelling").random()
        )
        said = profiles()[profile]
        kinds = {kind for kit in self.kits or said.devices for kind in KITS[kit]}
        befalls = {
            name: times
            for name, times in said.happens.items()
            if not self.quiet and can_happen_with(scenarios()[name], kinds)
        }
        drawn = happenings(befalls, self.days, Random(f"{self.seed}/{number}/happenings"))
        return Scenario(
            name=EVERYDAY,
            title=_TEXTS,
            story=_TEXTS,
            home=dwelling,
            profile=profile,
            devices=self.kits,
            zone=self.zone,
            date=self.start,
            starts=time(0, 0),
            lasts=self.lasts,
            steps=tuple(drawn.steps),
            truth=tuple(drawn.truth),
            expect=tuple(drawn.expect.values()),
        )

    @property
    def lasts(self) -> timedelta:
        """From the first midnight to the last: an hour more or less than the days where the clock changes once."""
        zone = ZoneInfo(self.zone)
        first, last = (
            datetime.combine(day, time(0, 0), zone).astimezone(UTC)
            for day in (self.start, self.start + timedelta(days=self.days))
        )
        return last - first

    def _place(self, number: int) -> float:
        """Give where a home lies from 0 to under 1: homes in a row are spread evenly (golden ratio)."""
        return (Random(f"{self.seed}/profiles").random() + number * _GOLDEN) % 1


def _share(shares: Mapping[str, int], place: float) -> str:
    """Give whose part of the whole a place between 0 and 1 lies in."""
    names: Sequence[str] = sorted(shares)
    bounds = list(accumulate(shares[name] for name in names))
    return next(name for name, bound in zip(names, bounds, strict=True) if place * bounds[-1] < bound)
