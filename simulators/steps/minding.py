"""Steps of a resident who does not mind the devices that call, or does what they call for by themselves."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from simulators.devices.dispenser import DISPENSER, Dispenser
from simulators.devices.planner import PLANNER
from simulators.devices.reminders import CHARGER, Reminders
from simulators.devices.time_aid import TIME_AID
from simulators.kernel import Process, Signal
from simulators.resident import Resident
from simulators.scene import Scene
from simulators.steps.step import HomeStep, Step


def _stops(*names: str) -> Callable[[Resident, Signal], Process]:
    def step(resident: Resident, happened: Signal) -> Process:
        resident.ignores.update(names)
        happened.fire()
        yield 0.0

    return step


def _minds(*names: str) -> Callable[[Resident, Signal], Process]:
    def step(resident: Resident, happened: Signal) -> Process:
        resident.ignores.difference_update(names)
        happened.fire()
        yield 0.0

    return step


def _takes_dose(scene: Scene, happened: Signal) -> Process:
    for fitted in scene.chosen(DISPENSER):
        if isinstance(fitted.device, Dispenser):
            fitted.device.take()
    happened.fire()
    yield 0.0


def _confirms(scene: Scene, happened: Signal) -> Process:
    for fitted in (*scene.chosen(PLANNER), *scene.chosen(TIME_AID)):
        if isinstance(fitted.device, Reminders):
            fitted.device.confirm()
    happened.fire()
    yield 0.0


STEPS: Final[Mapping[str, Step | HomeStep]] = MappingProxyType(
    {
        "stops_taking_doses": Step(
            "from now on does not answer the medication dispenser", "at once", _stops(DISPENSER), at_once=True
        ),
        "takes_doses_again": Step("answers the dispenser again", "at once", _minds(DISPENSER), at_once=True),
        "takes_the_dose": HomeStep(
            "takes the dose that lies there, in time or late", "taken", _takes_dose, (DISPENSER,)
        ),
        "stops_answering": Step(
            "from now on does not answer planner and time aid", "at once", _stops(PLANNER, TIME_AID), at_once=True
        ),
        "answers_again": Step("answers planner and time aid again", "at once", _minds(PLANNER, TIME_AID), at_once=True),
        "confirms_the_reminder": HomeStep(
            "confirms the reminder that is shown", "confirmed", _confirms, (PLANNER, TIME_AID)
        ),
        "stops_charging": Step(
            "from now on does not put anything into its charger", "at once", _stops(CHARGER), at_once=True
        ),
        "charges_again": Step(
            "puts things into their chargers again at night", "at once", _minds(CHARGER), at_once=True
        ),
    }
)
