"""Steps away from home: walking off alone, and a trip by bus with a relative."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulators.dwellings.plan import HALL
from simulators.kernel import Process, Signal
from simulators.person import Walk
from simulators.resident import Resident
from simulators.steps.step import Step

BY_BUS: Final = 7.0
"""Metres a second, stops and waiting included."""


def _goes(resident: Resident, walk: Walk, happened: Signal) -> Process:
    yield from resident.get_up()
    yield from resident.go(HALL)
    yield from resident.stay(resident.rng.uniform(30, 120), 25)
    yield from resident.open_outer_door()
    resident.walk = walk
    yield from resident.walk_out()
    happened.fire()


def _walks_off(resident: Resident, happened: Signal) -> Process:
    """Go for a walk, miss the way home, and go on and on."""
    rng = resident.rng
    walk = Walk(bearing=rng.uniform(0, 360), metres=rng.uniform(1200, 2600), speed=rng.uniform(0.6, 1.0))
    yield from _goes(resident, walk, happened)


def _goes_by_bus(resident: Resident, happened: Signal) -> Process:
    """Be fetched by a relative, who tells so in the app, and go into town by bus."""
    rng = resident.rng
    resident.accompanied.turn(True)
    yield from _goes(resident, Walk(rng.uniform(0, 360), rng.uniform(4000, 9000), BY_BUS), happened)


def _comes_home_again(resident: Resident, happened: Signal) -> Process:
    """Be brought to the door by the relative, who goes on home."""
    yield from resident.come_in()
    happened.fire()
    yield from resident.stay(resident.rng.uniform(20, 90), 25)
    resident.accompanied.turn(False)


STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "walks_off": Step(
            "goes out alone, misses the way home and walks on, a kilometre or two",
            "outside, the door closed",
            _walks_off,
            leaves_outside=True,
        ),
        "goes_by_bus_with_a_relative": Step(
            "is fetched by a relative, who tells so in the app, and goes into town by bus with them",
            "outside, the door closed",
            _goes_by_bus,
            leaves_outside=True,
        ),
        "comes_home_with_a_relative": Step(
            "comes home from the trip; the relative goes on home, and tells so in the app",
            "indoors",
            _comes_home_again,
            only_outside=True,
        ),
    }
)
