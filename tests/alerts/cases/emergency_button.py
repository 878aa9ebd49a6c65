"""Alarm button."""

from datetime import date

from tests.alerts.flat import minutes, told
from tests.alerts.play import Cases, Play, at


def pressed(day: date) -> Play:
    """Twice, the second time in the hour that clocks skip or repeat."""
    first, second = at(day, "23:50"), at(day, "02:30", days=1)
    events = (told(first, "wrist", "alarm.button"), told(second, "wrist", "alarm.button"))
    return Play(events, at(day, "07:00", days=1), ((first, None), (second, None)))


def let_go(day: date) -> Play:
    return Play((told(at(day, "23:50"), "wrist", "alarm.button", value=False),), at(day, "07:00", days=1))


def other_button(day: date) -> Play:
    return Play((told(at(day, "12:00"), "wall-button", "button", "single"),), at(day, "23:00"))


def nothing(day: date) -> Play:
    return Play((told(at(day, "12:00"), "hall"),), at(day, "12:00") + minutes(600))


CASES = Cases(
    happens=pressed,
    looks_like={"let go": let_go, "a button that is no alarm": other_button},
    no_data={"nothing from the button": nothing},
)
