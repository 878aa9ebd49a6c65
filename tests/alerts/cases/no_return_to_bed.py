"""Out of bed for long at night."""

from dataclasses import replace
from datetime import date, datetime

from alerts.hearing import ONLINE
from care.events import Event
from tests.alerts.flat import household, minutes, opens, resident, told
from tests.alerts.play import Cases, Play, at


def in_bed(time: datetime, device: str = "bed") -> Event:
    return told(time, device, "bed.occupied")


def up(time: datetime, device: str = "bed") -> Event:
    return told(time, device, "bed.occupied", value=False)


def ends_on_the_floor(day: date) -> Play:
    """Up at half past one, some steps, then nothing: in the hour that clocks skip or repeat."""
    left = at(day, "01:30", days=1)
    last, back = left + minutes(2), left + minutes(150)
    events = (in_bed(at(day, "22:30")), up(left), told(last, "hall"), in_bed(back))
    return Play(events, at(day, "09:00", days=1), ((last + minutes(25), back),))


def toilet(day: date) -> Play:
    left = at(day, "01:30", days=1)
    events = (in_bed(at(day, "22:30")), up(left), told(left + minutes(1), "hall"), in_bed(left + minutes(9)))
    return Play(events, at(day, "09:00", days=1))


def tea(day: date) -> Play:
    left = at(day, "01:30", days=1)
    about = tuple(told(left + minutes(9 * n + 1), "kitchen") for n in range(5))
    return Play((in_bed(at(day, "22:30")), up(left), *about, in_bed(left + minutes(55))), at(day, "09:00", days=1))


def rises_early(day: date) -> Play:
    left = at(day, "05:40", days=1)
    return Play((in_bed(at(day, "22:30")), up(left), told(left + minutes(2), "kitchen")), at(day, "12:00", days=1))


def rests_in_the_evening(day: date) -> Play:
    rest = at(day, "22:10")
    return Play((in_bed(rest), up(rest + minutes(10)), told(rest + minutes(11), "hall")), at(day, "09:00", days=1))


def couple_of_whom_one_is_up(day: date) -> Play:
    """A double bed's mat tells nothing while one of them lies in it; a neighbour's mat is no bed of theirs."""
    up_at = at(day, "01:30", days=1)
    return Play(
        (in_bed(at(day, "22:30")), told(up_at, "hall"), told(up_at + minutes(2), "kitchen")), up_at + minutes(200)
    )


def goes_out(day: date) -> Play:
    """What ``left_home_at_night`` tells."""
    left = at(day, "01:30", days=1)
    events = (in_bed(at(day, "22:30")), up(left), told(left + minutes(1), "hall"), opens(left + minutes(2)))
    return Play(events, at(day, "09:00", days=1))


def comes_home_another_night(day: date) -> Play:
    """She went out in the night and was away for a day: the bed was not left in the night in which she is back."""
    left = at(day, "01:30", days=1)
    back = at(day, "23:30", days=2)
    events = (
        in_bed(at(day, "22:30")),
        up(left),
        opens(left + minutes(2)),
        opens(back),
        told(back + minutes(1), "hall"),
    )
    return Play(events, at(day, "09:00", days=3))


def box_is_gone(day: date) -> Play:
    left = at(day, "01:30", days=1)
    gone = told(left + minutes(5), "box", ONLINE, value=False)
    there = told(left + minutes(100), "box", ONLINE)
    return Play(
        (in_bed(at(day, "22:30")), up(left), gone, there, in_bed(left + minutes(110))), at(day, "09:00", days=1)
    )


def no_mat(day: date) -> Play:
    return Play((told(at(day, "01:30", days=1), "hall"),), at(day, "09:00", days=1))


CASES = Cases(
    happens=ends_on_the_floor,
    looks_like={
        "toilet visit": toilet,
        "up for tea": tea,
        "rises early": rises_early,
        "a rest in the evening": rests_in_the_evening,
        "two in a double bed": couple_of_whom_one_is_up,
        "goes out": goes_out,
        "comes home another night": comes_home_another_night,
    },
    no_data={"its box is gone for a while": box_is_gone, "no mat": no_mat},
    household=replace(household(resident()), carried={"box": frozenset({"bed", "hall", "kitchen"})}),
)
