"""Steps at the stove: cooking, forgetting it, turning it off."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulators.dwellings.plan import HALL, KITCHEN, LIVING_ROOM
from simulators.kernel import Process, Signal
from simulators.resident import Resident
from simulators.steps.step import Step

HOURS: Final = 3600.0


def _cooks(resident: Resident, happened: Signal) -> Process:
    """Stir, lay the table in the living room, fetch the post in the hall, stir again."""
    yield from resident.get_up()
    yield from resident.go(KITCHEN)
    resident.home.turn_stove_on()
    happened.fire()
    end = resident.kernel.now + resident.rng.uniform(35, 55) * 60
    while resident.kernel.now < end:
        yield from resident.stay(resident.rng.uniform(120, 300), 40)
        yield from resident.go(resident.rng.choice((LIVING_ROOM, HALL)))
        yield from resident.stay(resident.rng.uniform(60, 300), 60)
        yield from resident.go(KITCHEN)
    yield from resident.stay(resident.rng.uniform(60, 120), 40)
    resident.home.stove.turn(0.0)


def _turns_the_stove_on(resident: Resident, happened: Signal) -> Process:
    yield from resident.get_up()
    yield from resident.go(KITCHEN)
    yield from resident.stay(resident.rng.uniform(60, 150), 30)
    resident.home.turn_stove_on()
    yield from resident.stay(resident.rng.uniform(30, 90), 30)
    happened.fire()


def _forgets_the_stove(resident: Resident, happened: Signal) -> Process:
    """Put a pot on, sit down in the living room and doze off until something is asked of one."""
    yield from resident.get_up()
    yield from resident.go(KITCHEN)
    yield from resident.stay(resident.rng.uniform(60, 150), 30)
    resident.home.turn_stove_on()
    yield from resident.stay(resident.rng.uniform(30, 90), 30)
    yield from resident.go(LIVING_ROOM)
    happened.fire()
    resident.sit_down()
    yield from resident.stay(3 * HOURS, 900, may_leave=True)
    resident.stand_up()


def _turns_the_stove_off(resident: Resident, happened: Signal) -> Process:
    yield from resident.get_up()
    yield from resident.go(KITCHEN)
    yield from resident.stay(resident.rng.uniform(5, 20), 5)
    resident.home.stove.turn(0.0)
    happened.fire()


STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "cooks": Step(
            "cooks for most of an hour, going to and fro between the kitchen, the table and the hall",
            "the stove on",
            _cooks,
        ),
        "turns_the_stove_on": Step("goes to the kitchen and puts a pot on", "the pot on", _turns_the_stove_on),
        "forgets_the_stove": Step(
            "puts a pot on, sits down in the living room and dozes off; the stove stays on",
            "in the living room",
            _forgets_the_stove,
        ),
        "turns_the_stove_off": Step("goes to the kitchen and turns the stove off", "off", _turns_the_stove_off),
    }
)
