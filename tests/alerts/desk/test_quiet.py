"""Shelving, suppression by design and out of service: alerts are put aside, none is lost, and all come back in time."""

import pytest

from alerts.paging import pages
from care.alerts import Move, Onset, State
from care.errors import Conflict, NotFound, Refused
from tests.alerts.desk.place import DOOR, FALL, NOON, TRUE_ALARM, Place, minutes


def test_what_is_shelved_calls_nobody_until_its_time_and_then_calls_again(place: Place) -> None:
    alert = place.begins()
    assert pages(alert)
    shelved = place.desk.put_aside(
        alert.id, 1, "eva", NOON + minutes(5), reason="She sits on the balcony.", until=NOON + minutes(65)
    )
    assert (shelved.state, shelved.shelved_until, pages(shelved)) == (State.SHELVED, NOON + minutes(65), False)
    place.passes(64)
    assert place.state(alert) is State.SHELVED
    place.passes(70)
    back = place.now_of(alert)
    assert (back.state, back.shelved_until, pages(back)) == (State.UNACKNOWLEDGED, None, True)
    assert place.made(alert)[1:] == [
        (Move.SHELVE, State.SHELVED, "eva", 5),
        (Move.UNSHELVE, State.UNACKNOWLEDGED, "desk", 65),
    ]


def test_what_was_over_meanwhile_comes_back_as_normal(place: Place) -> None:
    alert = place.begins()
    place.desk.put_aside(alert.id, 1, "eva", reason="Airing.", until=NOON + minutes(60))
    assert place.ends(alert, at=30).state is State.SHELVED
    place.passes(60)
    assert (place.state(alert), place.now_of(alert).end) == (State.NORMAL, NOON + minutes(30))
    assert not pages(place.now_of(alert))


def test_what_somebody_answers_can_be_shelved_and_then_calls_for_an_answer_anew(place: Place) -> None:
    alert = place.begins()
    place.desk.on_the_way(alert.id, 1, "eva", NOON + minutes(1))
    place.desk.put_aside(alert.id, 2, "eva", reason="The daughter is there.", until=NOON + minutes(60))
    place.passes(61)
    back = place.now_of(alert)
    assert (back.state, back.responder, back.acknowledged) == (State.UNACKNOWLEDGED, None, NOON + minutes(1))


def test_a_person_takes_back_what_is_shelved_and_can_close_it_as_it_lies(place: Place) -> None:
    first, second = place.begins(), place.begins(home="h2")
    for alert in (first, second):
        place.desk.put_aside(alert.id, 1, "eva", reason="Airing.", until=NOON + minutes(60))
    assert place.desk.take_back(first.id, 2, "omar").state is State.UNACKNOWLEDGED
    assert place.desk.close(second.id, 2, "omar", closing=TRUE_ALARM).state is State.CLOSED
    place.passes(61)
    assert [place.state(alert) for alert in (first, second)] == [State.UNACKNOWLEDGED, State.CLOSED]


def test_an_order_puts_aside_what_stands_unanswered_and_what_comes(place: Place) -> None:
    answered = place.begins(home="h2")
    place.desk.acknowledge(answered.id, 1, "eva")
    standing = place.begins()
    order = place.desk.order(State.SUPPRESSED, "s1", "eva", NOON + minutes(1), reason="Test session", home=None)
    coming = place.begins(DOOR, at=2)
    assert [place.state(a) for a in (answered, standing, coming)] == [
        State.ACKNOWLEDGED,
        State.SUPPRESSED,
        State.SUPPRESSED,
    ]
    assert {place.now_of(a).suppression for a in (standing, coming)} == {order.id}
    assert place.made(coming) == [
        (Move.RAISE, State.UNACKNOWLEDGED, "rules", 2),
        (Move.SUPPRESS, State.SUPPRESSED, "eva", 2),
    ]
    ended = place.desk.end_order(order.id, "omar", NOON + minutes(10))
    assert (ended.ended, ended.ended_by) == (NOON + minutes(10), "omar")
    assert [place.state(a) for a in (standing, coming)] == [State.UNACKNOWLEDGED] * 2
    assert place.begins(DOOR, "h2", at=11).state is State.UNACKNOWLEDGED


def test_in_hospital_covers_the_resident_and_nobody_else(place: Place) -> None:
    place.desk.order(State.SUPPRESSED, "s1", "eva", reason="In hospital", home="h1", resident="anna-h1")
    assert place.begins(resident="anna-h1").state is State.SUPPRESSED
    assert place.begins(resident="bo-h1").state is State.UNACKNOWLEDGED
    assert place.begins(resident=None, at=1).state is State.UNACKNOWLEDGED
    assert place.begins("device_silent").state is State.UNACKNOWLEDGED


