"""Steps through the outer door: going out, coming home, looking out."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulators.dwellings.plan import HALL, KITCHEN
from simulators.kernel import Process, Signal
from simulators.resident import Resident
from simulators.steps.step import Step


def _leaves_home(resident: Resident, happened: Signal) -> Process:
    yield from resident.get_up()
    yield from resident.go(HALL)
    yield from resident.stay(resident.rng.uniform(20, 90), 25)
    yield from resident.open_outer_door()
    yield from resident.walk_out()
    happened.fire()


def _comes_home(resident: Resident, happened: Signal) -> Process:
    yield from resident.come_in()
    happened.fire()
    yield from resident.stay(resident.rng.uniform(20, 90), 25)


def _is_brought_home(resident: Resident, happened: Signal) -> Process:
    """A neighbour comes in too, sits a while in the kitchen and leaves while the resident is still up."""
    yield from resident.come_in()
    happened.fire()
    yield from resident.stay(resident.rng.uniform(30, 90), 20)
    yield from resident.go(KITCHEN)
    yield from resident.stay(resident.rng.uniform(240, 600), 45)
    yield from resident.open_outer_door()
    yield resident.rng.uniform(10, 40)
    resident.home.outer_door.turn(False)
    yield from resident.stay(resident.rng.uniform(20, 60), 20)


def _looks_out(resident: Resident, happened: Signal) -> Process:
    yield from resident.get_up()
    yield from resident.open_outer_door()
    happened.fire()
    yield from resident.stay(resident.rng.uniform(40, 100), 20)
    resident.home.outer_door.turn(False)


STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "leaves_home": Step(
            "gets up if in bed, goes to the hall, opens the outer door, goes out and closes it",
            "outside, the door closed",
            _leaves_home,
            leaves_outside=True,
        ),
        "comes_home": Step("comes home alone", "indoors", _comes_home, only_outside=True),
        "is_brought_home": Step(
            "comes home with somebody, who stays a while in the kitchen and leaves",
            "indoors",
            _is_brought_home,
            only_outside=True,
        ),
        "looks_out": Step(
            "gets up if in bed, opens the outer door, stands in the doorway a minute or so and closes it",
            "the door open",
            _looks_out,
        ),
    }
)
