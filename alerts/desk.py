"""The desk: the only way to change an alert, for rules and for people."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from ulid import ULID

from alerts.matching import Found, found, match
from alerts.moves import leads_to
from alerts.second_look import Looked
from care.alerts import RULES, Alert, Closing, Course, End, Finding, Move, Onset, Seen, State
from care.clock import Now
from care.errors import Conflict
from care.events import Event
from care.situations import SITUATIONS
from store.registry import Registry
from store.registry.alerts import Alerts

HANDOVER_AFTER: Final = timedelta(minutes=30)
"""An alert that is found longer than this after its onset is told at the next handover and pages nobody."""

_NO_CLOCKS: Final[Mapping[str, datetime]] = MappingProxyType({})
_INSTEAD: Final = {
    State.UNACKNOWLEDGED: "Acknowledge it first.",
    State.ACKNOWLEDGED: "Say that you are on the way, or close it.",
    State.RETURNED: "Acknowledge it first.",
    State.NORMAL: "Close it.",
    State.CLOSED: "There is nothing left to do.",
}
_DOING: Final = {
    Move.ACKNOWLEDGE: "acknowledged",
    Move.ON_THE_WAY: "answered by somebody on the way",
    Move.CLOSE: "closed",
}


class Desk:
    """Takes what rules find and what people do to alerts; ``now`` is the wall's.

    Every change is one compare-and-set in the registry, kept with who and when; each call blocks for that long.
    """

    def __init__(self, registry: Registry, now: Now, *, handover_after: timedelta = HANDOVER_AFTER) -> None:
        self._registry = registry
        self._now = now
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
        """
        changed: dict[str, Alert] = {}
        with self._registry.alerts.batch() as alerts:
            for finding in findings:
                if isinstance(finding, Onset):
                    clock = clocks.get(finding.home) if finding.home else None
                    old = clock is not None and self._is_old(finding, clock)
                    alert = self._raise(alerts, finding, site, source, late_at=clock if old else None)
                else:
                    alert = self._clear(alerts, finding, site, source)
                if alert is not None:
                    changed[alert.id] = alert
        return list(changed.values())

    def revise(self, looked: Looked, site: str, *, at: datetime, source: str = RULES) -> list[Alert]:
        """Bring a home's alerts in line with what a second look found; give those that changed.

        All in one transaction, and applying it again changes nothing. An alert that is the same as before (see
        ``alerts.matching``) keeps its id and what staff did; its onset and end move. A new one is marked as found
        late, and one that was old at ``at`` (the home's clock) as for the handover. One that was not found again is
        withdrawn: not borne out; it is revived when a later look finds it. Alerts that began before ``late`` stand,
        but may be over at another time, or not yet.
        """
        late, judged = looked.late, looked.judged
        anew, ends = found(one for one in looked.findings if one.situation in looked.situations)
        changed: dict[str, Alert] = {}
        with self._registry.alerts.batch() as alerts:
            there = [a for a in alerts.since(looked.home, late) if a.source == source and a.onset <= judged]
            ours = [a for a in there if a.id in looked.known and a.situation in looked.situations]
            for alert in ours:
                if alert.onset < late and alert.borne_out:
                    end = ends.get((alert.situation, alert.resident, alert.onset))
                    if end is None and alert.end is not None and alert.end > judged:
                        end = alert.end  # told just before a crash, and beyond what was looked at
                    changed |= self._follow(alerts, alert, Course(alert.onset, end, alert.seen), source, at)
            matched = match([a for a in ours if a.onset >= late], anew)
            for alert, one in matched.pairs:
                changed |= self._follow(alerts, alert, _course(alert, one, judged), source, at)
            for alert in matched.unmatched:
                course = Course(alert.onset, alert.end or max(alert.onset, judged), alert.seen, borne_out=False)
                changed |= self._alter(alerts, alert, Move.WITHDRAW, course, source, at)
            for one in matched.new:
                raised = self._raise(alerts, one.onset, site, source, late_at=at)
                if raised is not None:
                    changed |= {raised.id: raised} | self._follow(
                        alerts, raised, _course(raised, one, judged), source, at
                    )
        return list(changed.values())

    def acknowledge(self, alert_id: str, version: int, by: str, at: datetime | None = None) -> Alert:
        """Take that ``by`` has seen the alert, as it was at ``version``.

        Like every move of people: ``at`` is the time by the home's clock, the wall's if not told. Raises NotFound;
        Conflict when somebody was first or when the alert's state does not allow it, and then nothing has changed.
        """
        return self._move(alert_id, version, Move.ACKNOWLEDGE, by, at)

    def on_the_way(self, alert_id: str, version: int, by: str, at: datetime | None = None) -> Alert:
        """Take that ``by`` goes there, which acknowledges too, and is from now on the one who answers it."""
        return self._move(alert_id, version, Move.ON_THE_WAY, by, at, responder=by)

    def close(self, alert_id: str, version: int, by: str, at: datetime | None = None, *, closing: Closing) -> Alert:
        """Take what the alert proved to be; an alert can be closed once it is acknowledged, also while it goes on."""
        return self._move(alert_id, version, Move.CLOSE, by, at, closing=closing)

    def _is_old(self, onset: Onset, clock: datetime) -> bool:
        return clock - onset.time > self._handover_after

    def _raise(
        self, alerts: Alerts, onset: Onset, site: str, source: str, *, late_at: datetime | None = None
    ) -> Alert | None:
        """Raise it, at its own time; at ``late_at`` when it was found late."""
        wall = self._now()
        new = Alert(
            id=str(ULID.from_datetime(wall)),
            source=source,
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
        alert, is_new = alerts.insert(new, by=source, at=late_at or onset.time, wall=wall)
        return alert if is_new else None

    def _follow(self, alerts: Alerts, alert: Alert, course: Course, source: str, at: datetime) -> dict[str, Alert]:
        """Move a standing alert to its course, by as many moves as that takes; give it when anything changed."""
        changed: dict[str, Alert] = {}
        if not alert.borne_out:
            believed = Course(alert.onset, alert.end, alert.seen)
            changed |= self._alter(alerts, alert, Move.REVIVE, believed, source, at)
        both_end = alert.end is not None and course.end is not None
        if alert.onset != course.onset or (both_end and alert.end != course.end):
            moved = replace(course, end=course.end if both_end else alert.end)
            changed |= self._alter(alerts, changed.get(alert.id, alert), Move.ADJUST, moved, source, at)
        if (alert.end is None) != (course.end is None):
            move = Move.RECUR if course.end is None else Move.CLEAR
            changed |= self._alter(alerts, changed.get(alert.id, alert), move, course, source, at)
        return changed

    def _alter(
        self, alerts: Alerts, alert: Alert, move: Move, course: Course, source: str, at: datetime
    ) -> dict[str, Alert]:
        state = leads_to(alert, move)
        if state is None:
            raise Conflict(f"An alert that is {alert.state} allows no {move}; nothing was changed.")
        altered = alerts.move(
            alert.id,
            alert.version,
            move=move,
            state=state,
            by=source,
            at=at,
            wall=self._now(),
            note=_was(alert, course),
            course=course,
        )
        return {alert.id: altered}

    def _clear(self, alerts: Alerts, end: End, site: str, source: str) -> Alert | None:
        alert = alerts.find(source, end.home, end.resident, end.situation, end.onset, site=site)
        if alert is None or alert.end is not None:
            return None
        state = leads_to(alert, Move.CLEAR)
        if state is None:
            return None
        return alerts.move(
            alert.id,
            alert.version,
            move=Move.CLEAR,
            state=state,
            by=source,
            at=end.time,
            wall=self._now(),
            end=end.time,
        )

    def _move(
        self,
        alert_id: str,
        version: int,
        move: Move,
        by: str,
        at: datetime | None,
        *,
        responder: str | None = None,
        closing: Closing | None = None,
    ) -> Alert:
        alert = self._registry.alerts.get(alert_id)
        state = leads_to(alert, move)
        if state is None and alert.version == version:
            raise Conflict(
                f"An alert that is {alert.state} cannot be {_DOING[move]}; nothing was changed. {_INSTEAD[alert.state]}"
            )
        wall = self._now()
        return self._registry.alerts.move(
            alert_id,
            version,
            move=move,
            state=state or alert.state,  # without a legal state the version is another: refused there, with who it was
            by=by,
            at=at or wall,
            wall=wall,
            responder=responder,
            closing=closing,
        )


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
