"""A live solution's alert is one like any other; what it was born as it stays, however its trial goes on."""

from datetime import timedelta

import pytest

from alerts.load import measure, told
from alerts.paging import pages
from care.alerts import Alert, Closing, Outcome, State
from care.claims import Claim
from care.errors import Refused
from tests.alerts.desk.place import NOON, Place, minutes


def tells(
    place: Place, number: str = "1", *, at: float = 0, live: bool = True, clock: float | None = None, **said: object
) -> Alert:
    """Let solution ``mat`` tell an alert of h1, so many minutes past noon."""
    fields = {"id": number, "situation": "fall", "onset": NOON, "resident": "anna-h1"} | said
    alert = place.desk.claim(
        Claim.model_validate(fields),
        site="s1",
        home="h1",
        connection="c1",
        solution="mat",
        at=NOON + minutes(at),
        live=live,
        clock=None if clock is None else NOON + minutes(clock),
    )
    assert alert is not None
    return alert


def test_a_live_alert_stands_on_the_board_and_calls_and_a_shadow_does_neither(place: Place) -> None:
    live, shadow = tells(place), tells(place, "2", live=False, resident="bo-h1")
    assert [one.id for one in place.registry.alerts.open(["s1"])] == [live.id]
    assert pages(live)
    assert not live.shadow
    assert shadow.shadow


def test_what_an_alert_was_born_as_it_stays(place: Place) -> None:
    born_live, born_shadow = tells(place), tells(place, "2", live=False, resident="bo-h1")
    over = NOON + minutes(5)
    assert tells(place, at=6, live=False, ended=over).state is State.RETURNED
    assert tells(place, at=7, live=False).state is State.UNACKNOWLEDGED  # it goes on after all, and calls again
    assert tells(place, "2", at=6, live=True, resident="bo-h1", ended=over).shadow
    assert not place.registry.alerts.get(born_live.id).shadow
    assert place.registry.alerts.get(born_shadow.id).end == over


def test_a_standing_order_catches_a_live_alert_and_lets_it_call_when_it_is_over(place: Place) -> None:
    until = NOON + minutes(30)
    place.desk.order(State.SHELVED, "s1", "kim", NOON, reason="Visitors", home="h1", situation="fall", until=until)
    alert = tells(place, at=1)
    assert (alert.state, alert.shelved_until) == (State.SHELVED, until)
    place.passes(31)
    assert pages(place.registry.alerts.get(alert.id))


def test_an_onset_long_ago_calls_all_the_same_but_what_was_told_long_ago_is_for_the_handover(place: Place) -> None:
    assert pages(tells(place, onset=NOON - timedelta(hours=3)))
    late = tells(place, "2", at=0, clock=45, resident="bo-h1")
    assert late.handover
    assert not pages(late)


def test_what_staff_closed_calls_nobody_again_and_cannot_become_something_else(place: Place) -> None:
    alert = tells(place)
    seen = place.desk.acknowledge(alert.id, alert.version, "kim", NOON)
    place.desk.close(alert.id, seen.version, "kim", NOON, closing=Closing(outcome=Outcome.FALSE))
    again = tells(place, at=9, ended=NOON + minutes(8))
    assert (again.state, again.end) == (State.CLOSED, NOON + minutes(8))
    assert tells(place, at=10).state is State.CLOSED
    with pytest.raises(Refused, match="was told of resident"):
        tells(place, at=11, resident="bo-h1")


def test_it_counts_as_load_of_those_on_duty(place: Place) -> None:
    alert = tells(place)
    tells(place, "2", live=False, resident="bo-h1")
    alerts = place.registry.alerts
    stood = told(alerts.of_home("h1"), alerts.moves(alert.id))
    assert measure(stood, NOON, NOON + minutes(10)).calls == 1
