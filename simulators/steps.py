"""What a scenario can have a resident do: one table, in words that care staff read and write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from simulators.home import BATHROOM, HALL, KITCHEN, ROOMS
from simulators.kernel import Process, Signal
from simulators.resident import Resident


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a resident can do; ``moment`` says which instant of it counts as when it happened.

    ``only_outside``: it can only follow a step that leaves the resident outside, as ``leaves_outside`` ones do.
    """

    meaning: str
    moment: str
    does: Callable[[Resident, Signal], Process]
    leaves_outside: bool = False
    only_outside: bool = False


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
    resident.flat.outer_door.turn(False)
    yield from resident.stay(resident.rng.uniform(20, 60), 20)


def _looks_out(resident: Resident, happened: Signal) -> Process:
    yield from resident.get_up()
    yield from resident.open_outer_door()
    happened.fire()
    yield from resident.stay(resident.rng.uniform(40, 100), 20)
    resident.flat.outer_door.turn(False)


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
        yield from resident.go(resident.rng.choice(list(ROOMS)))
        yield from resident.stay(resident.rng.uniform(20, 120), 25)


def _presses_button(resident: Resident, happened: Signal) -> Process:
    yield resident.rng.uniform(1, 5)
    resident.flat.button.press()
    happened.fire()


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
        "goes_to_bed": Step("goes to the bedroom and into bed", "in bed", _goes_to_bed),
        "goes_to_toilet": Step("gets up if in bed and visits the toilet", "in the bathroom", _goes_to_toilet),
        "wanders": Step("gets up if in bed and walks restlessly from room to room", "up", _wanders),
        "presses_button": Step("presses the alarm button", "pressed", _presses_button),
    }
)
"""Every step by the name that stands in a scenario."""
