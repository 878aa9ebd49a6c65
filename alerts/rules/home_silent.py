"""Nothing comes from a home any more: its broadband, its box or its power is gone, and rules see nothing there."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Final

from alerts.hearing import ONLINE, Hearing, History
from alerts.household import Household
from alerts.rule import Parameters, Rule
from care.alerts import Alert, End, Finding, Onset
from care.events import TICK, Event
from care.quantities import QUANTITIES

EVERYTHING: Final = frozenset(QUANTITIES) - {TICK}


class HomeSilentParameters(Parameters):
    """None: how long a home may be quiet is learnt."""


class HomeSilent(Rule):
    """Raise when no device of the home has told anything for longer than it should; over with the next that tells.

    Choices:
    - How long is the shortest of what its devices' descriptions say and of what was learnt (``alerts.hearing``), and a
      minute: when a device that should have told is overdue and nothing else was heard either, the home is silent.
      A device that was overdue already when others were still heard does not count: it is silent by itself.
    - When every connection has said that it is gone (last will), it is silent at once.
    - A home of which nothing is known yet is silent only by its connections.
    - It is over too when a connection is there again: then its devices have their time anew.
    """

    situation: ClassVar[str] = "home_silent"
    quantities: ClassVar[frozenset[str]] = EVERYTHING
    parameters: ClassVar[type[Parameters]] = HomeSilentParameters
    memory: Final = timedelta(0)

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        self.going_on: datetime | None = None
        """Since when it is silent, as an alert or as what was so when this began."""
        self._hearing = Hearing(household)

    def start(self, at: datetime, history: History) -> None:
        """See Rule."""
        self._hearing.start(at, history)
        last = self._hearing.last
        if last is not None and self._hearing.is_home_silent(at):
            self.going_on = self._hearing.home_deadline or last.time

    @property
    def due(self) -> datetime | None:
        """When it will have been quiet for too long, or when there is something to learn."""
        deadline, learns_at = self._hearing.home_deadline, self._hearing.learns_at
        if self.going_on or deadline is None or (learns_at is not None and learns_at < deadline):
            return learns_at
        return deadline

    def see(self, event: Event) -> Iterable[Finding]:
        """Take any event: somebody is there, unless it is a connection that says that it is gone."""
        findings: list[Finding] = []
        is_there = event.quantity != ONLINE or event.value is True
        if self.going_on is not None and is_there:
            findings.append(self._end(event.time))
        self._hearing.hear(event)
        if self.going_on is None and self._hearing.links.is_dark:
            findings.append(self._onset(event.time, event))
        return findings

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that it has been quiet for too long, or that there is something to learn."""
        hearing = self._hearing
        if hearing.learns_at is not None and hearing.learns_at <= at:
            hearing.learn(at)
        if self.going_on is None and hearing.last is not None and hearing.is_home_silent(at):
            return [self._onset(at, hearing.last)]
        return ()

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:
        """Take that the home's silence was told; it is over when something was told since."""
        last = self._hearing.last
        silent = self.going_on is not None
        self.going_on = alert.onset
        if last is not None and last.time > alert.onset and not silent:
            return [self._end(at)]
        return ()

    def _onset(self, at: datetime, last: Event) -> Onset:
        self.going_on = at
        return Onset(self.situation, self.household.home, None, at, (last,))

    def _end(self, at: datetime) -> End:
        onset, self.going_on = self.going_on or at, None
        return End(self.situation, self.household.home, None, onset, max(at, onset))
