"""What can be done to an alert, state by state."""

from datetime import UTC, datetime

import pytest

from alerts.moves import MOVES, leads_to, legal, putting, taking_back
from care.alerts import PUT_ASIDE, RULES, Alert, Move, State
from care.situations import Priority

U, A, R, N, C = State.UNACKNOWLEDGED, State.ACKNOWLEDGED, State.RETURNED, State.NORMAL, State.CLOSED
S, D, X = State.SHELVED, State.SUPPRESSED, State.OUT_OF_SERVICE
NIGHT = datetime(2026, 1, 14, 22, tzinfo=UTC)

LEGAL = [
    (U, Move.ACKNOWLEDGE, A),
    (U, Move.ON_THE_WAY, A),
    (U, Move.ARRIVE, A),
    (U, Move.CLEAR, R),
    (A, Move.ON_THE_WAY, A),
    (A, Move.ARRIVE, A),
    (A, Move.CLEAR, N),
    (A, Move.CLOSE, C),
    (R, Move.ACKNOWLEDGE, N),
    (R, Move.ON_THE_WAY, N),
    (R, Move.ARRIVE, N),
    (N, Move.ON_THE_WAY, N),
    (N, Move.ARRIVE, N),
    (N, Move.CLOSE, C),
    (C, Move.CLEAR, C),
    (R, Move.RECUR, U),
    (N, Move.RECUR, A),
    (C, Move.RECUR, C),
    (U, Move.WITHDRAW, R),
    (A, Move.WITHDRAW, N),
    *((state, move, state) for state in (R, N, C) for move in (Move.WITHDRAW, Move.REVIVE)),
    *((state, Move.ASSIGN, state) for state in State if state is not C),
    *((state, move, state) for state in State for move in (Move.ADJUST, Move.COMMENT, Move.INHIBIT, Move.UNINHIBIT)),
    *(
        (state, move, to)
        for state in (U, A, R)
        for move, to in ((Move.SHELVE, S), (Move.SUPPRESS, D), (Move.REMOVE_FROM_SERVICE, X))
    ),
    *((aside, move, aside) for aside in (S, D, X) for move in (Move.CLEAR, Move.RECUR, Move.WITHDRAW, Move.REVIVE)),
    *((aside, Move.CLOSE, C) for aside in (S, D, X)),
    (S, Move.UNSHELVE, U),
    (D, Move.UNSUPPRESS, U),
    (X, Move.RETURN_TO_SERVICE, U),
]


def alert(state: State, *, over: bool, answered: bool) -> Alert:
    return Alert(
        id="a",
        source=RULES,
        site="s1",
        home="h1",
        resident=None,
        situation="fall",
        priority=Priority.HIGH,
        onset=NIGHT,
        end=NIGHT if over else None,
        state=state,
        version=1,
        raised=NIGHT,
        acknowledged=NIGHT if answered else None,
    )


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_every_move_leads_where_the_table_says_or_is_illegal(state: State, move: Move) -> None:
    assert legal(state, move) is {(s, m): to for s, m, to in LEGAL}.get((state, move))


def test_every_state_has_its_moves_and_every_state_can_be_reached() -> None:
    assert set(MOVES) == set(State)
    assert {to for moves in MOVES.values() for to in moves.values()} | {U} == set(State)


@pytest.mark.parametrize("aside", sorted(PUT_ASIDE))
@pytest.mark.parametrize(("over", "to"), [(False, U), (True, N)])
def test_what_is_taken_back_calls_if_it_goes_on_and_is_normal_if_it_is_over(
    aside: State, over: bool, to: State
) -> None:
    assert legal(U, putting(aside)) is aside
    assert leads_to(alert(aside, over=over, answered=True), taking_back(aside)) is to


@pytest.mark.parametrize(("answered", "to"), [(False, U), (True, A)])
def test_what_goes_on_again_calls_unless_somebody_has_answered_it(answered: bool, to: State) -> None:
    assert leads_to(alert(N, over=True, answered=answered), Move.RECUR) is to


def test_a_move_leads_an_alert_where_its_state_does_in_all_other_cases() -> None:
    for state in State:
        for move in Move:
            assert leads_to(alert(state, over=False, answered=True), move) is legal(state, move)
