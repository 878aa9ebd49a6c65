"""Whom a chain tells next, and when: by its steps, after a failure, round by round, at its last stop."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.escalation import LONGEST_WAIT, Turn, began, calls, next_turn, notices
from care.alerts import Alert, Move, MoveRecord, State
from care.duty import NOBODY_ON_DUTY, Channel, Contact, DutyBook, Ladder, Step
from care.notices import ESCALATION_FAILED, LAST_STOP, Delivery, Notice
from care.rota import Rota, Shift
from care.situations import Priority

NIGHT = datetime(2026, 3, 3, 0, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Stockholm")
MIN = timedelta(minutes=1)
LADDER = Ladder(
    steps=(
        Step(rota="nurses", by=(Channel.NTFY,)),
        Step(contact="bo", after=3 * MIN, by=(Channel.EMAIL, Channel.SMS)),
    ),
    again_after=5 * MIN,
    rounds=2,
)
EVERY_DAY = frozenset(range(7))
BOOK = DutyBook(
    contacts={
        "anna": Contact(id="anna", name="Anna", ntfy="anna"),
        "bo": Contact(id="bo", name="Bo", email="bo@x.example", phone="+46700000001"),
    },
    rotas={
        "nurses": Rota(
            id="nurses", name="N", shifts=(Shift(days=EVERY_DAY, start=time(7), end=time(7), who=("anna",)),)
        )
    },
)


def alert(state: State = State.UNACKNOWLEDGED, **changes: object) -> Alert:
    return Alert(
        id="a1",
        source="rules",
        site="s",
        home="h",
        resident=None,
        situation="fall",
        priority=Priority.HIGH,
        onset=NIGHT,
        state=state,
        version=1,
        raised=NIGHT + timedelta(seconds=2),
    ).model_copy(update=changes)


def move(kind: Move, state: State, minutes: float) -> MoveRecord:
    at = NIGHT + minutes * MIN
    return MoveRecord(
        number=1, alert="a1", site="s", move=kind, state=state, by="x", at=at, wall=at + timedelta(seconds=9)
    )


def told(turn: Turn, state: Delivery | None = None, at: datetime | None = None) -> list[Notice]:
    made = notices(turn, alert(), LADDER, BOOK, at=at or turn.due, wall=turn.due, zone=ZONE, outward=True)
    return made if state is None else [notice.model_copy(update={"state": state}) for notice in made]


def climbed(states: list[Delivery]) -> list[Turn]:
    """Give the turns of an alert that nobody answers, each told with such a result."""
    turns: list[Turn] = []
    so_far: list[Notice] = []
    for state in states:
        turns.append(next_turn(LADDER, NIGHT, so_far))
        so_far += told(turns[-1], state)
    return [*turns, next_turn(LADDER, NIGHT, so_far)]


def minutes(turns: list[Turn]) -> list[tuple[int, int, float]]:
    return [(turn.round, turn.step, (turn.due - NIGHT) / MIN) for turn in turns]


def test_steps_come_one_after_the_other_and_again_until_the_last_stop() -> None:
    assert minutes(climbed([Delivery.SENT] * 6)) == [
        (0, 0, 0),
        (0, 1, 3),
        (1, 0, 8),
        (1, 1, 11),
        (2, LAST_STOP, 16),
        (3, LAST_STOP, 21),
        (4, LAST_STOP, 31),
    ]


def test_what_is_withheld_at_a_test_site_keeps_the_same_pace() -> None:
    assert climbed([Delivery.WITHHELD] * 5) == climbed([Delivery.SENT] * 5)


def test_a_step_that_reaches_nobody_is_followed_by_the_next_at_once() -> None:
    assert minutes(climbed([Delivery.FAILED])) == [(0, 0, 0), (0, 1, 0)]
    assert minutes(climbed([Delivery.NOBODY])) == [(0, 0, 0), (0, 1, 0)]


def test_a_step_that_reached_one_of_two_waits_its_time() -> None:
    first = told(Turn(0, 0, NIGHT), Delivery.SENT)
    second = told(Turn(0, 1, NIGHT + 3 * MIN), Delivery.FAILED)
    second[0] = second[0].model_copy(update={"state": Delivery.SENT})
    assert next_turn(LADDER, NIGHT, first + second) == Turn(1, 0, NIGHT + 8 * MIN)


def test_while_a_message_is_on_its_way_nothing_is_skipped() -> None:
    assert minutes(climbed([Delivery.PLANNED])) == [(0, 0, 0), (0, 1, 3)]


def test_a_round_that_reached_nobody_is_followed_by_the_last_stop_at_once() -> None:
    assert minutes(climbed([Delivery.FAILED, Delivery.GIVEN_UP]))[-1] == (1, LAST_STOP, 0)


def test_the_last_stop_never_ends_and_comes_at_least_once_an_hour() -> None:
    turns = climbed([Delivery.SENT] * 40)[5:]
    waits = [later.due - sooner.due for sooner, later in pairwise(turns)]
    assert all(turn.is_last_stop for turn in turns)
    assert max(waits) == LONGEST_WAIT
    assert waits == sorted(waits)


def test_the_last_stop_tells_everybody_by_all_they_have_and_the_board() -> None:
    made = told(Turn(2, LAST_STOP, NIGHT))
    assert [(n.contact, n.channel, n.state) for n in made] == [
        (NOBODY_ON_DUTY, Channel.BOARD, Delivery.SHOWN),
        ("anna", Channel.NTFY, Delivery.PLANNED),
        ("bo", Channel.EMAIL, Delivery.PLANNED),
        ("bo", Channel.SMS, Delivery.PLANNED),
    ]


def test_the_last_stop_of_a_site_without_contacts_still_stands_on_the_board() -> None:
    made = notices(
        Turn(2, LAST_STOP, NIGHT), alert(), LADDER, DutyBook(), at=NIGHT, wall=NIGHT, zone=ZONE, outward=True
    )
    assert [notice.state for notice in made] == [Delivery.SHOWN]


def test_a_rota_without_anybody_is_recorded_and_followed_at_once() -> None:
    ended = BOOK.rotas["nurses"].model_copy(update={"ends": NIGHT.date()})
    book = BOOK.model_copy(update={"rotas": {"nurses": ended}})
    made = notices(Turn(0, 0, NIGHT), alert(), LADDER, book, at=NIGHT, wall=NIGHT, zone=ZONE, outward=True)
    assert [(n.contact, n.state, n.says) for n in made] == [
        (NOBODY_ON_DUTY, Delivery.NOBODY, "Nobody is on duty by rota nurses.")
    ]
    assert next_turn(LADDER, NIGHT, made) == Turn(0, 1, NIGHT)


def test_a_contact_without_that_address_is_recorded() -> None:
    book = BOOK.model_copy(update={"contacts": {**BOOK.contacts, "bo": Contact(id="bo", name="Bo", email="b@x.se")}})
    made = notices(Turn(0, 1, NIGHT), alert(), LADDER, book, at=NIGHT, wall=NIGHT, zone=ZONE, outward=True)
    assert [(n.channel, n.state) for n in made] == [
        (Channel.EMAIL, Delivery.PLANNED),
        (Channel.SMS, Delivery.NOBODY),
    ]


def test_nothing_is_to_be_sent_from_a_test_site() -> None:
    made = notices(Turn(0, 1, NIGHT), alert(), LADDER, BOOK, at=NIGHT, wall=NIGHT, zone=ZONE, outward=False)
    assert {(n.state, n.due) for n in made} == {(Delivery.WITHHELD, None)}


def test_a_late_gateway_goes_on_from_where_it_is_and_tells_one_step_at_a_time() -> None:
    late = NIGHT + 40 * MIN
    first = told(Turn(0, 0, NIGHT), Delivery.SENT)
    second = told(next_turn(LADDER, NIGHT, first), Delivery.SENT, at=late)
    assert next_turn(LADDER, NIGHT, first + second) == Turn(1, 0, late + 5 * MIN)


def test_a_chain_that_was_made_shorter_meanwhile_goes_on_with_the_next_round() -> None:
    so_far = told(Turn(0, 0, NIGHT), Delivery.SENT) + told(Turn(0, 1, NIGHT), Delivery.SENT)
    shorter = LADDER.model_copy(update={"steps": LADDER.steps[:1]})
    assert next_turn(shorter, NIGHT, so_far) == Turn(1, 0, NIGHT + 5 * MIN)


def test_an_alert_taken_back_begins_its_chain_anew_in_rounds_of_their_own() -> None:
    moves = [
        move(Move.RAISE, State.UNACKNOWLEDGED, 0),
        move(Move.SHELVE, State.SHELVED, 4),
        move(Move.ADJUST, State.SHELVED, 5),
        move(Move.UNSHELVE, State.UNACKNOWLEDGED, 120),
        move(Move.ASSIGN, State.UNACKNOWLEDGED, 130),
    ]
    since = began(alert(), moves, by_wall=False)
    assert since == NIGHT + 120 * MIN
    assert next_turn(LADDER, since, told(Turn(1, 0, NIGHT), Delivery.SENT)) == Turn(2, 0, since)


def test_what_flaps_does_not_begin_its_chain_anew() -> None:
    moves = [
        move(Move.RAISE, State.UNACKNOWLEDGED, 0),
        move(Move.CLEAR, State.RETURNED, 4),
        move(Move.RECUR, State.UNACKNOWLEDGED, 5),
    ]
    assert began(alert(), moves, by_wall=False) == NIGHT
    assert began(alert(), moves, by_wall=True) == NIGHT + timedelta(seconds=9)


@pytest.mark.parametrize(
    ("changes", "does"),
    [
        ({}, True),
        ({"state": State.RETURNED}, True),
        ({"state": State.RETURNED, "priority": Priority.MEDIUM}, False),
        ({"state": State.RETURNED, "situation": "site_silent"}, False),
        ({"state": State.ACKNOWLEDGED}, False),
        ({"state": State.NORMAL}, False),
        ({"state": State.CLOSED}, False),
        ({"state": State.SHELVED}, False),
        ({"state": State.SUPPRESSED}, False),
        ({"state": State.OUT_OF_SERVICE}, False),
        ({"handover": True}, False),
        ({"borne_out": False}, False),
        ({"inhibited_by": "a0"}, False),
        ({"situation": ESCALATION_FAILED}, False),
    ],
)
def test_who_calls_and_who_does_not(changes: dict[str, object], *, does: bool) -> None:
    assert calls(alert(**changes)) is does


@given(st.lists(st.sampled_from([state for state in Delivery if state is not Delivery.PLANNED]), max_size=25))
def test_whatever_comes_of_messages_there_is_a_next_turn_and_it_is_never_the_same(states: list[Delivery]) -> None:
    turns = climbed(states)
    assert len({(turn.round, turn.step) for turn in turns}) == len(turns)
    assert [turn.due for turn in turns] == sorted(turn.due for turn in turns)
