"""Late facts and what is put aside: it moves, is refuted and comes to life there, and calls when it should."""

import pytest

from alerts.paging import pages
from alerts.second_look import Looked
from care.alerts import PUT_ASIDE, Alert, End, Finding, Move, Onset, State
from care.suppression import Kind
from tests.alerts.desk.place import FALL, NOON, Place, minutes

ASIDE = pytest.mark.parametrize("kind", sorted(PUT_ASIDE))


def onset(at: float) -> Onset:
    return Onset(FALL, "h1", None, NOON + minutes(at))


def end(begun: float, at: float) -> End:
    return End(FALL, "h1", None, NOON + minutes(begun), NOON + minutes(at))


def looks_again(place: Place, *findings: Finding, judged: float = 60) -> list[Alert]:
    """A second look at all since noon finds this."""
    known = frozenset(alert.id for alert in place.registry.alerts.of_home("h1"))
    late, until = NOON - minutes(30), NOON + minutes(judged)
    return place.desk.revise(Looked("h1", late, until, frozenset({FALL}), known, findings), "s1", at=until)


def put_aside(place: Place, kind: Kind) -> Alert:
    alert = place.begins()
    return place.desk.put_aside(alert.id, 1, "eva", NOON, reason="Test", until=NOON + minutes(600), kind=kind)


@ASIDE
def test_what_is_put_aside_is_moved_refuted_revived_and_ended_where_it_lies(place: Place, kind: Kind) -> None:
    alert = put_aside(place, kind)
    for findings, onset_at, end_at, borne_out in (
        ((onset(2),), 2, None, True),
        ((onset(2), end(2, 20)), 2, 20, True),
        ((), 2, 20, False),
        ((onset(3),), 3, None, True),
    ):
        looks_again(place, *findings)
        now = place.now_of(alert)
        assert (now.state, now.onset, now.borne_out) == (kind, NOON + minutes(onset_at), borne_out)
        assert now.end == (None if end_at is None else NOON + minutes(end_at))
        assert looks_again(place, *findings) == []
    back = place.desk.take_back(alert.id, now.version, "eva")
    assert (back.state, pages(back)) == (State.UNACKNOWLEDGED, True)


@ASIDE
def test_what_was_refuted_while_it_was_put_aside_comes_back_as_normal(place: Place, kind: Kind) -> None:
    alert = put_aside(place, kind)
    looks_again(place)
    back = place.desk.take_back(alert.id, place.now_of(alert).version, "eva")
    assert (back.state, back.borne_out, pages(back)) == (State.NORMAL, False, False)


def test_what_came_back_as_over_calls_when_it_goes_on_after_all_for_nobody_ever_answered(place: Place) -> None:
    alert = put_aside(place, State.SHELVED)
    place.ends(alert, at=10)
    back = place.desk.take_back(alert.id, place.now_of(alert).version, "eva")
    assert back.state is State.NORMAL
    looks_again(place, onset(0))
    again = place.now_of(alert)
    assert (again.state, pages(again)) == (State.UNACKNOWLEDGED, True)
    assert place.made(alert)[-1][0] is Move.RECUR


def test_what_is_found_late_goes_under_the_order_that_stands_now(place: Place) -> None:
    place.desk.order(State.SUPPRESSED, "s1", "eva", NOON + minutes(20), reason="In hospital", home="h1")
    (found,) = looks_again(place, onset(5), judged=25)
    assert (found.state, found.found_late, found.handover) == (State.SUPPRESSED, True, False)


def test_what_is_found_too_late_to_call_does_not_call_when_the_order_ends(place: Place) -> None:
    order = place.desk.order(State.SUPPRESSED, "s1", "eva", NOON, reason="In hospital", home="h1")
    (found,) = looks_again(place, onset(5))
    assert (found.state, found.handover) == (State.SUPPRESSED, True)
    place.desk.end_order(order.id, "eva", NOON + minutes(90))
    back = place.now_of(found)
    assert (back.state, pages(back)) == (State.UNACKNOWLEDGED, False)


def test_an_order_that_is_over_by_now_puts_nothing_aside_however_early_it_began(place: Place) -> None:
    place.desk.order(State.SHELVED, "s1", "eva", NOON, reason="Airing", home="h1", until=NOON + minutes(30))
    (found,) = looks_again(place, onset(5))
    assert found.state is State.UNACKNOWLEDGED
    assert place.registry.alerts.suppressions.standing("s1") == []
