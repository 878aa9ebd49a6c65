"""Trials as a person sees them: which are theirs to plan, which to see; and how much has come in, split by nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from api.access.rights import Right, holds, organisations_where, sites_where
from api.platform import Platform
from care.people import Home, Person, Site, World
from care.trials import Trial
from evaluation.trials.collecting import collect
from evaluation.trials.consented import counted_days
from evaluation.trials.integrity.completeness import known
from evaluation.trials.ran import Ran

KEPT: Final = 8
FRESH: Final = timedelta(minutes=10)


def plans(person: Person, organisation: str) -> bool:
    """Tell whether a person plans trials of an organisation."""
    return holds(person, Right.PLAN_TRIALS, organisation, World.REAL)


def trials_for(here: Platform, person: Person) -> list[Trial]:
    """Give the trials that a person may see, the newest first: their organisation's, and those of their solutions."""
    makers = organisations_where(person, Right.SEE_TRIALS)
    solutions = {one.id for one in here.registry.solutions.all(makers)}
    return [
        one for one in here.registry.trials.all() if plans(person, one.organisation) or one.plan.solution in solutions
    ]


def homes_for(here: Platform, person: Person) -> list[tuple[Site, list[Home]]]:
    """Give the homes that a person may plan trials in, by site."""
    places = here.registry.places
    return [(site, places.homes(site.id)) for site in sites_where(person, Right.PLAN_TRIALS, places.sites())]


@dataclass(frozen=True, slots=True)
class CameIn:
    """How much of a trial has come in at ``at``.

    By home: how many days are over, how many of them count by consent, and on which share of these there are data of
    what decides the trial; homes of which nothing can be told are left out.
    """

    at: datetime
    over: int
    counted: Mapping[str, int]
    shares: Mapping[str, float]


@dataclass(slots=True)
class Progress:
    """Reckons what has come in, and keeps it for ten minutes: a large trial takes half a minute."""

    platform: Platform
    _kept: dict[str, CameIn] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, trial: Trial) -> CameIn:
        """Give what has come in of a trial; one at a time reckons. Raises StoreError where readings cannot be read."""
        with self._lock:
            now, found = self.platform.now(), self._kept.get(trial.id)
            if found is None or now - found.at > FRESH:
                found = self._kept[trial.id] = came_in(self.platform, trial, now)
                while len(self._kept) > KEPT:
                    del self._kept[next(iter(self._kept))]
        return found


def came_in(here: Platform, trial: Trial, now: datetime) -> CameIn:
    """Reckon what has come in of a trial up to now."""
    held = counted_days(here.registry, trial, now)
    days = np.array([held[home] for home in trial.plan.homes])
    ran = Ran(trial, collect(here.registry, here.reader, trial, now), days)
    shares = known(ran, trial.plan.primary.indicator).by_home
    end = now if trial.stopped is None else min(now, trial.stopped)
    over = (end - timedelta(hours=12)).astimezone(ZoneInfo(trial.plan.zone)).date()
    return CameIn(
        at=now,
        over=max(0, min((over - trial.plan.first).days, (trial.plan.last - trial.plan.first).days + 1)),
        counted={home: int(held[home].sum()) for home in trial.plan.homes},
        shares=shares,
    )
