"""A site's alerts over a stretch of time: those moved in it, and those that stand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from care.alerts import Alert, Move, State
from care.errors import Refused
from store.registry import Registry, stretches

START = datetime(2026, 1, 1, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)


def put(registry: Registry, one: Alert, *, over: float | None = None) -> None:
    registry.alerts.insert(one, by="rules", at=one.onset, wall=START)
    if over is not None:
        at = START + over * HOUR
        registry.alerts.move(one.id, 1, move=Move.CLEAR, state=State.RETURNED, by="rules", at=at, wall=START, end=at)


@pytest.fixture
def filled(furnished: Registry, alert: Callable[..., Alert]) -> Registry:
    for number, (after, over) in enumerate([(0, 1), (0, 5), (0, None), (3, None), (9, None)], 1):
        put(furnished, alert(number, home=f"h{number}", after=after * 3600), over=over)
    return furnished


def test_what_was_moved_in_it_or_stands_since_before_is_given(filled: Registry) -> None:
    alerts, moves = filled.stretches.told("north", START + 2 * HOUR, START + 6 * HOUR)
    assert [one.id for one in alerts] == ["alert-2", "alert-3", "alert-4"]
    assert [(move.alert, move.move) for move in moves] == [
        ("alert-2", Move.RAISE),
        ("alert-2", Move.CLEAR),
        ("alert-3", Move.RAISE),
        ("alert-4", Move.RAISE),
    ]


def test_moves_after_it_are_left_out(filled: Registry) -> None:
    _, moves = filled.stretches.told("north", START, START + 2 * HOUR)
    assert [(move.alert, move.move) for move in moves if move.alert == "alert-2"] == [("alert-2", Move.RAISE)]


def test_the_newest_time_is_that_of_the_last_move(filled: Registry) -> None:
    assert filled.stretches.newest("north") == START + 9 * HOUR
    assert filled.stretches.newest("south") is None
    assert filled.stretches.told("south", START, START + HOUR) == ([], [])


def test_too_many_moves_ask_for_a_shorter_time(filled: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "MOST", 3)
    with pytest.raises(Refused, match="shorter"):
        filled.stretches.told("north", START, START + 9 * HOUR)
