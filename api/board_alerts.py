"""The alerts that may stand on a board, and who answered them, kept in step with the desk by following its moves."""

from collections.abc import Iterable
from typing import Final

from care.alerts import Alert, Move, MoveRecord, State
from dashboards.rows import NOTHING_LATELY, Lately, lately
from store.registry import Alerts

LOOK_BACK: Final = 200
"""So many moves back the alerts that were closed last are looked for."""

MOST_CLOSED: Final = 100
BATCH: Final = 500
_TOLD_BY_MOVES: Final = frozenset({State.ACKNOWLEDGED, State.UNACKNOWLEDGED})


class BoardAlerts:
    """All open alerts and those closed last. Not for several threads at once: its owner takes turns."""

    def __init__(self, alerts: Alerts) -> None:
        self._source = alerts
        self._number = 0
        self._kept: dict[str, Alert] = {}
        self.lately: dict[str, Lately] = {}
        """By alert what only its moves tell."""

    def load(self) -> None:
        """Read everything anew."""
        self._number = self._source.last_move()
        self._kept = {alert.id: alert for alert in self._source.open()}
        self.lately = {}
        for held in self._kept.values():
            if held.version > 1 and held.state in _TOLD_BY_MOVES and held.responder is None:
                self._note(self._source.moves(held.id))
        moves = self._source.moves_after(max(0, self._number - LOOK_BACK), LOOK_BACK)
        for alert in dict.fromkeys(move.alert for move in moves if move.move is Move.CLOSE):
            self._kept[alert] = self._source.get(alert)
        self._shorten()

    def follow(self) -> bool:
        """Read what was moved since; tell whether anything was."""
        moved: set[str] = set()
        while moves := self._source.moves_after(self._number, BATCH):
            moved |= {move.alert for move in moves}
            self._note(moves)
            self._number = moves[-1].number
        for held in sorted(self._source.many(moved), key=lambda alert: alert.id):  # ULIDs: in the order of birth
            self._kept.pop(held.id, None)
            self._kept[held.id] = held
        self._shorten()
        return bool(moved)

    def all(self) -> list[Alert]:
        """Give them, in no order."""
        return list(self._kept.values())

    def _note(self, moves: Iterable[MoveRecord]) -> None:
        for move in moves:
            self.lately[move.alert] = lately((move,), self.lately.get(move.alert, NOTHING_LATELY))

    def _shorten(self) -> None:
        closed = [alert.id for alert in self._kept.values() if alert.state is State.CLOSED]
        for alert in closed[:-MOST_CLOSED]:
            del self._kept[alert]
            self.lately.pop(alert, None)
