"""How a connection is doing, from what was heard of it: there or not, its clock, its rate, its gaps, its batteries."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from care.events import Event, Refusal
from care.quantities import Value
from devices import doing
from devices.doing import WINDOW, Doing, Listening

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
REFUSAL = Refusal("a", "h1", "box", "topic", "not_json", "", "", "", "", NOW)


def told(
    ago: float, quantity: str = "temperature", value: Value = 21.0, *, late: float = 0.1, device: str = "climate"
) -> Event:
    received = NOW - timedelta(seconds=ago)
    return Event("a", "h1", device, quantity, received - timedelta(seconds=late), value, received)


def after(*messages: Event, own_clock: bool = False) -> Doing:
    listening = Listening(own_clock)
    for event in messages:
        listening.hear([event])
    return listening.at(NOW)


def test_one_that_said_nothing_is_not_known() -> None:
    found = Listening().at(NOW)
    assert (found.online, found.heard, found.clock, found.longest, found.messages) == (None, None, None, None, 0)


def test_the_rate_is_that_of_the_last_minutes() -> None:
    found = after(*(told(ago) for ago in (400, 301, 299, 200, 1)))
    assert (found.messages, found.over) == (3, WINDOW)
    assert found.heard == NOW - timedelta(seconds=1)


def test_the_clock_is_that_of_the_freshest_reading() -> None:
    behind = after(told(30, late=62), told(20, late=60.2), told(10, late=75))
    assert behind.clock == timedelta(seconds=-60.2)
    assert after(told(30, late=-4)).clock == timedelta(seconds=4)


@pytest.mark.parametrize(("late", "own_clock"), [(0, False), (9000, True)], ids=["no time told", "own clock"])
def test_a_clock_that_cannot_be_compared_is_not_known(late: float, own_clock: bool) -> None:
    assert after(told(30, late=late), own_clock=own_clock).clock is None


def test_the_longest_gap_is_between_readings_and_not_statuses() -> None:
    found = after(told(290), told(280), told(200, "online", value=True), told(100), told(90))
    assert (found.longest, found.longest_end) == (timedelta(seconds=180), NOW - timedelta(seconds=100))
    assert found.since == NOW - timedelta(seconds=290)


def test_it_is_there_as_its_newest_status_says_also_when_an_older_one_comes_late() -> None:
    gone = told(10, "online", value=False)
    assert after(told(20, "online", value=True), gone).online is False
    assert after(gone, told(20, "online", value=True)).online is False
    listening = Listening()
    listening.know([gone])
    assert listening.at(NOW).online is False


def test_each_devices_battery_is_the_newest_and_a_level_says_more_than_low() -> None:
    low = told(5, "battery.low", value=True)
    found = after(told(30, "battery", 80.0), told(20, "battery", 40.0), low, replace(low, device="door"))
    assert found.batteries == {"climate": 40.0, "door": True}
    assert after(low, told(4, "battery", 9.0)).batteries == {"climate": 9.0}


def test_what_was_refused_within_the_hour_is_counted_by_reason_and_notes_are_not() -> None:
    listening = Listening()
    old = replace(REFUSAL, received=NOW - timedelta(minutes=61))
    listening.refuse([old, REFUSAL, replace(REFUSAL, reason="wrong_unit"), REFUSAL, replace(REFUSAL, reason="noted")])
    assert listening.at(NOW).refused == {"not_json": 2, "wrong_unit": 1}


def test_what_is_remembered_is_bounded_and_the_rate_says_of_how_long_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doing, "MOST", 10)
    listening = Listening()
    for number in range(100):
        listening.hear([told(20 - number / 5)])
    found = listening.at(NOW)
    assert (found.messages, found.over) == (10, timedelta(seconds=2))