def test_shelving_a_kind_for_two_hours_ends_by_itself_and_covers_that_kind_alone(place: Place) -> None:
    order = place.desk.order(
        State.SHELVED, "s1", "eva", reason="Airing", home="h1", situation=DOOR, until=NOON + minutes(120)
    )
    door, fall = place.begins(DOOR, at=10), place.begins(FALL, at=10)
    assert (door.state, fall.state) == (State.SHELVED, State.UNACKNOWLEDGED)
    assert place.begins(DOOR, "h2", at=20).state is State.UNACKNOWLEDGED
    place.passes(120)
    assert place.state(door) is State.UNACKNOWLEDGED
    kept = place.registry.alerts.suppressions.get(order.id)
    assert (kept.ended, kept.ended_by) == (NOON + minutes(120), None)
    assert place.begins(DOOR, at=121).state is State.UNACKNOWLEDGED


def test_its_end_comes_before_what_happens_after_it_however_late_it_is_told(place: Place) -> None:
    place.desk.order(State.SHELVED, "s1", "eva", reason="Airing", home="h1", until=NOON + minutes(30))
    door = place.begins(DOOR, at=10)
    after = place.begins(FALL, at=40)  # the first that is heard of the time since
    assert (place.state(door), after.state) == (State.UNACKNOWLEDGED, State.UNACKNOWLEDGED)
    assert place.made(door)[-1] == (Move.UNSHELVE, State.UNACKNOWLEDGED, "desk", 30)


def test_out_of_service_lasts_until_somebody_ends_it(place: Place) -> None:
    order = place.desk.order(
        State.OUT_OF_SERVICE, "s1", "eva", reason="New sensors", home="h1", situation="device_silent"
    )
    silent = place.begins("device_silent")
    place.passes(60 * 24 * 30)
    assert place.state(silent) is State.OUT_OF_SERVICE
    place.desk.end_order(order.id, "eva")
    assert place.made(silent)[-1][:2] == (Move.RETURN_TO_SERVICE, State.UNACKNOWLEDGED)


def test_what_comes_back_from_one_order_goes_under_the_next_that_covers_it(place: Place) -> None:
    short = place.desk.order(State.SHELVED, "s1", "eva", reason="Airing", home="h1", until=NOON + minutes(30))
    longer = place.desk.order(
        State.SUPPRESSED, "s1", "omar", NOON + minutes(1), reason="Test", home="h1", until=NOON + minutes(60)
    )
    door = place.begins(DOOR, at=10)
    assert door.suppression == short.id
    place.passes(31)
    assert (place.state(door), place.now_of(door).suppression) == (State.SUPPRESSED, longer.id)
    place.passes(90)
    assert place.state(door) is State.UNACKNOWLEDGED
    assert [(move, at) for move, _, _, at in place.made(door)] == [
        (Move.RAISE, 10),
        (Move.SHELVE, 10),
        (Move.UNSHELVE, 30),
        (Move.SUPPRESS, 30),
        (Move.UNSUPPRESS, 60),
    ]


def test_one_alert_is_taken_back_from_under_an_order_that_goes_on_for_others(place: Place) -> None:
    place.desk.order(State.SUPPRESSED, "s1", "eva", reason="Test", home="h1")
    door, fall = place.begins(DOOR), place.begins(FALL)
    back = place.desk.take_back(fall.id, fall.version, "omar")
    assert (back.state, back.suppression) == (State.UNACKNOWLEDGED, None)
    place.passes(10)
    assert (place.state(door), place.state(fall)) == (State.SUPPRESSED, State.UNACKNOWLEDGED)


def test_a_home_of_its_own_time_is_put_aside_by_its_own_clock_and_not_with_its_site(place: Place) -> None:
    place.desk.order(State.SUPPRESSED, "s1", "eva", reason="Test")
    assert place.begins(home="own").state is State.UNACKNOWLEDGED
    early = NOON - minutes(60 * 24 * 300)  # long ago, by the wall's clock
    place.desk.order(State.SHELVED, "s1", "eva", early, reason="Test", home="own", until=early + minutes(60))
    place.desk.apply([Onset(DOOR, "own", None, early + minutes(5))], "s1")
    door = place.registry.alerts.find("rules", "own", None, DOOR, early + minutes(5))
    assert door is not None
    assert door.state is State.SHELVED
    place.desk.pass_time("s1", {"own": early + minutes(59), "h1": NOON})
    assert place.state(door) is State.SHELVED
    place.desk.pass_time("s1", {"own": early + minutes(60)})
    assert place.state(door) is State.UNACKNOWLEDGED


