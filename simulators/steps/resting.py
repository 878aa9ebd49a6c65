"""Steps of being still, or up when others sleep: ill, napping, in the shower, up for tea, up and not back in bed."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulators import diary
from simulators.dwellings.plan import BATHROOM, KITCHEN, LIVING_ROOM
from simulators.kernel import Process, Signal
from simulators.resident import Resident
from simulators.steps.step import Step

DAYS: Final = 2 * 86_400.0
SELDOM: Final = 1e9
"""Seconds between two movements of somebody who does not move."""
SHOWER: Final = 0.13
"""Litres a second."""


def _lies_still(resident: Resident, happened: Signal) -> Process:
    """Lie down dizzy, and not have the strength to get up until something is asked of one."""
    yield from resident.get_up()
    yield from resident.go(LIVING_ROOM)
    yield from resident.stay(resident.rng.uniform(20, 60), 20)
    happened.fire()
    yield from resident.stay(DAYS, SELDOM, may_leave=True)


def _naps(resident: Resident, happened: Signal) -> Process:
    if not resident.in_bed:
        yield from resident.lie_down()
    happened.fire()
    resident.diary.begins(diary.NAP)
    yield from resident.stay(resident.rng.uniform(100, 160) * 60, 2700, may_leave=True)
    resident.diary.ends(diary.NAP)
    yield from resident.get_up()


def _showers_long(resident: Resident, happened: Signal) -> Process:
    """Undress in view, stand behind the curtain out of view, dry oneself in view."""
    yield from resident.get_up()
    yield from resident.go(BATHROOM)
    yield from resident.stay(resident.rng.uniform(90, 200), 40)
    resident.home.water.turn(SHOWER)
    happened.fire()
    yield from resident.stay(resident.rng.uniform(35, 50) * 60, SELDOM)
    resident.home.water.turn(0.0)
    yield from resident.stay(resident.rng.uniform(300, 600), 60)


def _makes_tea(resident: Resident, happened: Signal) -> Process:
    yield from resident.get_up()
    yield from resident.go(KITCHEN)
    happened.fire()
    yield from resident.stay(resident.rng.uniform(180, 300), 45)
    yield from resident.open_fridge()
    yield from resident.stay(resident.rng.uniform(8, 14) * 60, 120)
    yield from resident.stay(resident.rng.uniform(60, 120), 30)


def _sits_up(resident: Resident, happened: Signal) -> Process:
    """Sit down on a kitchen chair in the dark and stay there, cold and still, until somebody comes."""
    yield from resident.get_up()
    happened.fire()
    yield from resident.go(KITCHEN)
    yield from resident.stay(resident.rng.uniform(60, 180), 40)
    yield from resident.stay(DAYS, SELDOM, may_leave=True)


def _roams(resident: Resident, happened: Signal) -> Process:
    """Be up and about, now in this room, now in that, until something is asked of one."""
    yield from resident.get_up()
    happened.fire()
    while not resident.errands:
        yield from resident.go(resident.rng.choice(resident.home.dwelling.room_ids))
        yield from resident.stay(resident.rng.uniform(60, 400), 90, may_leave=True)


STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "lies_still": Step(
            "gets dizzy in the living room, lies down and does not move until the next step", "still", _lies_still
        ),
        "naps": Step("lies down on the bed for about two hours, and gets up", "in bed", _naps),
        "showers_long": Step(
            "showers for the better part of an hour behind the curtain, where no sensor sees it",
            "the water runs",
            _showers_long,
        ),
        "makes_tea": Step("gets up if in bed, and has tea in the kitchen for a quarter of an hour", "up", _makes_tea),
        "sits_up": Step(
            "gets up if in bed, sits down in the kitchen and stays there without moving until the next step",
            "up",
            _sits_up,
        ),
        "roams": Step(
            "gets up if in bed and goes from room to room, until the next step, however long that takes", "up", _roams
        ),
    }
)
