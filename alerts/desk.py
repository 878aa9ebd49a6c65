"""The desk: the only way to change an alert, for rules and for people."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from ulid import ULID

from alerts.moves import legal
from care.alerts import RULES, Alert, Closing, End, Finding, Move, Onset, Seen, State
from care.clock import Now
from care.errors import Conflict
from care.events import Event
from care.situations import SITUATIONS
from store.registry import Registry
from store.registry.alerts import Alerts

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

    def __init__(self, registry: Registry, now: Now) -> None:
        self._registry = registry
        self._now = now

    def apply(self, findings: Iterable[Finding], site: str, source: str = RULES) -> list[Alert]:
        """Raise an alert for each onset and clear one for each end, all in one transaction; give those that changed.

        In the order of the findings, each alert once, as it stands after them. Idempotent: what was raised is not
        raised again, what has ended does not end again, and an end of an alert that is not there is ignored.
        The move's ``at`` is the finding's own time, so that every run of the same facts keeps the same.
        """
        changed: dict[str, Alert] = {}
        with self._registry.alerts.batch() as alerts:
            for finding in findings:
                alert = (
                    self._raise(alerts, finding, site, source)
                    if isinstance(finding, Onset)
                    else self._clear(alerts, finding, site, source)
                )
                if alert is not None:
                    changed[alert.id] = alert
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

    def _raise(self, alerts: Alerts, onset: Onset, site: str, source: str) -> Alert | None:
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
        )
        alert, is_new = alerts.insert(new, by=source, at=onset.time, wall=wall)
        return alert if is_new else None

    def _clear(self, alerts: Alerts, end: End, site: str, source: str) -> Alert | None:
        alert = alerts.find(source, end.home, end.resident, end.situation, end.onset, site=site)
        if alert is None or alert.end is not None:
            return None
        state = legal(alert.state, Move.CLEAR)
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
        state = legal(alert.state, move)
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


def _seen(event: Event) -> Seen:
    return Seen(device=event.device, quantity=event.quantity, time=event.time, value=event.value)
