"""A battery is nearly empty."""

from datetime import date

from tests.alerts.flat import told
from tests.alerts.play import Cases, Play, at


def runs_down(day: date) -> Play:
    events = (
        told(at(day, "20:00"), "hall", "battery", 16.0),
        told(at(day, "23:00"), "hall", "battery", 14.0),
        told(at(day, "02:30", days=1), "hall", "battery", 13.0),
        told(at(day, "08:00", days=1), "hall", "battery", 100.0),
    )
    return Play(events, at(day, "09:00", days=1), ((events[1].time, events[3].time),))


def cold_night(day: date) -> Play:
    events = tuple(told(at(day, f"{20 + n}:00"), "hall", "battery", left) for n, left in enumerate((22.0, 16.0, 24.0)))
    return Play(events, at(day, "23:00"))


def never_told(day: date) -> Play:
    return Play((told(at(day, "20:00"), "hall"),), at(day, "23:00", days=1))


CASES = Cases(
    happens=runs_down, looks_like={"a cold night": cold_night}, no_data={"it tells nothing of its battery": never_told}
)
