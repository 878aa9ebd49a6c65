"""What people do with one alert: assign, comment, on the way, arrive, close, and tell of what was missed."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from care.alerts import REPORTED, Closing, Move, Outcome, State
from care.errors import Conflict, NotFound, Refused
from tests.alerts.desk.place import FALL, NOON, TRUE_ALARM, Place, minutes


def test_the_whole_of_an_answer_is_kept_with_who_and_when(place: Place) -> None:
    alert, desk = place.begins(), place.desk
    desk.acknowledge(alert.id, 1, "eva", NOON + minutes(1))
    desk.assign(alert.id, 2, "eva", NOON + minutes(2), to="omar")
    desk.on_the_way(alert.id, 3, "omar", NOON + minutes(3))
    desk.arrive(alert.id, 4, "omar", NOON + minutes(9))
    place.ends(alert, at=20)
    closed = desk.close(alert.id, 6, "omar", NOON + minutes(30), closing=TRUE_ALARM)
    assert (closed.assigned, closed.responder, closed.closing) == ("omar", "omar", TRUE_ALARM)
    assert (closed.acknowledged, closed.arrived) == (NOON + minutes(1), NOON + minutes(9))
    assert place.made(alert) == [
        (Move.RAISE, State.UNACKNOWLEDGED, "rules", 0),
        (Move.ACKNOWLEDGE, State.ACKNOWLEDGED, "eva", 1),
        (Move.ASSIGN, State.ACKNOWLEDGED, "eva", 2),
        (Move.ON_THE_WAY, State.ACKNOWLEDGED, "omar", 3),
        (Move.ARRIVE, State.ACKNOWLEDGED, "omar", 9),
        (Move.CLEAR, State.NORMAL, "rules", 20),
        (Move.CLOSE, State.CLOSED, "omar", 30),
    ]


def test_who_arrives_without_a_word_has_answered_too(place: Place) -> None:
    alert = place.desk.arrive(place.begins().id, 1, "eva", NOON + minutes(4))
    assert (alert.state, alert.responder) == (State.ACKNOWLEDGED, "eva")
    assert alert.acknowledged == alert.arrived == NOON + minutes(4)


def test_the_first_to_arrive_counts_and_who_answers_stays_who_answers(place: Place) -> None:
    alert, desk = place.begins(), place.desk
    desk.on_the_way(alert.id, 1, "eva", NOON + minutes(1))
    desk.arrive(alert.id, 2, "omar", NOON + minutes(5))
    arrived = desk.arrive(alert.id, 3, "eva", NOON + minutes(7))
    assert (arrived.arrived, arrived.responder) == (NOON + minutes(5), "eva")


def test_giving_an_alert_to_somebody_does_not_answer_it_and_it_can_be_given_back(place: Place) -> None:
    alert, desk = place.begins(), place.desk
    given = desk.assign(alert.id, 1, "eva", to="omar")
    assert (given.state, given.assigned) == (State.UNACKNOWLEDGED, "omar")
    assert desk.assign(alert.id, 2, "omar", to=None).assigned is None
    assert [move.note for move in place.registry.alerts.moves(alert.id)] == ["", "omar", ""]


def test_a_comment_is_in_nobodys_way_and_can_be_made_when_all_is_closed(place: Place) -> None:
    alert, desk = place.begins(), place.desk
    desk.comment(alert.id, "eva", " She sounded well on the phone. ")
    desk.acknowledge(alert.id, 1, "omar")
    desk.close(alert.id, 2, "omar", closing=TRUE_ALARM)
    desk.comment(alert.id, "eva", "I had the key.")
    notes = [(m.by, m.note, m.state) for m in place.registry.alerts.moves(alert.id) if m.move is Move.COMMENT]
    assert notes == [
        ("eva", "She sounded well on the phone.", State.UNACKNOWLEDGED),
        ("eva", "I had the key.", State.CLOSED),
    ]


@pytest.mark.parametrize("text", ["", "  \n ", "a" * 1001])
def test_an_empty_or_endless_comment_is_refused(place: Place, text: str) -> None:
    alert = place.begins()
    with pytest.raises(Refused, match="1 to 1000 characters"):
        place.desk.comment(alert.id, "eva", text)
    with pytest.raises(NotFound):
        place.desk.comment("01M81MSK1AWGVTK6ZF8N9WPFR7", "eva", "Who?")
    assert len(place.made(alert)) == 1


def test_the_same_move_sent_twice_by_one_person_is_one_move(place: Place) -> None:
    alert, desk = place.begins(), place.desk
    first = desk.acknowledge(alert.id, 1, "eva", NOON + minutes(1))
    assert desk.acknowledge(alert.id, 1, "eva", NOON + minutes(2)) == first
    going = desk.on_the_way(alert.id, 2, "eva", NOON + minutes(2))
    desk.comment(alert.id, "omar", "I hold the fort.")
    assert desk.on_the_way(alert.id, 2, "eva", NOON + minutes(3)) == going
    desk.close(alert.id, 3, "eva", closing=TRUE_ALARM)
    with pytest.raises(Conflict, match="eva"):  # she says something else now
        desk.close(alert.id, 3, "eva", closing=Closing(outcome=Outcome.FALSE))
    assert len(place.made(alert)) == 5


def test_what_is_closed_takes_no_answer_any_more(place: Place) -> None:
    alert, desk = place.begins(), place.desk
    desk.acknowledge(alert.id, 1, "eva")
    desk.close(alert.id, 2, "eva", closing=TRUE_ALARM)
    for again in (desk.acknowledge, desk.on_the_way, desk.arrive):
        with pytest.raises(Conflict, match=r"closed cannot be .* nothing was changed. There is nothing left to do"):
            again(alert.id, 3, "omar")
    assert place.state(alert) is State.CLOSED


@pytest.mark.parametrize("wrong", [{"outcome": "perhaps"}, {"minutes": -1}, {"minutes": 1441}, {"cause": "a" * 201}])
def test_a_closing_that_makes_no_sense_is_none(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Closing.model_validate({"outcome": "true"} | wrong)


def test_a_missed_event_is_kept_for_the_handover_as_over_and_answered(place: Place) -> None:
    place.wall = 60
    told = place.desk.report("s1", "h1", FALL, NOON, "eva", resident="anna-h1", note="Found on the floor at breakfast.")
    assert (told.source, told.state, told.handover, told.reported_by) == (REPORTED, State.NORMAL, True, "eva")
    assert (told.onset, told.end, told.resident) == (NOON, NOON + minutes(60), "anna-h1")
    (move,) = place.registry.alerts.moves(told.id)
    assert (move.move, move.by, move.note) == (Move.REPORT, "eva", "Found on the floor at breakfast.")
    closed = place.desk.close(told.id, 1, "eva", closing=TRUE_ALARM)
    assert closed.state is State.CLOSED


def test_telling_of_it_twice_tells_of_one(place: Place) -> None:
    first = place.desk.report("s1", "h1", FALL, NOON, "eva")
    assert place.desk.report("s1", "h1", FALL, NOON, "eva") == first
    assert place.registry.alerts.last_move() == 1


@pytest.mark.parametrize("off", [timedelta(minutes=6), timedelta(days=-32)])
def test_what_is_to_come_and_what_is_long_ago_cannot_be_reported(place: Place, off: timedelta) -> None:
    with pytest.raises(Refused, match="lies ahead or over 31 days back"):
        place.desk.report("s1", "h1", FALL, NOON + off, "eva")


def test_a_report_names_what_there_is(place: Place) -> None:
    with pytest.raises(Refused, match="no situation 'tumble'"):
        place.desk.report("s1", "h1", "tumble", NOON, "eva")
    with pytest.raises(NotFound, match="no home 'h3' at site 's1'"):
        place.desk.report("s1", "h3", FALL, NOON, "eva")
    with pytest.raises(NotFound, match="no resident 'anna-h2'"):
        place.desk.report("s1", "h1", FALL, NOON, "eva", resident="anna-h2")
    assert place.registry.alerts.last_move() == 0
