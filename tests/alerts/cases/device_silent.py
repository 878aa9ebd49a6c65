"""A device is silent."""

from dataclasses import replace
from datetime import date, timedelta

from tests.alerts.flat import household, minutes, told
from tests.alerts.play import Cases, Play, at


def carried_away(day: date) -> Play:
    """The thermometer tells nothing after half past one; others do, until it is found in the morning."""
    last, found = at(day, "01:30", days=1), at(day, "01:30", days=1) + minutes(300)
    others = tuple(told(last + minutes(20 * n), "kitchen") for n in range(-10, 15))
    own = (told(last - minutes(50), "hall", "temperature", 20.0), told(last, "hall", "temperature", 20.0))
    events = sorted([*own, *others, told(found, "hall", "temperature", 20.0)], key=lambda event: event.order)
    return Play(tuple(events), found + minutes(1), ((last + minutes(61), found),))


def whole_home(day: date) -> Play:
    noon = at(day, "12:00")
    return Play((told(noon, "hall", "temperature", 20.0), told(noon, "kitchen")), noon + minutes(600))


def irregular(day: date) -> Play:
    noon = at(day, "12:00")
    others = tuple(told(noon + minutes(20 * n), "hall", "temperature", 20.0) for n in range(100))
    return Play((told(noon - minutes(1), "fridge", "contact.open"), *others), others[-1].time)


CASES = Cases(
    happens=carried_away,
    looks_like={"the whole home": whole_home},
    no_data={"nobody knows how often it tells": irregular},
    household=replace(household(), intervals={"hall": timedelta(hours=1), "kitchen": timedelta(hours=1)}),
)
