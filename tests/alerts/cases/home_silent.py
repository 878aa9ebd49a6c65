"""A home is silent."""

from dataclasses import replace
from datetime import date, timedelta

from alerts.hearing import ONLINE
from tests.alerts.flat import household, minutes, told
from tests.alerts.play import Cases, Play, at


def power_is_gone(day: date) -> Play:
    """Nothing after half past one, from a home whose thermometer tells at least every hour."""
    last, back = at(day, "01:30", days=1), at(day, "01:30", days=1) + minutes(300)
    events = (told(last - minutes(50), "hall", "temperature", 20.0), told(last, "hall"), told(back, "hall"))
    return Play(events, back + minutes(1), ((last + minutes(61), back),))


def quiet_night(day: date) -> Play:
    since = at(day, "23:00")
    events = tuple(told(since + minutes(55 * n), "hall", "temperature", 20.0) for n in range(8))
    return Play(events, events[-1].time)


def one_device_among_others(day: date) -> Play:
    """The thermometer is silent while others were still heard: then they may be quiet as long as they like."""
    noon = at(day, "12:00")
    events = (
        told(noon, "hall", "temperature", 20.0),
        told(noon + minutes(50), "kitchen"),
        told(noon + minutes(90), "kitchen"),
    )
    return Play(events, noon + minutes(600))


def never_known(day: date) -> Play:
    return Play((told(at(day, "12:00"), "kitchen"),), at(day, "12:00", days=2))


def one_box_of_two(day: date) -> Play:
    noon = at(day, "12:00")
    events = (told(noon, "box", ONLINE, value=False), told(noon + minutes(1), "hall", "temperature", 20.0))
    return Play(events, noon + minutes(30))


CASES = Cases(
    happens=power_is_gone,
    looks_like={
        "a quiet night": quiet_night,
        "one box of two is gone": one_box_of_two,
        "one device": one_device_among_others,
    },
    no_data={"nobody knows how often it tells": never_known},
    household=replace(
        household(),
        intervals={"hall": timedelta(hours=1)},
        carried={"box": frozenset({"kitchen"}), "other": frozenset({"hall"})},
    ),
)
