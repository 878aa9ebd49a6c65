"""When an alert called staff, by its moves: what was put aside, hidden or told at the handover called nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

from care.alerts import PUT_ASIDE, REPORTED, Alert, Move, MoveRecord, State

_HIDING: Final = frozenset({Move.SHELVE, Move.SUPPRESS, Move.REMOVE_FROM_SERVICE, Move.INHIBIT})


class Quiet(StrEnum):
    """Why an alert never called anybody: left out of the load, and counted beside it."""

    HANDOVER = "handover"
    SHELVED = "shelved"
    SUPPRESSED = "suppressed"
    OUT_OF_SERVICE = "out_of_service"
    INHIBITED = "inhibited"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Source:
    """Where an alert comes from: its situation, home, and the device that it rests on last."""

    situation: str
    home: str | None
    device: str | None


@dataclass(frozen=True)
class Told:
    """An alert with its moves, oldest first."""

    alert: Alert
    moves: tuple[MoveRecord, ...]

    @cached_property
    def source(self) -> Source:
        """Where it comes from."""
        seen = self.alert.seen
        return Source(self.alert.situation, self.alert.home, seen[-1].device if seen else None)

    @cached_property
    def calls(self) -> tuple[datetime, ...]:
        """When it called, by the home's clock: raised, on again after it was over, or no longer put aside or hidden."""
        if self.alert.handover or self.alert.source == REPORTED:
            return ()
        calls: list[datetime] = []
        calling = hidden = False
        for move, following in zip(self.moves, (*self.moves[1:], None), strict=True):
            hidden = (hidden or move.move is Move.INHIBIT) and move.move is not Move.UNINHIBIT
            now_calling = move.state is State.UNACKNOWLEDGED and not hidden
            if now_calling and not calling and not _is_hidden_at_once(move, following):
                calls.append(move.at)
            calling = now_calling
        return tuple(calls)

    @property
    def quiet(self) -> Quiet | None:
        """Why it has never called; None when it has."""
        if self.alert.source == REPORTED:
            return Quiet.REPORTED
        if self.alert.handover:
            return Quiet.HANDOVER
        if self.calls:
            return None
        aside = next((move.state for move in self.moves if move.state in PUT_ASIDE), None)
        return Quiet(aside.value) if aside else Quiet.INHIBITED

    def over(self) -> datetime | None:
        """Give when it stopped standing, once it had called: over, closed or put aside; None while it stands."""
        since = self.calls[0]
        stops = [one.at for one in self.moves if one.move is Move.CLOSE or one.state in PUT_ASIDE]
        end = self.alert.end
        return min([at for at in (*stops, *([end] if end else [])) if at >= since], default=None)


def told(alerts: Sequence[Alert], moves: Sequence[MoveRecord]) -> list[Told]:
    """Put alerts and their moves together, in the order of the alerts; moves of other alerts are passed over."""
    by_alert: dict[str, list[MoveRecord]] = {alert.id: [] for alert in alerts}
    for move in sorted(moves, key=lambda one: one.number):
        if move.alert in by_alert:
            by_alert[move.alert].append(move)
    return [Told(alert, tuple(by_alert[alert.id])) for alert in alerts]


def _is_hidden_at_once(move: MoveRecord, following: MoveRecord | None) -> bool:
    return following is not None and following.move in _HIDING and following.at == move.at
