"""A device reports a fault."""

from datetime import date

from tests.alerts.flat import minutes, told
from tests.alerts.play import Cases, Play, at


def jams(day: date) -> Play:
    """The dispenser jams, a lock is opened by force, both in the hour that clocks skip or repeat."""
    jam = at(day, "01:50", days=1)
    events = (
        told(jam, "dispenser", "fault"),
        told(jam, "lock", "tamper"),
        told(jam + minutes(1), "dispenser", "tamper"),
        told(jam + minutes(20), "dispenser", "fault", value=False),
        told(jam + minutes(30), "dispenser", "tamper", value=False),
    )
    raised = jam + minutes(3)
    alerts = ((raised, jam + minutes(30)), (raised.replace(microsecond=1), None))
    return Play(events, at(day, "09:00", days=1), alerts)


def change_of_batteries(day: date) -> Play:
    noon = at(day, "12:00")
    events = (told(noon, "hall", "tamper"), told(noon + minutes(2.9), "hall", "tamper", value=False))
    return Play(events, at(day, "23:00"))


def all_is_well(day: date) -> Play:
    return Play((told(at(day, "12:00"), "dispenser", "fault", value=False),), at(day, "23:00"))


def silent(day: date) -> Play:
    return Play((told(at(day, "12:00"), "dispenser", "dose.taken"),), at(day, "23:00", days=3))


CASES = Cases(
    happens=jams,
    looks_like={"a change of batteries": change_of_batteries, "it says that all is well": all_is_well},
    no_data={"it tells nothing more": silent},
)
