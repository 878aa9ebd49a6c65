"""Visits are kept once, can be undone, and go with what else happened in a home."""

from datetime import UTC, datetime, timedelta

import pytest

from care.errors import Conflict, NotFound
from care.visits import Kind, Source, Visit
from store.registry import Registry

AT = datetime(2026, 1, 2, 22, tzinfo=UTC)


def visit(number: int = 1, *, home: str = "h1", resident: str | None = "r1", minutes: float = 12) -> Visit:
    return Visit(
        id=f"v-{number}",
        home=home,
        resident=resident,
        began=AT + timedelta(hours=number),
        minutes=minutes,
        kind=Kind.PLANNED,
        source=Source.BOARD,
        by="kim",
        told=AT,
    )


def test_visits_are_kept_once_and_read_by_when_they_began(furnished: Registry) -> None:
    assert furnished.visits.add(visit(2), visit(1)) == 2
    assert furnished.visits.add(visit(1, minutes=99), visit(3)) == 1
    assert furnished.visits.of_home("h1") == [visit(1), visit(2), visit(3)]
    assert furnished.visits.of_home("h1", AT + timedelta(hours=2), AT + timedelta(hours=3)) == [visit(2)]
    assert furnished.visits.newest("h1", 2) == [visit(3), visit(2)]


def test_a_mistaken_visit_is_undone_and_may_be_told_anew(furnished: Registry) -> None:
    furnished.visits.add(visit(1), visit(2))
    assert furnished.visits.undo("h1", "v-1", "kim", AT) == visit(1)
    furnished.visits.undo("h1", "v-1", "kim", AT)
    assert furnished.visits.of_home("h1") == [visit(2)]
    assert furnished.visits.add(visit(1, minutes=5)) == 1
    assert furnished.visits.get("v-1").minutes == 5


def test_of_several_visits_one_of_nobody_is_refused_with_all_the_others(furnished: Registry) -> None:
    with pytest.raises(NotFound, match="'r9' in home 'h1'"):
        furnished.visits.add(visit(1), visit(2, resident="r9"))
    with pytest.raises(NotFound, match="home 'h9'"):
        furnished.visits.add(visit(1), visit(2, home="h9", resident=None))
    with pytest.raises(NotFound):
        furnished.visits.undo("h1", "v-1", "kim", AT)
    assert furnished.visits.of_home("h1") == []


def test_many_visits_are_kept_at_once(furnished: Registry) -> None:
    many = [visit(number) for number in range(1200)]
    assert furnished.visits.add(*many) == 1200
    assert furnished.visits.add(*many) == 0
    assert len(furnished.visits.known([one.id for one in many])) == 1200


def test_visits_go_with_what_else_happened_in_a_home(furnished: Registry) -> None:
    furnished.visits.add(visit(1))
    assert furnished.erasure.erase_home("h1")["visits"] == 1
    assert furnished.visits.of_home("h1") == []


def test_a_home_has_room_for_so_many_visits(furnished: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.registry.visits.MOST", 3)
    furnished.visits.add(visit(1), visit(2))
    with pytest.raises(Conflict, match="There are 2 visits to home 'h1'"):
        furnished.visits.add(visit(3), visit(4))
    assert furnished.visits.add(visit(3), visit(1)) == 1
