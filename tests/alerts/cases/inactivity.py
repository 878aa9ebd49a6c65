"""No activity by day."""

from dataclasses import replace
from datetime import date, timedelta

from alerts.hearing import ONLINE
from care.events import Event
from tests.alerts.flat import closes, household, minutes, opens, resident, told
from tests.alerts.play import Cases, Play, at

_DAY = timedelta(days=1)


def falls_ill(day: date) -> Play:
    """On the first day after breakfast; on the next she does not get up."""
    last, found, next_found = at(day, "09:10"), at(day, "18:00"), at(day, "16:00", days=1)
    heard = [at(day, "00:30"), at(day, "04:30"), last, found, at(day, "20:50"), next_found]
    alerts = (
        (last + timedelta(hours=5), found),
        (at(day, "08:00", days=1) + timedelta(hours=5), next_found),
    )
    return Play(tuple(told(moment, "hall") for moment in heard), at(day, "20:30", days=1), alerts)


def naps(day: date) -> Play:
    noon = at(day, "12:00")
    nap = (told(noon, "bed", "bed.occupied"), told(noon + minutes(150), "bed", "bed.occupied", value=False))
    rest = (told(noon + minutes(151), "hall"), told(at(day, "18:00"), "hall"), told(at(day, "20:50"), "hall"))
    return Play((told(at(day, "08:30"), "hall"), *nap, *rest), at(day, "23:30"))


def away_for_the_weekend(day: date) -> Play:
    """The hall sees her on her way out, and she comes back two days later."""
    out, back = at(day, "10:00"), at(day, "19:00", days=2)
    leaves = (told(out - minutes(1), "hall"), opens(out), told(out + minutes(0.2), "hall"), closes(out + minutes(0.4)))
    return Play((*leaves, opens(back), told(back + minutes(2), "hall")), back + minutes(60))


def usually_still(day: date) -> Play:
    """On all her days she sits still for four hours and a half after breakfast: then six are nothing to call for."""
    before: list[Event] = []
    for n in range(-8, 0):
        before += [told(at(day + n * _DAY, clock), "hall") for clock in ("08:30", "13:00", "16:00", "20:00")]
    return Play(
        (told(at(day, "09:00"), "hall"), told(at(day, "15:00"), "hall"), told(at(day, "19:30"), "hall")),
        at(day, "23:30"),
        before=tuple(before),
    )


def night(day: date) -> Play:
    events = (told(at(day, "16:30"), "hall"), told(at(day, "20:30"), "hall"), told(at(day, "12:30", days=1), "hall"))
    return Play(events, events[-1].time)


def box_is_gone(day: date) -> Play:
    gone, there = told(at(day, "10:00"), "box", ONLINE, value=False), told(at(day, "16:00"), "box", ONLINE)
    return Play((told(at(day, "09:00"), "hall"), gone, there, told(at(day, "20:30"), "hall")), at(day, "23:30"))


def never_heard(day: date) -> Play:
    return Play((told(at(day, "09:00"), "hall", "temperature", 20.0),), at(day, "23:30"))


def sensors_of_people_are_missing(day: date) -> Play:
    return Play((opens(at(day, "09:00")), closes(at(day, "09:01"))), at(day, "23:30"))


CASES = Cases(
    happens=falls_ill,
    looks_like={
        "a nap": naps,
        "away for the weekend": away_for_the_weekend,
        "as usual for her": usually_still,
        "the night": night,
    },
    no_data={
        "its box is gone for a while": box_is_gone,
        "nobody was ever heard": never_heard,
        "only a door": sensors_of_people_are_missing,
    },
    household=replace(household(resident()), carried={"box": frozenset({"hall", "bed"})}),
)
