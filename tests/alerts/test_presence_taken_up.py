"""Presence taken up from the journal stands as the one that was there all the time, whatever was told, and when."""

from datetime import datetime, timedelta
from random import Random

import pytest

from alerts.presence import Presence
from care.events import Event
from tests.alerts.flat import NIGHT, household, told
from tests.alerts.play import Journal

HOUR = timedelta(hours=1)
DOORWAY = timedelta(seconds=60)
TELLS = (
    ("front-door", "contact.open"),
    ("front-door", "contact.open"),
    ("balcony", "contact.open"),
    ("bedroom-door", "contact.open"),
    ("hall", "motion"),
    ("bed", "bed.occupied"),
    ("wrist", "alarm.button"),
)
GAPS = (
    timedelta(0),
    timedelta(seconds=30),
    timedelta(minutes=9),
    timedelta(minutes=61),
    3 * HOUR,
    13 * HOUR,
    40 * HOUR,
)


def follow(events: list[Event]) -> Presence:
    presence = Presence(household(), DOORWAY)
    for event in events:
        presence.note(event)
    return presence


def taken_up(events: list[Event], at: datetime) -> Presence:
    presence = Presence(household(), DOORWAY)
    presence.start(at, Journal(events))
    return presence


def stands(presence: Presence) -> tuple[Event | None, bool, bool]:
    return presence.sign, presence.may_be_away, presence.is_dark


@pytest.mark.parametrize("seed", range(40))
def test_taken_up_at_any_time_it_stands_where_it_would_have_stood(seed: int) -> None:
    rng = Random(seed)
    at, events = NIGHT, list[Event]()
    for _ in range(60):
        device, quantity = rng.choice(TELLS)
        if not any((e.device, e.quantity, e.time) == (device, quantity, at) for e in events):
            events.append(told(at, device, quantity, rng.choice((True, True, False))))
        at += rng.choice(GAPS)
    events.sort(key=lambda event: event.order)
    moments = sorted({event.time for event in events} | {at})
    for moment in moments:
        before = [event for event in events if event.time < moment]
        assert stands(taken_up(events, moment)) == stands(follow(before))


@pytest.mark.parametrize("hours", [0.1, 13, 24, 24 * 30])
def test_a_door_that_stood_open_for_long_before_it_was_closed_has_moved_then(hours: float) -> None:
    opened = told(NIGHT, "front-door", "contact.open", True)
    sign = told(NIGHT + hours * HOUR / 2, "hall")
    closed = told(NIGHT + hours * HOUR, "front-door", "contact.open", False)
    presence = taken_up([opened, sign, closed], closed.time + HOUR)
    assert presence.door == closed
    assert presence.may_be_away


def test_a_door_that_only_repeats_that_it_is_closed_moved_when_it_was_closed_first() -> None:
    sign = told(NIGHT, "hall")
    opened = told(NIGHT + HOUR, "front-door", "contact.open", True)
    closed = [told(NIGHT + (2 + n) * HOUR, "front-door", "contact.open", False) for n in range(20)]
    presence = taken_up([sign, opened, *closed], closed[-1].time + HOUR)
    assert presence.door == closed[0]
    assert presence.may_be_away


def test_movement_in_the_doorway_is_on_the_way_out_also_when_taken_up() -> None:
    opened = told(NIGHT, "front-door", "contact.open", True)
    closed = told(NIGHT + HOUR, "front-door", "contact.open", False)
    passing = told(closed.time + timedelta(seconds=2), "hall")
    assert taken_up([opened, closed, passing], closed.time + HOUR).may_be_away
