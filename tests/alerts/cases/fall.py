"""Fall: an alarm, and stillness after the bathroom."""

from dataclasses import replace
from datetime import date, datetime

from alerts.hearing import ONLINE
from care.events import Event
from care.people import Placement, Spot
from tests.alerts.flat import LONG_AGO, closes, household, minutes, opens, resident, seconds, told
from tests.alerts.play import Cases, Play, at

HOME = household(resident())


def in_bathroom(time: datetime) -> Event:
    return told(time, "bath")


def falls_twice(day: date) -> Play:
    """With the alarm on in the evening; without it in the bathroom, in the hour that clocks skip or repeat."""
    first, last, found = at(day, "21:00"), at(day, "01:45", days=1), at(day, "05:00", days=1)
    events = (
        told(first, "wrist", "fall"),
        told(first + minutes(1), "wrist", "fall", value=False),
        told(first + minutes(20), "hall"),
        told(last - minutes(120), "bed", "bed.occupied"),
        told(last - minutes(2), "bed", "bed.occupied", value=False),
        told(last - minutes(1.6), "hall"),
        in_bathroom(last - minutes(1.5)),
        in_bathroom(last),
        told(found, "hall"),
    )
    return Play(events, at(day, "09:00", days=1), ((first, None), (last + minutes(30), found)))


def called_off(day: date) -> Play:
    """She waves the alarm away: it is over, and was one."""
    fell = at(day, "21:00")
    off = told(fell + seconds(20), "wrist", "fall", value=False)
    return Play((told(fell, "wrist", "fall"), off), at(day, "23:00"), ((fell, off.time),))


def long_shower(day: date) -> Play:
    """An hour behind the curtain, with the water running, seen by nobody; and once more by steam alone."""
    steps_in, again = at(day, "18:00"), at(day, "20:00")
    events = (
        in_bathroom(steps_in),
        told(steps_in + minutes(2), "tap", "water.flow", 0.15),
        told(steps_in + minutes(50), "tap", "water.flow", 0.0),
        in_bathroom(steps_in + minutes(65)),
        told(steps_in + minutes(70), "hall"),
        in_bathroom(again),
        told(again + minutes(5), "damp", "humidity", 91.0),
        in_bathroom(again + minutes(60)),
        told(again + minutes(61), "hall"),
    )
    return Play(events, at(day, "23:50"))


def leaves_home(day: date) -> Play:
    """She powders her nose and goes."""
    out = at(day, "14:00")
    seen = (in_bathroom(out - minutes(1)), opens(out), told(out + seconds(5), "hall"), closes(out + seconds(20)))
    return Play(seen, at(day, "22:00"))


def to_bed(day: date) -> Play:
    """The bedroom's sensor misses her; the mat does not."""
    toilet = at(day, "23:00")
    return Play((in_bathroom(toilet), told(toilet + minutes(2), "bed", "bed.occupied")), at(day, "07:00", days=1))


def watches_television(day: date) -> Play:
    return Play((told(at(day, "19:00"), "hall"), told(at(day, "22:00"), "hall")), at(day, "23:00"))


def fetches_something(day: date) -> Play:
    """Back in the armchair before the sensor there is ready to see her again."""
    up = at(day, "19:00")
    around = (told(up, "hall"), in_bathroom(up + seconds(20)), told(up + minutes(55), "hall"))
    return Play((told(up - minutes(120), "bed", "bed.occupied", value=False), *around), at(day, "20:50"))


def box_is_gone(day: date) -> Play:
    last = at(day, "19:00")
    gone, there = told(last + minutes(10), "box", ONLINE, value=False), told(last + minutes(90), "box", ONLINE)
    return Play((in_bathroom(last), gone, there, told(last + minutes(100), "hall")), at(day, "23:00"))


def bathroom_alone_has_a_sensor(day: date) -> Play:
    return Play((in_bathroom(at(day, "19:00")), in_bathroom(at(day, "22:00"))), at(day, "23:00"))


def no_mat_at_night(day: date) -> Play:
    events = (told(at(day, "22:00"), "hall"), in_bathroom(at(day, "22:02")), told(at(day, "07:30", days=1), "hall"))
    return Play(events, at(day, "08:00", days=1))


def no_alarm_and_no_bathroom_sensor(day: date) -> Play:
    return Play((told(at(day, "19:00"), "hall"),), at(day, "23:00"))


CASES = Cases(
    happens=falls_twice,
    looks_like={
        "called off": called_off,
        "a long shower": long_shower,
        "leaves home": leaves_home,
        "goes to bed": to_bed,
        "watches television": watches_television,
        "fetches something": fetches_something,
    },
    no_data={
        "its box is gone for a while": box_is_gone,
        "no sensor there": no_alarm_and_no_bathroom_sensor,
        "a sensor there alone": bathroom_alone_has_a_sensor,
        "no mat at night": no_mat_at_night,
    },
    household=replace(
        HOME,
        placements=(
            *HOME.placements,
            *(
                Placement(device=device, home="h1", room="bathroom", spot=Spot.ROOM, since=LONG_AGO)
                for device in ("bath", "tap", "damp")
            ),
        ),
        carried={"box": frozenset({"bath", "hall", "bed"})},
    ),
)
