"""The second look: a home judged again from its earliest late fact on, as if every fact had come in its time.

Pure, and in spans, so that whoever runs it may let others go in between:

    while not look.done:
        since, until = look.span(timedelta(hours=6))
        look.show(events of [since, until), until)

``looked`` is then what should have been found; the desk compares it with the alerts that stand (``Desk.revise``), and
``timeline`` goes on in place of the one that did not know. What was found before the earliest late fact rests on
nothing later, so it holds, and rules are told the alerts that went on then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.hearing import History
from alerts.household import Household
from alerts.rule import Rule
from alerts.timeline import Timeline, memory_of
from care.alerts import Alert, Finding
from care.clock import MICROSECOND
from care.events import Event
from care.situations import SITUATIONS


@dataclass(frozen=True, slots=True)
class Looked:
    """What a second look at a home found, from ``late`` up to ``judged``, both included.

    ``situations`` are those that late facts can move: what devices told. That equipment was silent was true when it
    was told, whatever came afterwards. ``known`` are the ids of the alerts that the look started from; others were
    raised meanwhile, by what the look has not seen.
    """

    home: str
    late: datetime
    judged: datetime
    situations: frozenset[str]
    known: frozenset[str]
    findings: tuple[Finding, ...]


class SecondLook:
    """Shows one home's events from (``late`` - what rules remember) up to ``judged`` to fresh ``rules``.

    ``alerts``: the home's, at least those that went on at ``late`` or later.
    """

    def __init__(
        self,
        household: Household,
        rules: Sequence[Rule],
        alerts: Sequence[Alert],
        *,
        late: datetime,
        judged: datetime,
        history: History | None = None,
    ) -> None:
        self.household = household
        self.late = late
        self.judged = judged
        self._rules = rules
        self._findings: list[Finding] = []
        self._alerts = alerts
        self._timeline = Timeline(household, rules)
        self._next = late - MICROSECOND - memory_of(rules)
        if history is not None:
            self._timeline.start(self._next, history)

    @property
    def done(self) -> bool:
        """Whether everything has been shown."""
        return self._next > self.judged

    def span(self, longest: timedelta) -> tuple[datetime, datetime]:
        """Give from when (itself included) until when (excluded) events are to be shown next."""
        end = self.late if self._next < self.late else self.judged + MICROSECOND
        return self._next, end if end - self._next <= longest else self._next + longest

    def show(self, events: Iterable[Event], until: datetime) -> None:
        """Take all events of the span that was asked for, which went until ``until``."""
        found = self._timeline.replay(events, until - MICROSECOND)
        if self._next >= self.late:
            self._findings += found
        elif until == self.late:
            # what began at ``late`` itself is to be found again; a timeline would take it for told just before
            self._timeline.adopt([alert for alert in self._alerts if alert.onset < self.late])
        self._next = until

    @property
    def looked(self) -> Looked:
        """What was found, once everything has been shown."""
        return Looked(
            home=self.household.home,
            late=self.late,
            judged=self.judged,
            situations=frozenset(r.situation for r in self._rules if not SITUATIONS[r.situation].by_silence),
            known=frozenset(alert.id for alert in self._alerts),
            findings=tuple(self._findings),
        )

    def timeline(self, later: Iterable[Event]) -> Timeline:
        """Give the timeline that stands at ``judged`` and knows all; it is held. ``later``: what has come for after."""
        silences = [alert for alert in self._alerts if SITUATIONS[alert.situation].by_silence]
        self._timeline.adopt(silences)  # these stand as they were told, and are over if that is known now
        self._timeline.go_on(later)
        return self._timeline
