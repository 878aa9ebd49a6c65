"""Medicine not taken."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from alerts.hearing import ONLINE
from alerts.household import Household
from care.events import Event
from care.people import Resident
from tests.alerts.flat import household, minutes, told
from tests.alerts.play import Cases, Play, at

TAKEN, MISSED, CONFIRMED = "dose.taken", "dose.missed", "reminder.confirmed"
OWN = {"missed_medication": {"times": ["02:30", "20:00"]}}
HOME: Household = replace(
    household(Resident(id="anna", home="h1", parameters=OWN)),
    carried={"dispenser-box": frozenset({"dispenser"}), "box": frozenset({"planner", "hall"})},
)


def taken(time: datetime, device: str = "dispenser") -> Event:
    return told(time, device, TAKEN)


def missed(time: datetime) -> Event:
    return told(time, "dispenser", MISSED)


def confirmed(time: datetime, text: str) -> Event:
    return told(time, "planner", CONFIRMED, text)


def night(day: date) -> tuple[datetime, datetime]:
    """The dose of the evening, and that of the night when clocks change: at half past two."""
    return at(day, "20:00"), at(day, "02:30", days=1)


def happens(day: date) -> Play:
    """The dose of the night is taken too late; the dispenser says itself that the evening's is missed."""
    evening, late = night(day)
    events = (taken(evening - minutes(720)), missed(evening + minutes(30)), taken(late + minutes(150)))
    raised = evening + minutes(45), late + minutes(60)
    return Play(events, at(day, "09:00", days=1), ((raised[0], None), (raised[1], late + minutes(150))))


def in_time(*doses: Callable[[datetime], Event]) -> Callable[[date], Play]:
    """Both doses end well; these are of the evening's."""

    def on_day(day: date) -> Play:
        evening, late = night(day)
        events = (taken(evening - minutes(720)), *(dose(evening) for dose in doses), taken(late + minutes(5)))
        return Play(events, at(day, "09:00", days=1))

    return on_day


def box_is_gone(day: date) -> Play:
    """The dispenser's connection is gone while both doses are due, and does not come back."""
    evening, late = night(day)
    gone = told(evening - minutes(60), "dispenser-box", ONLINE, value=False)
    return Play((taken(evening - minutes(720)), gone, told(late, "hall")), at(day, "09:00", days=1))


def back_in_time(day: date) -> Play:
    """What was taken meanwhile is told once the connection is back; a dose that was not is missed then."""
    evening, late = night(day)
    gone = told(evening - minutes(60), "dispenser-box", ONLINE, value=False)
    back = told(evening + minutes(120), "dispenser-box", ONLINE)
    events = (taken(evening - minutes(720)), gone, back, taken(late))
    return Play(events, at(day, "09:00", days=1), ((evening + minutes(135), None),), late=frozenset({"dispenser"}))


def no_dispenser(day: date) -> Play:
    return Play((confirmed(at(day, "12:00"), "Lunch"), told(at(day, "20:00"), "hall")), at(day, "09:00", days=1))


CASES = Cases(
    happens=happens,
    looks_like={
        "taken late, in its window": in_time(lambda due: taken(due + minutes(59))),
        "taken early": in_time(lambda due: taken(due - minutes(29))),
        "taken within the grace": in_time(lambda due: missed(due + minutes(30)), lambda due: taken(due + minutes(44))),
        "taken elsewhere": in_time(lambda due: taken(due, "hall"), lambda due: missed(due + minutes(30))),
        "reminder confirmed": in_time(
            lambda due: confirmed(due + minutes(1), "Ta din Medicin"), lambda due: missed(due + minutes(30))
        ),
    },
    no_data={"its box is gone": box_is_gone, "its box comes back": back_in_time, "no dispenser": no_dispenser},
    household=HOME,
)
