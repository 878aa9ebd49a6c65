"""Steps through the outer door: going out, coming home, looking out."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulators import diary
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


def _leaves_the_door_open(resident: Resident, happened: Signal) -> Process:
    """Put the rubbish out, come in again, and not see that the door did not fall shut."""
    yield from resident.get_up()
    yield from resident.open_outer_door()
    happened.fire()
    yield from resident.stay(resident.rng.uniform(20, 60), 15)


def _closes_the_door(resident: Resident, happened: Signal) -> Process:
    yield from resident.get_up()
    yield from resident.go(HALL)
    yield from resident.stay(resident.rng.uniform(3, 10), 5)
    resident.home.outer_door.turn(False)
    happened.fire()


def _airs(resident: Resident, happened: Signal) -> Process:
    yield from resident.open_outer_door()
    happened.fire()
    yield from resident.stay(resident.rng.uniform(8, 12) * 60, 60)
    resident.home.outer_door.turn(False)


def _carries_in_groceries(resident: Resident, happened: Signal) -> Process:
    """Come home, prop the door open, carry bag after bag into the kitchen, close the door."""
    resident.home.outer_door.turn(True)
    yield resident.rng.uniform(2, 6)
    resident.where = resident.home.dwelling.way_in
    resident.walk = None
    resident.diary.ends(diary.OUTSIDE)
    resident.move()
    happened.fire()
    for _ in range(resident.rng.randint(4, 6)):
        yield from resident.go(KITCHEN)
        yield from resident.stay(resident.rng.uniform(30, 90), 20)
        yield from resident.go(HALL)
        yield from resident.stay(resident.rng.uniform(20, 60), 20)
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
        "leaves_the_door_open": Step(
            "gets up if in bed, puts the rubbish out and comes in again; the outer door stays open",
            "the door open",
            _leaves_the_door_open,
        ),
        "closes_the_door": Step("goes to the hall and closes the outer door", "closed", _closes_the_door),
        "airs": Step("lets air in by the outer door for about ten minutes", "the door open", _airs),
        "carries_in_groceries": Step(
            "comes home, carries bag after bag into the kitchen with the door open, and closes it",
            "indoors",
            _carries_in_groceries,
            only_outside=True,
        ),
    }
)
