"""What a rule is tried on: what a home's devices tell, and the alerts that must come of it.

Each rule has a file ``cases/<situation>.py`` with ``CASES``; ``test_every_rule_five_cases`` tries each rule on its own:
the situation, what only looks like it, missing data, late data, and all of these on the nights when clocks change.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from alerts.hearing import Gaps
from alerts.household import Household
from care.events import TICK, Event
from tests.alerts.flat import STOCKHOLM, household


@dataclass(frozen=True, slots=True)
class Play:
    """``events`` up to ``until``, and the ``alerts`` of the rule that must come: (onset, end or None), no others.

    ``before`` is what the journal holds of the days before, that no rule is shown. ``late`` names the devices whose
    events are tried as coming late; none: each of them.
    """

    events: tuple[Event, ...]
    until: datetime
    alerts: tuple[tuple[datetime, datetime | None], ...] = ()
    before: tuple[Event, ...] = ()
    late: frozenset[str] = frozenset()


OnDay = Callable[[date], Play]
"""A play on this local day of Stockholm; one at night begins in its evening, so that clocks change in the night."""


@dataclass(frozen=True)
class Cases:
    """What one rule is tried on. ``no_data`` are plays in which devices or connections are gone, or never were."""

    happens: OnDay
    looks_like: Mapping[str, OnDay]
    no_data: Mapping[str, OnDay]
    household: Household = field(default_factory=household)


def at(day: date, clock: str, *, days: int = 0) -> datetime:
    """The instant at which the clock of Stockholm shows this time of the day (of so many days later)."""
    return datetime.combine(day + timedelta(days=days), time.fromisoformat(clock), STOCKHOLM).astimezone(UTC)


@dataclass
class Journal:
    """A home's history (``alerts.hearing.History``) of events in memory; more may be kept."""

    events: list[Event] = field(default_factory=list)

    def last(self, before: datetime) -> list[Event]:
        """See History."""
        newest: dict[tuple[str, str], Event] = {}
        for event in sorted(self.events, key=lambda event: event.order):
            if event.time < before and event.quantity != TICK:
                newest[event.device, event.quantity] = event
        return sorted(newest.values(), key=lambda event: event.order)

    def gaps(self, since: datetime, until: datetime) -> Iterable[Gaps]:  # noqa: ARG002 - of any days
        """Nothing: no device is learnt as regular here."""
        return ()

    def told(
        self, quantities: Collection[str], since: datetime, until: datetime, devices: Collection[str] | None = None
    ) -> list[Event]:
        """See History."""
        wanted = [e for e in self.events if devices is None or e.device in devices]
        found = [e for e in wanted if since <= e.time < until and e.quantity in quantities]
        return sorted(found, key=lambda event: event.order)
