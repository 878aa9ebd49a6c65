"""Steps of falling: on the floor, up again, helped up by somebody who comes in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulators.dwellings.plan import BATHROOM, HALL, LIVING_ROOM, OUTSIDE
from simulators.kernel import Process, Signal
from simulators.person import Person
from simulators.resident import Resident
from simulators.steps.step import Step

UP_AT_ONCE: Final = (4.0, 9.0)
"""Seconds, least and most, that somebody who stumbled is down: less than a fall alarm needs to be sure."""


def _falls(resident: Resident, happened: Signal) -> Process:
    yield from resident.get_up()
    yield from resident.go(LIVING_ROOM)
    yield from resident.stay(resident.rng.uniform(20, 60), 20)
    yield from resident.go(HALL)
    happened.fire()
    yield from resident.fall()


def _falls_in_the_bathroom(resident: Resident, happened: Signal) -> Process:
    yield from resident.get_up()
    yield from resident.go(BATHROOM)
    yield from resident.stay(resident.rng.uniform(150, 300), 30)
    happened.fire()
    yield from resident.fall()


def _stumbles(resident: Resident, happened: Signal) -> Process:
    yield from resident.get_up()
    yield from resident.go(HALL)
    resident.kernel.start(_is_up_at_once(resident))
    happened.fire()
    yield from resident.fall()
    yield from resident.stay(resident.rng.uniform(60, 180), 30)


def _is_up_at_once(resident: Resident) -> Process:
    yield resident.rng.uniform(*UP_AT_ONCE)
    resident.get_off_the_floor()


def _gets_up_again(resident: Resident, happened: Signal) -> Process:
    resident.get_off_the_floor()
    happened.fire()
    yield 0.0


def _is_helped_up(resident: Resident, happened: Signal) -> Process:
    """Somebody with a key comes in, helps for some minutes, sits with her for a while and leaves."""
    if not resident.is_down:
        happened.fire()
        return
    helper = Person(resident.kernel, resident.home, resident.rng)
    yield from helper.come_in()
    yield from helper.go(resident.where)
    yield from helper.stay(resident.rng.uniform(120, 300), 30)
    resident.get_off_the_floor()
    happened.fire()
    yield from helper.stay(resident.rng.uniform(180, 480), 60)
    if helper.where != OUTSIDE:
        yield from helper.open_outer_door()
        yield from helper.walk_out()


STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "falls": Step("gets up if in bed, and falls in the hall; stays on the floor", "on the floor", _falls),
        "falls_in_the_bathroom": Step(
            "gets up if in bed, goes to the bathroom and falls there after some minutes; stays on the floor",
            "on the floor",
            _falls_in_the_bathroom,
        ),
        "stumbles": Step(
            "gets up if in bed, falls in the hall and is up again within ten seconds", "on the floor", _stumbles
        ),
        "gets_up_again": Step("gets up from the floor without help", "up", _gets_up_again, at_once=True),
        "is_helped_up": Step(
            "somebody with a key comes in, helps her up from the floor, stays some minutes and leaves",
            "up",
            _is_helped_up,
            at_once=True,
        ),
    }
)
