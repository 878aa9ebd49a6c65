"""Whatever is done to alerts, the figures of their load hold together."""

from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.load import Told, measure, told
from alerts.moves import MOVES
from care.alerts import RULES, Alert, Move, MoveRecord, State
from care.situations import SITUATIONS

START = datetime(2026, 3, 2, tzinfo=UTC)
LASTS = timedelta(hours=6)
BORN = (State.UNACKNOWLEDGED, State.SHELVED, State.SUPPRESSED)


@st.composite
def stories(draw: st.DrawFn) -> list[Told]:
    """Some alerts, each with any legal moves, one minute to an hour apart."""
    numbers = count(1)
    alerts, moves = [], []
    for number in range(draw(st.integers(0, 6))):
        state, minutes = draw(st.sampled_from(BORN)), draw(st.integers(0, 300))
        situation = draw(st.sampled_from(sorted(SITUATIONS)))
        made = [(Move.RAISE, state, minutes)]
        for _ in range(draw(st.integers(0, 8))):
            move = draw(st.sampled_from(sorted(MOVES[state])))
            state, minutes = MOVES[state][move], minutes + draw(st.integers(0, 60))
            made.append((move, state, minutes))
        onset = START + timedelta(minutes=made[0][2])
        alerts.append(
            Alert(
                id=f"a{number}",
                source=RULES,
                site="north",
                home=f"h{draw(st.integers(1, 2))}",
                resident=None,
                situation=situation,
                priority=SITUATIONS[situation].priority,
                onset=onset,
                state=state,
                version=len(made),
                raised=onset,
            )
        )
        moves += [
            MoveRecord(
                number=next(numbers),
                alert=f"a{number}",
                site="north",
                move=move,
                state=new,
                by="kim",
                at=START + timedelta(minutes=at),
                wall=START,
            )
            for move, new, at in made
        ]
    return told(alerts, moves)


@settings(max_examples=80, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_the_figures_hold_together_in_whatever_order_alerts_are_told(story: list[Told], random: Random) -> None:
    load = measure(story, START, START + LASTS)
    assert sum(one.calls for one in load.periods) == load.calls == sum(load.priorities.values())
    assert sum(one.calls for one in load.worst) == load.calls or len(load.worst) == 10
    assert sum(load.left_out.values()) + sum(1 for one in story if one.calls) >= len(
        [one for one in story if one.moves[0].at < load.until]
    )
    assert all(figure.value is None or figure.value >= 0 for figure in load.figures)
    shuffled = list(story)
    random.shuffle(shuffled)
    assert measure(shuffled, START, START + LASTS) == load


@settings(max_examples=80, deadline=None)
@given(stories())
def test_an_alert_that_was_put_aside_or_hidden_all_along_never_calls(story: list[Told]) -> None:
    for one in story:
        open_at = [move for move in one.moves if move.state is State.UNACKNOWLEDGED]
        assert len(one.calls) <= len(open_at)
        assert (one.quiet is None) == bool(one.calls)
        assert list(one.calls) == sorted(one.calls)
