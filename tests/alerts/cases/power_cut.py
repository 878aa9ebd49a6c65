"""The power is out."""

from dataclasses import replace
from datetime import date, datetime

from alerts.hearing import ONLINE
from care.events import Event
from tests.alerts.flat import household, minutes, seconds, told
from tests.alerts.play import Cases, Play, at


def mains(time: datetime, device: str, *, there: bool) -> Event:
    return told(time, device, "mains", there)


def goes_out(day: date) -> Play:
    """In the hour that clocks skip or repeat; then once more, told by two though a socket still has power."""
    out = at(day, "01:50", days=1)
    again = at(day, "08:00", days=1)
    events = (
        mains(out - minutes(400), "hub", there=True),
        told(out - minutes(1), "lamp", "power", 8.0),
        mains(out, "hub", there=False),
        mains(out + minutes(90), "hub", there=True),
        mains(again, "hub", there=False),
        mains(again + seconds(5), "guard", there=False),
        told(again + seconds(30), "lamp", "power", 8.0),
        mains(again + minutes(10), "hub", there=True),
        mains(again + minutes(10.1), "guard", there=True),
    )
    alerts = (
        (out + seconds(60), out + minutes(90)),
        (again + seconds(65), again + minutes(10)),
    )
    return Play(events, at(day, "09:00", days=1), alerts)


def dip(day: date) -> Play:
    out = at(day, "12:00")
    return Play((mains(out, "hub", there=False), mains(out + seconds(20), "hub", there=True)), at(day, "23:00"))


def unplugged(day: date) -> Play:
    out = at(day, "12:00")
    others = (told(out + seconds(30), "lamp", "power", 8.0), told(out + minutes(300), "lamp", "power", 8.0))
    return Play((mains(out, "planner", there=False), *others), at(day, "23:00"))


def only_the_network(day: date) -> Play:
    """The home is not heard, and nobody told of its power."""
    return Play((told(at(day, "12:00"), "box", ONLINE, value=False),), at(day, "23:00"))


CASES = Cases(
    happens=goes_out,
    looks_like={"a dip": dip, "a planner is unplugged": unplugged},
    no_data={"only the network is gone": only_the_network},
    household=replace(household(), carried={"box": frozenset({"hub", "guard", "lamp", "planner"})}),
)
