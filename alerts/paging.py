"""Which alerts call people, and since when: what escalation goes by, and nothing else."""

from collections.abc import Iterable
from datetime import datetime

from care.alerts import Alert, Move, MoveRecord, State


def pages(alert: Alert) -> bool:
    """Tell whether somebody must be called for this alert now.

    True while it goes on and nobody has answered. False for what is put aside (shelved, suppressed, out of service),
    hidden under its cause, told at the handover only, reported by a person, not borne out, or over.
    """
    return alert.state is State.UNACKNOWLEDGED and not alert.handover and alert.borne_out and alert.inhibited_by is None


def pages_since(alert: Alert, moves: Iterable[MoveRecord]) -> datetime | None:
    """Give since when, by the home's clock, an alert calls; None when it does not. ``moves``: all of its, in order.

    That is when it was raised, taken back, hidden no more or went on again, whichever was last: who is to be called,
    and after how long, is counted from there.
    """
    since: datetime | None = None
    hidden = False
    for move in moves:
        if move.move in {Move.INHIBIT, Move.UNINHIBIT}:
            hidden = move.move is Move.INHIBIT
        if move.state is not State.UNACKNOWLEDGED or hidden:
            since = None
        elif since is None:
            since = move.at
    return since if pages(alert) else None
