"""What rules do at the desk: raise and clear alerts, and move them by what came late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from ulid import ULID

from alerts.desk.aside import Aside
from alerts.desk.hiding import Hiding
from alerts.desk.keeping import Keeping
from alerts.matching import Found, found, match
from alerts.second_look import Looked
from care.alerts import RULES, Alert, Course, End, Finding, Move, Onset, Seen, State
from care.clock import Now
from care.events import Event
from care.situations import SITUATIONS
from store.registry import Registry
from store.registry.alerts import Alerts

HANDOVER_AFTER: Final = timedelta(minutes=30)
"""An alert that is found longer than this after its onset is told at the next handover and pages nobody."""

_NO_CLOCKS: Final[Mapping[str, datetime]] = MappingProxyType({})


@dataclass
class Turn:
    """One transaction: where alerts are kept, who tells them, and which changed."""

    alerts: Alerts
    source: str
    changed: dict[str, Alert] = field(default_factory=dict, init=False)

    def note(self, *alerts: Alert) -> None:
        """Note that these changed."""
        self.changed |= {alert.id: alert for alert in alerts}


@dataclass
class _Turn(Turn):
    """One of the rules: their alerts may be put aside, and hide others or are hidden."""

    aside: Aside
    hiding: Hiding

    def note(self, *alerts: Alert) -> None:
        """Note that these changed; what they hide or are hidden under follows."""
        super().note(*alerts)
        for alert in alerts:
            self.changed |= {other.id: other for other in self.hiding.follow(alert)}


class FromRules(Keeping):
    """The rules' side of the desk."""

    def __init__(self, registry: Registry, now: Now, *, handover_after: timedelta = HANDOVER_AFTER) -> None:
        super().__init__(registry, now)
        self._handover_after = handover_after

    def apply(
        self,
        findings: Iterable[Finding],
        site: str,
        source: str = RULES,
        *,
        clocks: Mapping[str, datetime] = _NO_CLOCKS,
    ) -> list[Alert]:
        """Raise an alert for each onset and clear one for each end, all in one transaction; give those that changed.

        In the order of the findings, each alert once, as it stands after them. Idempotent: what was raised is not
        raised again, what has ended does not end again, and an end of an alert that is not there is ignored.
        The move's ``at`` is the finding's own time, so that every run of the same facts keeps the same.
        ``clocks`` tells what the clocks of homes show: an onset long before is marked as found late, for the handover.
        What a standing order covers is put aside in the same breath, what says the same as another is hidden under it.
        """
        with self._registry.alerts.batch() as alerts:
            turn = self._turn(alerts, site, source)
            for finding in findings:
                clock = clocks.get(finding.home, finding.time) if finding.home else finding.time
                turn.note(*turn.aside.pass_time({finding.home: clock} if finding.home else {}))
                if isinstance(finding, Onset):
                    old = self._is_old(finding, clock)
                    self._raise(turn, finding, site, clock, late_at=clock if old else None)
                else:
                    self._clear(turn, finding, site)
        return list(turn.changed.values())

    def revise(self, looked: Looked, site: str, *, at: datetime, source: str = RULES) -> list[Alert]:
        """Bring a home's alerts in line with what a second look found; give those that changed.

        All in one transaction, and applying it again changes nothing. An alert that is the same as before (see
        ``alerts.matching``) keeps its id and what staff did; its onset and end move. A new one is marked as found
        late, and one that was old at ``at`` (the home's clock) as for the handover. One that was not found again is
        withdrawn: not borne out; it is revived when a later look finds it. Alerts that began before ``late`` stand,
        but may be over at another time, or not yet. What is put aside stays there through all of this.
        """
        late, judged = looked.late, looked.judged
        anew, ends = found(one for one in looked.findings if one.situation in looked.situations)
        with self._registry.alerts.batch() as alerts:
            turn = self._turn(alerts, site, source)
            turn.note(*turn.aside.pass_time({looked.home: at}))
            there = [a for a in alerts.since(looked.home, late) if a.source == source and a.onset <= judged]
            ours = [a for a in there if a.id in looked.known and a.situation in looked.situations]
            for alert in ours:
                if alert.onset < late and alert.borne_out:
                    end = ends.get((alert.situation, alert.resident, alert.onset))
                    if end is None and alert.end is not None and alert.end > judged:
                        end = alert.end  # told just before a crash, and beyond what was looked at
                    self._follow(turn, alert, Course(alert.onset, end, alert.seen), at)
            matched = match([a for a in ours if a.onset >= late], anew)
            for alert, one in matched.pairs:
                self._follow(turn, alert, _course(alert, one, judged), at)
            for alert in matched.unmatched:
                course = Course(alert.onset, alert.end or max(alert.onset, judged), alert.seen, borne_out=False)
                self._steer(turn, alert, Move.WITHDRAW, course, at)
            for one in matched.new:
                raised = self._raise(turn, one.onset, site, at, late_at=at)
                if raised is not None:
                    self._follow(turn, raised, _course(raised, one, judged), at)
        return list(turn.changed.values())

    def _turn(self, alerts: Alerts, site: str, source: str) -> _Turn:
        return _Turn(
            alerts,
            source,
            Aside(self._registry, self._now, alerts, site),
            Hiding(self._registry, self._now, alerts, site),
        )

    def _is_old(self, onset: Onset, clock: datetime) -> bool:
        return clock - onset.time > self._handover_after

    def _raise(
        self, turn: _Turn, onset: Onset, site: str, clock: datetime, *, late_at: datetime | None = None
    ) -> Alert | None:
        """Raise it, at its own time; at ``late_at`` when it was found late."""
        wall = self._now()
        new = Alert(
            id=str(ULID.from_datetime(wall)),
            source=turn.source,
            site=site,
            home=onset.home,
            resident=onset.resident,
            situation=onset.situation,
            priority=SITUATIONS[onset.situation].priority,
            onset=onset.time,
            state=State.UNACKNOWLEDGED,
            version=1,
            raised=wall,
            seen=tuple(_seen(event) for event in onset.seen),
            found_late=late_at is not None,
            handover=late_at is not None and self._is_old(onset, late_at),
        )
        alert, is_new = turn.alerts.insert(new, by=turn.source, at=late_at or onset.time, wall=wall)
        if not is_new:
            return None
        alert = turn.aside.catch(alert, clock)
        turn.note(alert)
        return turn.changed[alert.id]

    def _clear(self, turn: _Turn, end: End, site: str) -> None:
        alert = turn.alerts.find(turn.source, end.home, end.resident, end.situation, end.onset, site=site)
        if alert is not None and alert.end is None:
            turn.note(self._alter(turn.alerts, alert, Move.CLEAR, by=turn.source, at=end.time, end=end.time))

    def _follow(self, turn: Turn, alert: Alert, course: Course, at: datetime) -> None:
        """Move a standing alert to its course, by as many moves as that takes."""
        now = alert
        if not alert.borne_out:
            now = self._steer(turn, now, Move.REVIVE, Course(alert.onset, alert.end, alert.seen), at)
        both_end = alert.end is not None and course.end is not None
        if alert.onset != course.onset or (both_end and alert.end != course.end):
            moved = replace(course, end=course.end if both_end else alert.end)
            now = self._steer(turn, now, Move.ADJUST, moved, at)
        if (alert.end is None) != (course.end is None):
            self._steer(turn, now, Move.RECUR if course.end is None else Move.CLEAR, course, at)

    def _steer(self, turn: Turn, alert: Alert, move: Move, course: Course, at: datetime) -> Alert:
        altered = self._alter(turn.alerts, alert, move, by=turn.source, at=at, note=_was(alert, course), course=course)
        turn.note(altered)
        return turn.changed[alert.id]


def _course(alert: Alert, one: Found, judged: datetime) -> Course:
    end = one.end
    if end is None and alert.borne_out and alert.end is not None and alert.end > judged:
        end = alert.end  # told just before a crash, and beyond what was looked at
    same = alert.onset == one.onset.time
    return Course(one.onset.time, end, alert.seen if same else tuple(_seen(event) for event in one.onset.seen))


def _was(alert: Alert, course: Course) -> str:
    """Say what a move overwrites, so that the history holds it."""
    was = []
    if alert.onset != course.onset:
        was.append(f"onset was {alert.onset.isoformat()}")
    if alert.end is not None and alert.end != course.end:
        was.append(f"end was {alert.end.isoformat()}")
    return ", ".join(was)


def _seen(event: Event) -> Seen:
    return Seen(device=event.device, quantity=event.quantity, time=event.time, value=event.value)
