"""A trial's homes one by one, with all that was seen of each in the sources that all share."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

import numpy as np

from alerts.load import told
from care.clock import ClockKind
from care.events import ALERT, TICK, UPDATE_INTERVAL, Event
from care.trials import Trial
from evaluation.indicators.counting import READ
from evaluation.indicators.days import Days, Row
from evaluation.indicators.equipment import ONLINE
from evaluation.indicators.seen import Score, Seen, Unit
from evaluation.questionnaires.scores import scores
from evaluation.trials.away import at_home
from evaluation.trials.consented import counted_days, days_of
from evaluation.trials.units import alike, shared, unit
from store.readings import HomeReadings
from store.registry import Registry

BEFORE: Final = timedelta(days=30)
"""A connection that was lost so long before the first day, at most, and did not come back, is known to be lost."""
_NO_READING: Final = frozenset({ALERT, TICK, UPDATE_INTERVAL, ONLINE})


class Homes:
    """Gives a trial's homes with what was seen of them; what a site's homes share is asked for once.

    ``counts``: 1 for each day of a home that counts; those that all have consented to where it is not given.
    """

    def __init__(
        self,
        registry: Registry,
        readings_of: Callable[[str], HomeReadings],
        trial: Trial,
        now: datetime,
        counts: Mapping[str, Row] | None = None,
    ) -> None:
        self._registry = registry
        self._readings_of = readings_of
        self._trial = trial
        self._days = days_of(trial)
        self._counted = counted_days(registry, trial, now) if counts is None else counts
        self._truth = _by_home(registry.episodes.between(trial.plan.homes, self._days.since, self._days.until))
        self._simulated = {home.id for home in registry.places.homes() if home.clock is ClockKind.OWN}
        self._scores = _by_home(scores(registry, trial))

    def each(self) -> Iterator[tuple[Seen, Row]]:
        """Give each home of which anything may be counted, and for each of its days 1 where it counts, else 0."""
        by_site: dict[str, list[str]] = defaultdict(list)
        for home in self._registry.places.homes():
            if home.id in self._trial.plan.homes:
                by_site[home.site].append(home.id)
        for site, homes in by_site.items():
            yield from self._of_site(site, homes)

    def _of_site(self, site: str, homes: Sequence[str]) -> Iterator[tuple[Seen, Row]]:
        registry, days = self._registry, self._days
        readings, shared_by_all = self._readings_of(site), self._unit(site, homes)
        residents = _by_home(registry.places.residents(site=site))
        devices = _by_home(registry.places.devices(site=site))
        connections = _by_home(registry.connections.all(site, include_revoked=True))
        for home in homes:
            if not self._counted[home].any():
                continue
            tried = {one.id for one in connections[home] if one.solution == self._trial.plan.solution}
            heard = _readings(readings, home, days)
            seen = Seen(
                home=home,
                residents=len(residents[home]),
                days=days,
                unit=shared_by_all,
                readings=heard,
                alerts=told(*registry.stretches.of_home(home, days.since, days.until)),
                visits=registry.visits.of_home(home, days.since, days.until),
                scores=[Score(one.indicator, one.day, one.score) for one in self._scores[home] if one.indicator],
                truth=self._truth[home],
                labels=self._labels(home),
                heard=_heard(readings, home, days, heard) if devices[home] else None,
                connections=tried,
                devices={one.id for one in devices[home] if one.connection in tried},
            )
            orders = registry.alerts.suppressions.of_home(home, days.since, days.until)
            yield seen, self._counted[home] * at_home(days, {one.id for one in residents[home]}, orders)

    def _labels(self, home: str) -> set[str]:
        """Give the situations of which the truth is known in a home.

        In a simulated one those that befell any of the trial's simulated homes, else those that were acted in itself.
        """
        those = self._simulated if home in self._simulated else {home}
        return {one.label for other in those for one in self._truth.get(other, ())}

    def _unit(self, site: str, homes: Sequence[str]) -> Unit:
        registry, days = self._registry, self._days
        sums, answers = shared(days, registry.pulse.weeks(site), len(homes))
        same = alike(self._trial, days, homes) if answers.any() else days.nothing()
        return unit(
            registry,
            site,
            days,
            homes=len(registry.places.homes(site)),
            visits=registry.visits.days_with_any(homes, days.since, days.until),
            pulse=(sums * same, answers * same),
        )


class _OfAHome(Protocol):
    @property
    def home(self) -> str: ...


T = TypeVar("T", bound=_OfAHome)


def _by_home(those: Iterable[T]) -> Mapping[str, list[T]]:
    """Put together what is of one home; a home of which there is nothing has an empty list."""
    found: dict[str, list[T]] = defaultdict(list)
    for one in those:
        found[one.home].append(one)
    return found


def _readings(readings: HomeReadings, home: str, days: Days) -> Mapping[str, list[Event]]:
    """Give what indicators read, by quantity; and how each connection stood when the first day began."""
    stood = {event.device: event for event in readings.span(home, days.since - BEFORE, days.since, {ONLINE})}
    found: dict[str, list[Event]] = {ONLINE: list(stood.values())}
    for event in readings.span(home, days.since, days.until, READ):
        found.setdefault(event.quantity, []).append(event)
    return found


def _heard(readings: HomeReadings, home: str, days: Days, told_there: Mapping[str, Sequence[Event]]) -> Row:
    """Give 1 for each day on which the home's devices told something; all are asked only where these few did not."""
    times = [event.time for quantity, those in told_there.items() if quantity != ONLINE for event in those]
    heard = days.sums(days.by_day(times)) > 0
    if not heard.all():
        told_ever = readings.per_hour(home, days.since, days.until)
        heard |= days.sums(days.by_day([at for at, quantity, _ in told_ever if quantity not in _NO_READING])) > 0
    return heard.astype(np.float64)
