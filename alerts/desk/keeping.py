"""What every part of the desk stands on: where alerts are kept, and the one way to move one."""

from contextlib import suppress
from datetime import datetime
from typing import Final, Unpack

from alerts.moves import leads_to
from care.alerts import Alert, Course, Move, State
from care.clock import Now
from care.errors import Conflict, NotFound
from care.visits import answering
from store.registry import Registry
from store.registry.alerts import Alerts, Sets

_ASIDE: Final = "Take it back first."
_INSTEAD: Final = {
    State.UNACKNOWLEDGED: "Acknowledge it first.",
    State.ACKNOWLEDGED: "Say that you are on the way, or close it.",
    State.RETURNED: "Acknowledge it first.",
    State.NORMAL: "Close it.",
    State.CLOSED: "There is nothing left to do but to comment.",
    State.SHELVED: _ASIDE,
    State.SUPPRESSED: _ASIDE,
    State.OUT_OF_SERVICE: _ASIDE,
}
_DOING: Final = {
    Move.ACKNOWLEDGE: "acknowledged",
    Move.ASSIGN: "assigned",
    Move.ON_THE_WAY: "answered by somebody on the way",
    Move.ARRIVE: "arrived at",
    Move.CLOSE: "closed",
    Move.SHELVE: "shelved",
    Move.SUPPRESS: "suppressed",
    Move.REMOVE_FROM_SERVICE: "removed from service",
    Move.UNSHELVE: "taken back",
    Move.UNSUPPRESS: "taken back",
    Move.RETURN_TO_SERVICE: "taken back",
}


class Keeping:
    """The registry and the wall's time."""

    def __init__(self, registry: Registry, now: Now) -> None:
        self._registry = registry
        self._now = now

    def _alter(
        self,
        alerts: Alerts,
        alert: Alert,
        move: Move,
        *,
        by: str,
        at: datetime,
        note: str = "",
        course: Course | None = None,
        **sets: Unpack[Sets],
    ) -> Alert:
        """Move an alert inside a transaction; raises Conflict when its state does not allow it."""
        state = leads_to(alert, move)
        if state is None:
            raise Conflict(f"An alert that is {alert.state} allows no {move}; nothing was changed.")
        return alerts.move(
            alert.id,
            alert.version,
            move=move,
            state=state,
            by=by,
            at=at,
            wall=self._now(),
            note=note,
            course=course,
            **sets,
        )

    def _move(
        self,
        alert_id: str,
        version: int,
        move: Move,
        by: str,
        at: datetime | None,
        *,
        note: str = "",
        **sets: Unpack[Sets],
    ) -> Alert:
        """Make a person's move; see FromPeople."""
        alerts = self._registry.alerts
        alert = alerts.get(alert_id)
        state = leads_to(alert, move)
        if state is None and alert.version == version:
            raise Conflict(
                f"An alert that is {alert.state} cannot be {_DOING[move]}; nothing was changed. {_INSTEAD[alert.state]}"
            )
        wall = self._now()
        when = at or wall
        if move in {Move.ACKNOWLEDGE, Move.ON_THE_WAY, Move.ARRIVE} and alert.acknowledged is None:
            sets["acknowledged"] = when
        if move is Move.ARRIVE:
            sets |= Sets(arrived=alert.arrived or when, responder=alert.responder or by)
        try:
            with alerts.batch() as within:
                moved = within.move(
                    alert_id,
                    version,
                    move=move,
                    state=state
                    or alert.state,  # with no legal state the version is another: refused there, with who it was
                    by=by,
                    at=when,
                    wall=wall,
                    note=note,
                    **sets,
                )
                visit = answering(moved, by, when, wall) if move is Move.CLOSE else None
                if visit is not None:
                    with suppress(NotFound):  # a home or resident that is gone: an alert can be closed all the same
                        within.visits.add(visit)
                return moved
        except Conflict:
            now = alerts.get(alert_id)
            if self._is_done(now, version, move, by, sets):
                return now
            raise

    def _is_done(self, alert: Alert, version: int, move: Move, by: str, sets: Sets) -> bool:
        """Tell whether this very move was made of that version already: it was sent twice."""
        if alert.version != version + 1:
            return False
        made = [one for one in self._registry.alerts.moves(alert.id) if one.move is not Move.COMMENT][-1]
        timed = {"acknowledged", "arrived"}
        same = all(getattr(alert, name) == value for name, value in sets.items() if name not in timed)
        return (made.move, made.by) == (move, by) and same
