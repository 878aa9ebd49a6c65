"""A door stands open."""

from dataclasses import replace
from datetime import date, timedelta

from alerts.hearing import ONLINE
from care.events import Event
from care.people import Placement, Spot
from tests.alerts.flat import LONG_AGO, closes, household, minutes, opens, resident, told
from tests.alerts.play import Cases, Play, at

HOME = household(resident())
_DAY = timedelta(days=1)


def closed_before(day: date) -> tuple[Event, ...]:
    """It tells its closing as a rule."""
    return (opens(at(day - _DAY, "15:00")), closes(at(day - _DAY, "15:00") + minutes(0.2)))


def degrees(day: date, clock: str, number: float) -> Event:
    return told(at(day, clock), "air", "temperature", number)


def stands_open(day: date) -> Play:
    """By day, in the cold, and in the night, in the hour that clocks skip or repeat."""
    by_day, cold, night = at(day, "10:00"), at(day, "17:00"), at(day, "01:50", days=1)
    events = (
        opens(by_day),
        closes(by_day + minutes(90)),
        degrees(day, "16:50", 19.0),
        opens(cold),
        degrees(day, "17:10", 15.0),
        degrees(day, "17:20", 12.0),
        closes(cold + minutes(40)),
        opens(night),
        closes(night + minutes(70)),
    )
    alerts = (
        (by_day + minutes(45), by_day + minutes(90)),
        (cold + minutes(25), cold + minutes(40)),
        (night + minutes(15), night + minutes(70)),
    )
    return Play(events, at(day, "09:00", days=1), alerts, before=closed_before(day))


def airing(day: date) -> Play:
    noon = at(day, "12:00")
    return Play((opens(noon, "balcony"), closes(noon + minutes(25), "balcony")), at(day, "23:00"))


def summer(day: date) -> Play:
    """The balcony's door stands open all afternoon, and it is warm."""
    warm = tuple(told(at(day, "13:00") + minutes(60 * n), "air", "temperature", 26.0) for n in range(7))
    moves = (opens(at(day, "13:05"), "balcony"), closes(at(day, "19:10"), "balcony"))
    return Play(tuple(sorted([*warm, *moves], key=lambda e: e.order)), at(day, "23:00"), before=closed_before(day))


def groceries(day: date) -> Play:
    """In and out, with the door ajar; in the evening, until just after ten."""
    came = at(day, "21:50")
    return Play((opens(came), told(came + minutes(1), "hall"), closes(came + minutes(20))), at(day, "23:59"))


def never_tells_closing(day: date) -> Play:
    before = tuple(opens(at(day - n * _DAY, "15:00")) for n in range(3, 0, -1))
    return Play((opens(at(day, "10:00")), opens(at(day, "23:00"))), at(day, "09:00", days=1), before=before)


def box_is_gone(day: date) -> Play:
    came = at(day, "10:00")
    gone, there = told(came + minutes(5), "box", ONLINE, value=False), told(came + minutes(80), "box", ONLINE)
    shut = closes(came + minutes(81))
    return Play((opens(came), gone, there, shut), at(day, "23:00"), before=closed_before(day))


CASES = Cases(
    happens=stands_open,
    looks_like={"airing": airing, "a warm day": summer, "groceries": groceries},
    no_data={"a contact that tells no closing": never_tells_closing, "its box is gone for a while": box_is_gone},
    household=replace(
        HOME,
        placements=(*HOME.placements, Placement(device="air", home="h1", spot=Spot.ROOM, since=LONG_AGO)),
        carried={"box": frozenset({"front-door", "hall"})},
    ),
)