def test_passing_the_same_time_twice_changes_nothing(place: Place) -> None:
    place.desk.order(State.SHELVED, "s1", "eva", reason="Airing", home="h1", until=NOON + minutes(30))
    place.begins(DOOR, at=10)
    place.passes(31)
    before = place.registry.alerts.last_move()
    place.passes(31)
    assert place.registry.alerts.last_move() == before


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"reason": "Airing"}, "needs an end"),
        ({"reason": " ", "until": NOON + minutes(5)}, "A reason has 1 to 200"),
        ({"reason": "a" * 201, "until": NOON + minutes(5)}, "A reason has 1 to 200"),
        ({"reason": "Airing", "until": NOON}, "end before it begins"),
        ({"reason": "Airing", "until": NOON + minutes(24 * 60 + 1)}, "within 24 hours"),
    ],
)
def test_shelving_without_an_end_or_a_reason_is_refused_and_nothing_is_changed(
    place: Place, asked: dict[str, object], says: str
) -> None:
    alert = place.begins()
    with pytest.raises(Refused, match=says):
        place.desk.put_aside(alert.id, 1, "eva", **asked)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=says):
        place.desk.order(State.SHELVED, "s1", "eva", home="h1", **asked)  # type: ignore[arg-type]
    assert place.now_of(alert) == alert
    assert place.registry.alerts.suppressions.standing("s1") == []


def test_an_order_names_what_there_is(place: Place) -> None:
    order = place.desk.order
    with pytest.raises(Refused, match="no situation 'tumble'"):
        order(State.SUPPRESSED, "s1", "eva", reason="Test", situation="tumble")
    with pytest.raises(NotFound, match="no home 'h3'"):
        order(State.SUPPRESSED, "s1", "eva", reason="Test", home="h3")
    with pytest.raises(NotFound, match="no resident 'anna-h2'"):
        order(State.SUPPRESSED, "s1", "eva", reason="Test", home="h1", resident="anna-h2")
    with pytest.raises(NotFound, match="no site 'nowhere'"):
        order(State.SUPPRESSED, "nowhere", "eva", reason="Test")


def test_calls_for_help_of_a_whole_real_site_are_not_put_aside(place: Place) -> None:
    for situation in (None, FALL, "emergency_button"):
        with pytest.raises(Refused, match="Name the home"):
            place.desk.order(State.SUPPRESSED, "s2", "eva", reason="Test", situation=situation)
    place.desk.order(State.SUPPRESSED, "s2", "eva", reason="Repair", situation="site_silent")
    place.desk.order(State.SUPPRESSED, "s2", "eva", reason="In hospital", home="h3", situation=FALL)


def test_what_is_not_put_aside_cannot_be_taken_back_and_an_order_ends_once(place: Place) -> None:
    alert = place.begins()
    with pytest.raises(Conflict, match="unacknowledged cannot be taken back"):
        place.desk.take_back(alert.id, 1, "eva")
    order = place.desk.order(State.SUPPRESSED, "s1", "eva", reason="Test", home="h1")
    place.desk.end_order(order.id, "eva")
    with pytest.raises(Conflict, match="ended already, by eva"):
        place.desk.end_order(order.id, "omar")
    with pytest.raises(NotFound, match="no suppression 'quiet-nothing'"):
        place.desk.end_order("quiet-nothing", "omar")


def test_what_is_put_aside_takes_no_answer_before_it_is_taken_back(place: Place) -> None:
    alert = place.begins()
    place.desk.put_aside(alert.id, 1, "eva", reason="Airing.", until=NOON + minutes(60))
    for answer in (place.desk.acknowledge, place.desk.on_the_way, place.desk.arrive):
        with pytest.raises(Conflict, match=r"shelved cannot be .* Take it back first"):
            answer(alert.id, 2, "omar")


def test_an_order_given_twice_in_the_same_words_is_one_order(place: Place) -> None:
    def give() -> str:
        until = NOON + minutes(60)
        return place.desk.order(State.SHELVED, "s1", "eva", place.now(), reason="Airing", home="h1", until=until).id

    first = give()
    place.wall = 1
    assert give() == first
    place.desk.end_order(first, "eva", place.now())
    assert give() != first
