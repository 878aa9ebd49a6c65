"""What can be done to an alert in each state (ISA-18.2, with closing, which is care's own).

Facts that come late move an alert too: adjust changes its times alone, withdraw and revive whether it is borne out.
"""

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
                Move.ADJUST: State.UNACKNOWLEDGED,
                Move.WITHDRAW: State.RETURNED,
            }
        ),
        State.ACKNOWLEDGED: MappingProxyType(
            {
                Move.ON_THE_WAY: State.ACKNOWLEDGED,
                Move.CLEAR: State.NORMAL,
                Move.CLOSE: State.CLOSED,
                Move.ADJUST: State.ACKNOWLEDGED,
                Move.WITHDRAW: State.NORMAL,
            }
        ),
        State.RETURNED: MappingProxyType(
            {
                Move.ACKNOWLEDGE: State.NORMAL,
                Move.ON_THE_WAY: State.NORMAL,
                Move.RECUR: State.UNACKNOWLEDGED,
                Move.ADJUST: State.RETURNED,
                Move.WITHDRAW: State.RETURNED,
                Move.REVIVE: State.RETURNED,
            }
        ),
        State.NORMAL: MappingProxyType(
            {
                Move.ON_THE_WAY: State.NORMAL,
                Move.CLOSE: State.CLOSED,
                Move.RECUR: State.ACKNOWLEDGED,
                Move.ADJUST: State.NORMAL,
                Move.WITHDRAW: State.NORMAL,
                Move.REVIVE: State.NORMAL,
            }
        ),
        State.CLOSED: MappingProxyType(
            {
                Move.CLEAR: State.CLOSED,  # staff closed it while it went on; now it is over too
                Move.RECUR: State.CLOSED,  # they have said what it was; nobody is called again
                Move.ADJUST: State.CLOSED,
                Move.WITHDRAW: State.CLOSED,
                Move.REVIVE: State.CLOSED,
            }
        ),
    }
)
"""The state that each legal move leads to; a move that is not here is illegal. RAISE makes an alert, it moves none."""


def legal(state: State, move: Move) -> State | None:
    """Give the state that the move leads to from this one; None when it is illegal."""
    return MOVES[state].get(move)
