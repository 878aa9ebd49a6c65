"""What can be done to an alert in each state (ISA-18.2, with closing, which is care's own)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from care.alerts import Move, State

MOVES: Final[Mapping[State, Mapping[Move, State]]] = MappingProxyType(
    {
        State.UNACKNOWLEDGED: MappingProxyType(
            {
                Move.ACKNOWLEDGE: State.ACKNOWLEDGED,
                Move.ON_THE_WAY: State.ACKNOWLEDGED,
                Move.CLEAR: State.RETURNED,
            }
        ),
        State.ACKNOWLEDGED: MappingProxyType(
            {
                Move.ON_THE_WAY: State.ACKNOWLEDGED,
                Move.CLEAR: State.NORMAL,
                Move.CLOSE: State.CLOSED,
            }
        ),
        State.RETURNED: MappingProxyType(
            {
                Move.ACKNOWLEDGE: State.NORMAL,
                Move.ON_THE_WAY: State.NORMAL,
            }
        ),
        State.NORMAL: MappingProxyType(
            {
                Move.ON_THE_WAY: State.NORMAL,
                Move.CLOSE: State.CLOSED,
            }
        ),
        State.CLOSED: MappingProxyType(
            {
                Move.CLEAR: State.CLOSED,  # staff closed it while it went on; now it is over too
            }
        ),
    }
)
"""The state that each legal move leads to; a move that is not here is illegal. RAISE makes an alert, it moves none."""


def legal(state: State, move: Move) -> State | None:
    """Give the state that the move leads to from this one; None when it is illegal."""
    return MOVES[state].get(move)
