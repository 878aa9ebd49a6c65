"""What can be done to an alert in each state (ISA-18.2, with what care adds: assign, on the way, arrive, close).

Facts that come late move an alert too: adjust changes its times alone, withdraw and revive whether it is borne out.
What is put aside stays there through all that facts do; when it is taken back, they decide where it stands.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from care.alerts import PUT_ASIDE, Alert, Move, State

_EVERYWHERE: Final = (Move.ADJUST, Move.COMMENT, Move.INHIBIT, Move.UNINHIBIT)
"""Legal in every state, and they leave it."""

_PUTTING: Final[Mapping[Move, State]] = {
    Move.SHELVE: State.SHELVED,
    Move.SUPPRESS: State.SUPPRESSED,
    Move.REMOVE_FROM_SERVICE: State.OUT_OF_SERVICE,
}
_TAKING_BACK: Final[Mapping[State, Move]] = {
    State.SHELVED: Move.UNSHELVE,
    State.SUPPRESSED: Move.UNSUPPRESS,
    State.OUT_OF_SERVICE: Move.RETURN_TO_SERVICE,
}

_TABLE: Final[Mapping[State, Mapping[Move, State]]] = {
    State.UNACKNOWLEDGED: {
        Move.ASSIGN: State.UNACKNOWLEDGED,
        Move.ACKNOWLEDGE: State.ACKNOWLEDGED,
        Move.ON_THE_WAY: State.ACKNOWLEDGED,
        Move.ARRIVE: State.ACKNOWLEDGED,
        Move.CLEAR: State.RETURNED,
        Move.WITHDRAW: State.RETURNED,
        **_PUTTING,
    },
    State.ACKNOWLEDGED: {
        Move.ASSIGN: State.ACKNOWLEDGED,
        Move.ON_THE_WAY: State.ACKNOWLEDGED,
        Move.ARRIVE: State.ACKNOWLEDGED,
        Move.CLOSE: State.CLOSED,
        Move.CLEAR: State.NORMAL,
        Move.WITHDRAW: State.NORMAL,
        **_PUTTING,
    },
    State.RETURNED: {
        Move.ASSIGN: State.RETURNED,
        Move.ACKNOWLEDGE: State.NORMAL,
        Move.ON_THE_WAY: State.NORMAL,
        Move.ARRIVE: State.NORMAL,
        Move.RECUR: State.UNACKNOWLEDGED,
        Move.WITHDRAW: State.RETURNED,
        Move.REVIVE: State.RETURNED,
        **_PUTTING,
    },
    State.NORMAL: {
        Move.ASSIGN: State.NORMAL,
        Move.ON_THE_WAY: State.NORMAL,
        Move.ARRIVE: State.NORMAL,
        Move.CLOSE: State.CLOSED,
        Move.RECUR: State.ACKNOWLEDGED,
        Move.WITHDRAW: State.NORMAL,
        Move.REVIVE: State.NORMAL,
    },
    State.CLOSED: {
        Move.CLEAR: State.CLOSED,  # staff closed it while it went on; now it is over too
        Move.RECUR: State.CLOSED,  # they have said what it was; nobody is called again
        Move.WITHDRAW: State.CLOSED,
        Move.REVIVE: State.CLOSED,
    },
    **{
        aside: {
            Move.ASSIGN: aside,
            Move.CLOSE: State.CLOSED,
            Move.CLEAR: aside,
            Move.RECUR: aside,
            Move.WITHDRAW: aside,
            Move.REVIVE: aside,
            _TAKING_BACK[aside]: State.UNACKNOWLEDGED,
        }
        for aside in PUT_ASIDE
    },
}

MOVES: Final[Mapping[State, Mapping[Move, State]]] = MappingProxyType(
    {state: MappingProxyType({**dict.fromkeys(_EVERYWHERE, state), **moves}) for state, moves in _TABLE.items()}
)
"""The state that each legal move leads to; a move that is not here is illegal. RAISE and REPORT make an alert."""


def legal(state: State, move: Move) -> State | None:
    """Give the state that the move leads to from this one; None when it is illegal."""
    return MOVES[state].get(move)


def leads_to(alert: Alert, move: Move) -> State | None:
    """Give the state that the move leads this very alert to; None when it is illegal.

    As the table says, but what was over before it is taken back, or while it was hidden under its cause, is normal:
    nobody has to answer it. What goes on again though nobody ever did answer it calls.
    """
    state = legal(alert.state, move)
    comes_back = move in _TAKING_BACK.values() or (move is Move.UNINHIBIT and state is State.RETURNED)
    if state is not None and comes_back and alert.end is not None:
        return State.NORMAL
    if state is State.ACKNOWLEDGED and move is Move.RECUR and alert.acknowledged is None:
        return State.UNACKNOWLEDGED
    return state


def putting(aside: State) -> Move:
    """Give the move that puts an alert in this one of PUT_ASIDE."""
    return next(move for move, to in _PUTTING.items() if to is aside)


def taking_back(aside: State) -> Move:
    """Give the move that takes an alert back from this one of PUT_ASIDE."""
    return _TAKING_BACK[aside]
