"""A sensor tells far too often."""

from datetime import date

from tests.alerts.flat import minutes, seconds, told
from tests.alerts.play import Cases, Play, at


def loose_magnet(day: date) -> Play:
    """In the draught, in the hour that clocks skip or repeat."""
    began = at(day, "01:50", days=1)
    events = tuple(told(began + seconds(4 * n), "fridge", "contact.open", value=n % 2 == 0) for n in range(100))
    return Play(events, at(day, "09:00", days=1), ((events[39].time, events[-1].time + minutes(15)),))


def lively_visit(day: date) -> Play:
    """Children: every sensor of the flat some times a minute, for an hour."""
    came = at(day, "14:00")
    events = tuple(told(came + seconds(7 * n), "hall", value=n % 2 == 0) for n in range(500))
    return Play(events, at(day, "23:00"))


def meter(day: date) -> Play:
    came = at(day, "14:00")
    return Play(tuple(told(came + seconds(n), "lamp", "power", float(n)) for n in range(120)), at(day, "23:00"))


def silent(day: date) -> Play:
    return Play((told(at(day, "14:00"), "hall"),), at(day, "23:00", days=1))


CASES = Cases(
    happens=loose_magnet,
    looks_like={"a lively visit": lively_visit, "a meter": meter},
    no_data={"it tells nothing": silent},
)
