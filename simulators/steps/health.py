"""Steps of the body: an infection, an evening of drinks, guests who use the bathroom; a dose from somebody's hand."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from simulators.kernel import Process, Signal
from simulators.resident import Resident
from simulators.scene import Scene
from simulators.steps.step import HomeStep, Step

INFECTED: Final = 2.6
"""How many times faster the bladder presses with an infection of it."""
AN_EVENING: Final = 7 * 3600.0
A_GUEST_EVERY: Final = 25 * 60.0
"""Seconds between two guests in the bathroom, on average."""


def _bladder(times: float) -> Callable[[Resident, Signal], Process]:
    def step(resident: Resident, happened: Signal) -> Process:
        resident.needs.grow(resident.kernel.now)
        resident.needs.health.bladder = times
        happened.fire()
        yield 0.0

    return step


def _drinks(resident: Resident, happened: Signal) -> Process:
    """Drink wine and coffee through an evening; by the morning it has passed."""
    yield from _bladder(INFECTED)(resident, happened)
    yield AN_EVENING
    yield from _bladder(1.0)(resident, resident.kernel.signal())


def _guests(scene: Scene, happened: Signal) -> Process:
    """Have guests use the bathroom through an evening."""
    kernel, home, rng = scene.kernel, scene.home, scene.rng
    end = kernel.now + AN_EVENING
    happened.fire()
    while kernel.now < end:
        yield rng.expovariate(1 / A_GUEST_EVERY)
        home.movement(home.bathroom)
        yield rng.uniform(60, 240)
        home.movement(home.bathroom)
        home.flushes.happen()


def _is_given_the_dose(resident: Resident, happened: Signal) -> Process:
    resident.given.happen()
    happened.fire()
    yield 0.0


STEPS: Final[Mapping[str, Step | HomeStep]] = MappingProxyType(
    {
        "gets_a_bladder_infection": Step(
            "gets a urinary infection: from now on the bladder presses two to three times as often",
            "at once",
            _bladder(INFECTED),
            at_once=True,
        ),
        "is_well_again": Step("is well again: the bladder presses as usual", "at once", _bladder(1.0), at_once=True),
        "drinks_all_evening": Step(
            "drinks wine and coffee all evening; the bladder presses for seven hours", "at once", _drinks, at_once=True
        ),
        "guests_use_the_bathroom": HomeStep("for seven hours guests use the bathroom now and then", "at once", _guests),
        "is_given_the_dose": Step(
            "is given the dose by a relative or home care, who tells so in the app",
            "at once",
            _is_given_the_dose,
            at_once=True,
        ),
    }
)
