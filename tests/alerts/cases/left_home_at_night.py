"""Left home at night."""

from dataclasses import replace
from datetime import date

from alerts.hearing import ONLINE
from tests.alerts.flat import closes, household, minutes, opens, told
from tests.alerts.play import Cases, Play, at


def leaves(day: date) -> Play:
    """Out at ten to midnight, brought home three hours later: across the hour that clocks skip or repeat."""
    out = at(day, "23:50")
    back = out + minutes(180)
    events = (told(out - minutes(1), "hall"), opens(out), closes(out + minutes(1)), told(back, "hall"))
    return Play(events, at(day, "07:00", days=1), ((out + minutes(10), back),))


def looks_out(day: date) -> Play:
    out = at(day, "23:50")
    return Play((opens(out), closes(out + minutes(1)), told(out + minutes(2), "hall")), at(day, "07:00", days=1))


def by_day(day: date) -> Play:
    return Play((opens(at(day, "21:59")), opens(at(day, "06:00", days=1))), at(day, "09:00", days=1))


def night_round(day: date) -> Play:
    """Somebody comes with a key, looks after her and leaves; the door opens twice on the way out."""
    came = at(day, "23:40")
    left = came + minutes(15)
    around = (opens(came), told(came + minutes(1), "hall"), told(came + minutes(9), "kitchen"), closes(left))
    bed = told(at(day, "21:30"), "bed", "bed.occupied")
    return Play((bed, *around[:3], opens(left), around[3], opens(left + minutes(1))), at(day, "07:00", days=1))


def box_is_gone(day: date) -> Play:
    out = at(day, "23:50")
    gone = told(out + minutes(1), "box", ONLINE, value=False)
    return Play((opens(out), gone), at(day, "07:00", days=1))


def no_outer_door(day: date) -> Play:
    return Play((told(at(day, "23:50"), "hall"),), at(day, "07:00", days=1))


CASES = Cases(
    happens=leaves,
    looks_like={"looks out": looks_out, "by day": by_day, "a visitor": night_round},
    no_data={"its box is gone": box_is_gone, "no contact at the outer door": no_outer_door},
    household=replace(household(), carried={"box": frozenset({"front-door", "hall"})}),
)
