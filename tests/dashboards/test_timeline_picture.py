"""A stretch of a home's time as a picture: nights and hours where they fall, and small whatever it holds."""

from datetime import timedelta

from care.events import Event
from dashboards.directory import Directory
from dashboards.lanes import MOST_POINTS, Span
from dashboards.rendering import render
from dashboards.timeline import MOST_NAMED, Picture, picture
from dashboards.tongue import tongue
from tests.api.world import HOMES, NIGHT, SITES, Town

LAST_DAY = Span(NIGHT - timedelta(hours=24), NIGHT)


def told(device: str, quantity: str, minutes: float, value: bool | float) -> Event:
    time = NIGHT - timedelta(minutes=minutes)
    return Event(SITES["real"], HOMES["real"], device, quantity, time, value, time)


def drawn(town: Town, *events: Event) -> Picture:
    return picture(Directory(town.registry).card(HOMES["real"]), LAST_DAY, events, [], tongue("sv"), now=NIGHT)


async def test_nights_and_hours_fall_where_they_are_also_when_the_span_begins_at_night(town: Town) -> None:
    made = drawn(town)
    assert [hour for _, hour in made.hours] == ["03", "06", "09", "12", "15", "18", "21", "00"]
    assert made.nights == ((0.0, 20.0), (86.667, 13.333))  # 01:12-06:00 and 22:00-01:12


async def test_a_lane_of_many_happenings_is_one_shape(town: Town) -> None:
    strokes = [told("hall-motion", "motion", minute, value=True) for minute in range(0, 1400, 2)]
    doors = [told("front-door", "contact.open", minute, value=minute % 2 == 1) for minute in range(4 * MOST_NAMED)]
    made = drawn(town, *strokes, *doors)
    html = render(
        "timeline.html", "sv", picture=made, zone=Directory(town.registry).card(HOMES["real"]).zone, labelled="a"
    )
    assert html.count("<path") == 2
    assert len(html) < 20_000


async def test_a_curve_of_many_points_keeps_its_least_and_its_greatest(town: Town) -> None:
    values = [told("climate", "temperature", minute, 20 + (minute % 7) / 10) for minute in range(1400)]
    values[700] = told("climate", "temperature", 1400 - 700, 31.0)
    [lane] = drawn(town, *values).lanes
    assert lane.lane.curve is not None
    assert lane.lane.curve.high == 31
    assert len(lane.lane.curve.points.split()) <= MOST_POINTS + 3
    assert ",0.0 " in lane.lane.curve.points
