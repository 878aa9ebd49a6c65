"""A home's day as lanes: bars where something lasted, strokes where it happened."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from care.events import Event
from care.quantities import Value
from dashboards.lanes import Lane, Span, lanes

ZONE = ZoneInfo("Europe/Stockholm")
DAY = Span.of(date(2026, 3, 3), ZONE)
EVENING = DAY.end + timedelta(hours=1)


def event(hour: float, value: Value, quantity: str = "contact.open", device: str = "door") -> Event:
    time = DAY.start + timedelta(hours=hour)
    return Event("site", "home", device, quantity, time, value, time)


def lane(*events: Event, now: datetime = EVENING) -> Lane:
    [made] = lanes(events, DAY, now=now)
    return made


def test_what_is_on_and_then_off_is_a_bar() -> None:
    [bar] = lane(event(6, True), event(12, False)).bars
    assert (bar.x, bar.width) == (25, 25)


def test_what_was_on_before_the_day_is_a_bar_from_midnight() -> None:
    [bar] = lane(event(-3, True), event(6, False)).bars
    assert (bar.x, bar.width, bar.begun) == (0, 25, None)


def test_what_is_still_on_lasts_until_now() -> None:
    [bar] = lane(event(-3, True), event(-2, False), event(6, True), now=DAY.start + timedelta(hours=12)).bars
    assert (bar.x, bar.width, bar.over) == (25, 25, None)


def test_what_is_still_on_when_the_day_ends_lasts_until_then() -> None:
    [bar] = lane(event(2, True), event(3, False), event(18, True)).bars[1:]
    assert (bar.x, bar.width) == (75, 25)


def test_a_sensor_that_never_tells_an_end_shows_strokes() -> None:
    made = lane(event(6, True, "motion"), event(12, True, "motion"), event(12.5, True, "motion"))
    assert [tick.x for tick in made.ticks] == [25, 50, 52.083]
    assert made.bars == ()


def test_movement_whose_end_nobody_told_does_not_go_on_until_now() -> None:
    made = lane(event(-3, False, "motion"), event(-2, True, "motion"), event(6, True, "motion"))
    assert made.bars == ()
    assert [tick.x for tick in made.ticks] == [25]


def test_what_is_told_again_is_a_stroke_before_its_bar() -> None:
    made = lane(event(6, True), event(7, True), event(12, False))
    assert [tick.x for tick in made.ticks] == [25]
    assert [bar.x for bar in made.bars] == [29.167]


def test_numbers_are_a_curve_with_their_range() -> None:
    made = lane(event(0, 20.0, "temperature"), event(12, 22.0, "temperature"), event(18, 21.0, "temperature"))
    assert made.curve is not None
    assert (made.curve.low, made.curve.high) == (20, 22)
    assert made.curve.points == "0,100.0 50,0.0 75,50.0"


def test_a_number_that_never_changes_is_a_line_in_the_middle() -> None:
    made = lane(event(0, 20.0, "temperature"), event(12, 20.0, "temperature"))
    assert made.curve is not None
    assert made.curve.points == "0,50.0 50,50.0"


def test_each_device_and_quantity_has_a_lane_and_ticks_of_the_clock_have_none() -> None:
    told = [event(1, True), event(1, True, "motion"), event(1, True, device="a"), event(1, True, "tick", "clock")]
    assert [(made.device, made.quantity) for made in lanes(told, DAY, now=EVENING)] == [
        ("a", "contact.open"),
        ("door", "contact.open"),
        ("door", "motion"),
    ]


def test_what_ended_before_the_day_is_not_on_it() -> None:
    assert lanes([event(-3, True), event(-2, False)], DAY, now=EVENING) == []


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 3, 3), 24)])
def test_a_day_lasts_as_long_as_it_lasts_there(day: tuple[int, int, int], hours: int) -> None:
    span = Span.of(date(*day), ZONE)
    assert span.end - span.start == timedelta(hours=hours)
    assert span.share(span.start + timedelta(hours=hours / 2)) == 50
    assert span.start.tzinfo is UTC
