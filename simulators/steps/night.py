"""Steps of a night: to bed, to the toilet, restless."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulators.dwellings.plan import BATHROOM
from simulators.kernel import Process, Signal
from simulators.resident import Resident
from simulators.steps.step import Step


def _goes_to_bed(resident: Resident, happened: Signal) -> Process:
    if not resident.in_bed:
        yield from resident.lie_down()
    happened.fire()


def _goes_to_toilet(resident: Resident, happened: Signal) -> Process:
    yield from resident.get_up()
    yield from resident.go(BATHROOM)
    happened.fire()
    yield from resident.stay(resident.rng.uniform(60, 150), 40)
    resident.needs.grow(resident.kernel.now)
    resident.needs.void(0.0)


def _wanders(resident: Resident, happened: Signal) -> Process:
    yield from resident.get_up()
    happened.fire()
    for _ in range(resident.rng.randint(3, 7)):
        yield from resident.go(resident.rng.choice(resident.home.dwelling.room_ids))
        yield from resident.stay(resident.rng.uniform(20, 120), 25)


STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "goes_to_bed": Step("goes to the bedroom and into bed", "in bed", _goes_to_bed),
        "goes_to_toilet": Step("gets up if in bed and visits the toilet", "in the bathroom", _goes_to_toilet),
        "wanders": Step("gets up if in bed and walks restlessly from room to room", "up", _wanders),
    }
)
