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


def test_a_home_gives_what_stood_there_with_all_moves_and_no_shadows(
    furnished: Registry, alert: Callable[..., Alert]
) -> None:
    put(furnished, alert(1, home="h1", after=0), over=1)
    put(furnished, alert(2, home="h1", after=3600), over=9)
    put(furnished, alert(3, home="h1", after=4 * 3600).model_copy(update={"shadow": True}))
    put(furnished, alert(4, home="h2", after=4 * 3600))
    put(furnished, alert(5, home="h1", after=8 * 3600))
    alerts, moves = furnished.stretches.of_home("h1", START + 2 * HOUR, START + 8 * HOUR)
    assert [one.id for one in alerts] == ["alert-2"]
    assert [move.move for move in moves] == [Move.RAISE, Move.CLEAR]


def test_a_site_gives_the_alerts_about_it_as_a_whole(furnished: Registry, alert: Callable[..., Alert]) -> None:
    put(furnished, alert(1, home="h1", after=0))
    put(furnished, alert(2, home=None, after=3600), over=3)
    assert [one.id for one in furnished.stretches.of_whole_site("north", START, START + 2 * HOUR)] == ["alert-2"]
    assert furnished.stretches.of_whole_site("north", START + 4 * HOUR, START + 5 * HOUR) == []
