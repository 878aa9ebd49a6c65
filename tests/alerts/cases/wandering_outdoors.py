"""Outdoors, away from places that are known."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from alerts.hearing import ONLINE
from care.events import Event
from care.people import Resident
from tests.alerts.flat import household, minutes, told
from tests.alerts.play import Cases, Play, at

HOME_AT = (59.3293, 18.0686)
OWN = {"wandering_outdoors": {"places": "59.3293,18.0686,300; 59.3400,18.0700,100"}}
METRE = 1 / 111_195  # degrees north


def fix(time: datetime, metres: float, *, accuracy: float = 15.0, lat: float = HOME_AT[0]) -> Iterable[Event]:
    """A position so many metres north of home."""
    yield told(time, "locator", "latitude", lat + metres * METRE)
    yield told(time, "locator", "longitude", HOME_AT[1])
    yield told(time, "locator", "position.accuracy", accuracy)


def walk(start: datetime, *legs: tuple[float, float], accuracy: float = 15.0) -> tuple[Event, ...]:
    """Positions as (minutes after the start, metres from home)."""
    return tuple(event for after, metres in legs for event in fix(start + minutes(after), metres, accuracy=accuracy))


AWAY = ((0, 20), (12, 500), (24, 640), (36, 610), (48, 100))


def wanders(day: date) -> Play:
    """Out at half past one, twelve minutes between positions, half a kilometre away on foot, then home."""
    out = at(day, "01:30", days=1)
    return Play(walk(out, *AWAY), out + minutes(300), ((out + minutes(36), out + minutes(48)),))


def with_relative(day: date) -> Play:
    out = at(day, "01:30", days=1)
    along = told(out + minutes(5), "telephone", "accompanied")
    return Play(tuple(sorted((along, *walk(out, *AWAY)), key=lambda e: e.order)), out + minutes(300))


def by_bus(day: date) -> Play:
    """Twelve minutes to the stop, ten kilometres by bus, ten minutes on foot to the known shop: no ride is a walk."""
    out = at(day, "01:30", days=1)
    legs = ((0, 20), (12, 400), (24, 5000), (36, 10_000), (48, 10_500), (60, 1190))
    return Play(walk(out, *legs), out + minutes(300))


def to_the_shop(day: date) -> Play:
    out = at(day, "01:30", days=1)
    return Play(walk(out, (0, 20), (12, 500), (24, 1190), (36, 700), (48, 40)), out + minutes(300))


def indoors_on_old_positions(day: date) -> Play:
    """Short out to the post; home again the locator tells the last position for hours, or one of poor accuracy."""
    out = at(day, "01:30", days=1)
    poor = walk(out, (80, 900), (92, 1100), (104, 800), accuracy=400)
    return Play((*walk(out, (0, 400), *((12 * n, 400) for n in range(1, 6))), *poor), out + minutes(300))


def stops_telling(day: date) -> Play:
    """One position away, then none: the locator, and then the home, is gone."""
    out = at(day, "01:30", days=1)
    gone = told(out + minutes(14), "box", ONLINE, value=False)
    return Play((*walk(out, (0, 20), (12, 500)), gone), out + minutes(300))


def hours_between(day: date) -> Play:
    out = at(day, "23:00")
    return Play(walk(out, (0, 600), (90, 650), (180, 640)), out + minutes(600))


CASES = Cases(
    happens=wanders,
    looks_like={
        "with a relative": with_relative,
        "by bus": by_bus,
        "to the shop": to_the_shop,
        "indoors on old positions": indoors_on_old_positions,
    },
    no_data={"stops telling": stops_telling, "hours between positions": hours_between},
    household=replace(
        household(Resident(id="anna", home="h1", parameters=OWN)), carried={"box": frozenset({"locator"})}
    ),
)
