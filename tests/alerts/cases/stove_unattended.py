"""Stove on, nobody near."""

from dataclasses import replace
from datetime import date

from alerts.hearing import ONLINE
from care.people import Placement, Spot
from tests.alerts.flat import LONG_AGO, closes, household, minutes, opens, resident, told
from tests.alerts.play import Cases, Play, at

HOME = household(resident())


def forgets(day: date) -> Play:
    """Tea in the night, in the hour that clocks skip or repeat; and at dinner she goes out and leaves it on."""
    tea, dinner = at(day, "01:45", days=1), at(day, "17:00", days=1)
    out, home = dinner + minutes(5), dinner + minutes(30)
    events = (
        told(tea, "stove", "stove.on"),
        told(tea + minutes(3), "kitchen"),
        told(tea + minutes(4), "hall"),
        told(tea + minutes(40), "stove", "stove.on", value=False),
        told(dinner, "stove", "stove.on"),
        told(dinner + minutes(4), "hall"),
        opens(out),
        closes(out + minutes(0.2)),
        opens(home),
        told(home + minutes(0.1), "hall"),
        told(home + minutes(2), "kitchen"),
        told(home + minutes(3), "stove", "stove.on", value=False),
    )
    alerts = (
        (tea + minutes(18), tea + minutes(40)),
        (out + minutes(3.2), home + minutes(2)),
    )
    return Play(events, at(day, "20:00", days=1), alerts)


def to_and_fro(day: date) -> Play:
    """With the kitchen door open: now the table is laid, now the pot is stirred."""
    on = at(day, "17:00")
    moving = tuple(told(on + minutes(7 * n), ("hall", "kitchen", "fridge")[n % 3], "motion") for n in range(1, 9))
    return Play(
        (told(on, "stove", "stove.on"), *moving, told(on + minutes(65), "stove", "stove.on", value=False)),
        at(day, "23:00"),
    )


def guard_cuts(day: date) -> Play:
    on = at(day, "17:00")
    cut = told(on + minutes(12), "guard", "stove.cutoff")
    return Play((told(on, "stove", "stove.on"), told(on + minutes(1), "hall"), cut), at(day, "23:00"))


def guard_cuts_late(day: date) -> Play:
    """The guard ends what was raised."""
    on = at(day, "17:00")
    cut = told(on + minutes(20), "guard", "stove.cutoff")
    return Play((told(on, "stove", "stove.on"), cut), at(day, "23:00"), ((on + minutes(15), cut.time),))


def power_is_out(day: date) -> Play:
    """The stove's sensor went with the power, and the pot is cold."""
    on = at(day, "17:00")
    out, back = told(on + minutes(5), "hub", "mains", value=False), told(on + minutes(90), "hub", "mains")
    off = told(back.time + minutes(1), "stove", "stove.on", value=False)
    return Play((told(on, "stove", "stove.on"), out, back, off), at(day, "23:00"))


def box_is_gone(day: date) -> Play:
    on = at(day, "17:00")
    gone, there = told(on + minutes(5), "box", ONLINE, value=False), told(on + minutes(60), "box", ONLINE)
    off = told(on + minutes(70), "stove", "stove.on", value=False)
    return Play((told(on, "stove", "stove.on"), gone, there, off), at(day, "23:00"))


def never_told_off(day: date) -> Play:
    """A stove whose sensor never told that it was turned off, hours ago."""
    on = at(day, "08:00")
    busy = tuple(told(on + minutes(10 * n), "kitchen") for n in range(1, 40))
    return Play((told(on, "stove", "stove.on"), *busy), at(day, "23:00"), late=frozenset({"stove"}))


def no_stove_sensor(day: date) -> Play:
    return Play((told(at(day, "17:00"), "kitchen"),), at(day, "23:00"))


CASES = Cases(
    happens=forgets,
    looks_like={
        "to and fro": to_and_fro,
        "the guard cuts the power": guard_cuts,
        "it cuts late": guard_cuts_late,
        "a power cut": power_is_out,
    },
    no_data={
        "its box is gone for a while": box_is_gone,
        "turned off without telling": never_told_off,
        "no sensor at the stove": no_stove_sensor,
    },
    household=replace(
        HOME,
        placements=(
            *(placed for placed in HOME.placements if placed.device not in {"kitchen", "fridge"}),
            *(
                Placement(device=device, home="h1", room="kitchen", spot=spot, since=LONG_AGO)
                for device, spot in (
                    ("kitchen", Spot.ROOM),
                    ("fridge", Spot.STORAGE),
                    ("stove", Spot.ROOM),
                    ("guard", Spot.ROOM),
                )
            ),
        ),
        carried={"box": frozenset({"stove", "kitchen", "hall"})},
    ),
)
