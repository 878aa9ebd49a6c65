"""Bed empty at the night check."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from alerts.hearing import ONLINE
from care.events import Event
from care.people import Placement
from tests.alerts.flat import LONG_AGO, household, minutes, told
from tests.alerts.play import Cases, Play, at

SEEN = "check.seen"
HOME = replace(
    household(),
    placements=(*household().placements, Placement(device="wc", home="h1", room="bathroom", since=LONG_AGO)),
    carried={"box": frozenset({"bed", "wc", "camera"})},
)


def check(time: datetime, *, seen: bool) -> Event:
    return told(time, "camera", SEEN, seen)


def mat(time: datetime, *, occupied: bool) -> Event:
    return told(time, "bed", "bed.occupied", occupied)


def happens(day: date) -> Play:
    """Up at ten to two, when clocks may change; not back when the camera looks, and half an hour later in bed again."""
    up = at(day, "01:50", days=1)
    events = (
        mat(at(day, "22:30"), occupied=True),
        check(at(day, "23:30"), seen=True),
        mat(up, occupied=False),
        check(up + minutes(40), seen=False),
        mat(up + minutes(80), occupied=True),
    )
    return Play(events, at(day, "07:00", days=1), ((up + minutes(50), up + minutes(80)),))


def two_checks(day: date) -> Play:
    """Without a mat: a second check agrees."""
    first = at(day, "01:50", days=1)
    events = (check(first, seen=False), check(first + minutes(1), seen=False), check(first + minutes(40), seen=False))
    return Play(events, at(day, "07:00", days=1), ((first + minutes(40), None),))


def on_the_toilet(day: date) -> Play:
    up = at(day, "01:50", days=1)
    events = (
        mat(at(day, "22:30"), occupied=True),
        mat(up, occupied=False),
        told(up + minutes(2), "wc"),
        check(up + minutes(3), seen=False),
        told(up + minutes(12), "wc", "flush"),
        mat(up + minutes(15), occupied=True),
    )
    return Play(events, at(day, "07:00", days=1))


def one_look(*, mat_says: bool | None) -> Callable[[date], Play]:
    def on_day(day: date) -> Play:
        look = at(day, "02:30", days=1)
        told_before = () if mat_says is None else (mat(look - minutes(200), occupied=mat_says),)
        return Play((*told_before, check(look, seen=False), check(look + minutes(1), seen=False)), look + minutes(240))

    return on_day


def still_up(day: date) -> Play:
    """Not gone to bed at the first check: the mat has told nothing but empty since the morning."""
    evening = at(day, "23:00")
    events = (
        mat(evening - minutes(900), occupied=False),
        mat(evening - minutes(200), occupied=False),
        check(evening, seen=False),
        mat(evening + minutes(40), occupied=True),
    )
    return Play(events, at(day, "07:00", days=1))


def offline(day: date) -> Play:
    """The home is gone before a second look, and back the next day."""
    look = at(day, "01:50", days=1)
    events = (
        mat(look - minutes(5), occupied=False),
        check(look, seen=False),
        told(look + minutes(5), "box", ONLINE, value=False),
    )
    return Play(events, at(day, "07:00", days=1))


CASES = Cases(
    happens=happens,
    looks_like={
        "at the toilet": on_the_toilet,
        "under the cover, on the mat": one_look(mat_says=True),
        "not seen once": one_look(mat_says=None),
        "still up": still_up,
    },
    no_data={"home gone": offline, "no mat": two_checks},
    household=HOME,
)
