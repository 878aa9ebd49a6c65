"""What can be done to an alert, state by state."""

import pytest

from alerts.moves import MOVES, legal
from care.alerts import Move, State

U, A, R, N, C = State.UNACKNOWLEDGED, State.ACKNOWLEDGED, State.RETURNED, State.NORMAL, State.CLOSED

LEGAL = [
    (U, Move.ACKNOWLEDGE, A),
    (U, Move.ON_THE_WAY, A),
    (U, Move.CLEAR, R),
    (A, Move.ON_THE_WAY, A),
    (A, Move.CLEAR, N),
    (A, Move.CLOSE, C),
    (R, Move.ACKNOWLEDGE, N),
    (R, Move.ON_THE_WAY, N),
    (N, Move.ON_THE_WAY, N),
    (N, Move.CLOSE, C),
    (C, Move.CLEAR, C),
    (R, Move.RECUR, U),
    (N, Move.RECUR, A),
    (C, Move.RECUR, C),
    *((state, Move.ADJUST, state) for state in State),
    (U, Move.WITHDRAW, R),
    (A, Move.WITHDRAW, N),
    *((state, move, state) for state in (R, N, C) for move in (Move.WITHDRAW, Move.REVIVE)),
]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_every_move_leads_where_the_table_says_or_is_illegal(state: State, move: Move) -> None:
    assert legal(state, move) is {(s, m): to for s, m, to in LEGAL}.get((state, move))


def test_every_state_has_its_moves_and_every_state_can_be_reached() -> None:
    assert set(MOVES) == set(State)
    assert {to for moves in MOVES.values() for to in moves.values()} | {U} == set(State)
