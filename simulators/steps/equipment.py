"""What befalls the equipment: power, connection, devices that fall silent, stick, flap, jam or run empty."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from simulators.devices import KINDS
from simulators.devices.dispenser import DISPENSER, Dispenser
from simulators.devices.kind import Fitted
from simulators.devices.planner import PLANNER
from simulators.devices.reminders import Reminders
from simulators.devices.time_aid import TIME_AID
from simulators.kernel import Process, Signal
from simulators.scene import Scene
from simulators.steps.step import HomeStep

BROKEN: Final = "broken"
NO_POWER: Final = "no power"
FLAPS: Final = (1.0, 7.0)
"""Seconds between two tellings of a sensor that flaps, least and most."""


def _power_goes_out(scene: Scene, happened: Signal) -> Process:
    for fitted in scene.fitted:
        if KINDS[fitted.fitting.kind].mains:
            fitted.voice.silence(NO_POWER, True)
    scene.home.mains.turn(False)
    scene.home.stove.turn(0.0)
    scene.home.television.turn(0.0)
    if not scene.link.has_battery:
        scene.link.be_gone()
    happened.fire()
    yield 0.0


def _power_comes_back(scene: Scene, happened: Signal) -> Process:
    scene.home.mains.turn(True)
    scene.link.come_back()
    happened.fire()
    for fitted in scene.fitted:
        if KINDS[fitted.fitting.kind].mains:
            fitted.voice.silence(NO_POWER, False)
            yield scene.rng.uniform(2, 20)
            for quantity, value in fitted.device.first():
                fitted.voice.report(quantity, value)


def _hub_goes_offline(scene: Scene, happened: Signal) -> Process:
    scene.link.be_gone()
    happened.fire()
    yield 0.0


def _hub_comes_back(scene: Scene, happened: Signal) -> Process:
    scene.link.come_back()
    happened.fire()
    yield 0.0


def _all(does: Callable[[Fitted], None]) -> Callable[[Scene, Signal], Process]:
    def step(scene: Scene, happened: Signal) -> Process:
        for fitted in scene.chosen():
            does(fitted)
        happened.fire()
        yield 0.0

    return step


def _silent(fitted: Fitted) -> None:
    fitted.voice.silence(BROKEN, True)


def _speaks(fitted: Fitted) -> None:
    fitted.voice.silence(BROKEN, False)
    for quantity, value in fitted.device.first():
        fitted.voice.report(quantity, value)


def _sticks(fitted: Fitted) -> None:
    fitted.voice.stick(True)


def _comes_loose(fitted: Fitted) -> None:
    fitted.voice.stick(False)


def _flaps(scene: Scene, happened: Signal) -> Process:
    """One device, the first that is chosen, tells over and over until it ``steadies``."""
    fitted = scene.chosen()[0]
    fitted.voice.flaps = True
    happened.fire()
    odd = False
    while fitted.voice.flaps or odd:
        odd = fitted.device.misfire()
        yield scene.rng.uniform(*FLAPS)


def _steadies(fitted: Fitted) -> None:
    fitted.voice.flaps = False


def _is_opened(scene: Scene, happened: Signal) -> Process:
    """Its lid is taken off for a minute or so, as for new batteries."""
    for fitted in scene.chosen():
        fitted.voice.report("tamper", True)
    happened.fire()
    yield scene.rng.uniform(40, 110)
    for fitted in scene.chosen():
        fitted.voice.report("tamper", False)


def _jams(scene: Scene, happened: Signal) -> Process:
    for fitted in scene.chosen(DISPENSER):
        if isinstance(fitted.device, Dispenser):
            fitted.device.jam()
    happened.fire()
    yield 0.0


def _is_mended(scene: Scene, happened: Signal) -> Process:
    for fitted in scene.chosen(DISPENSER):
        if isinstance(fitted.device, Dispenser):
            fitted.device.mend()
    happened.fire()
    yield 0.0


def _runs_empty(scene: Scene, happened: Signal) -> Process:
    for fitted in scene.chosen(scene.of or PLANNER):
        if isinstance(fitted.device, Reminders):
            fitted.device.empty()
    happened.fire()
    yield 0.0


STEPS: Final[Mapping[str, HomeStep]] = MappingProxyType(
    {
        "power_goes_out": HomeStep("the power goes out; what has no battery is silent", "dark", _power_goes_out),
        "power_comes_back": HomeStep("the power is back", "light", _power_comes_back),
        "hub_goes_offline": HomeStep(
            "the home's connection is lost; devices keep what they tell", "lost", _hub_goes_offline
        ),
        "hub_comes_back": HomeStep(
            "the home is connected again, and sends what was kept", "connected", _hub_comes_back
        ),
        "falls_silent": HomeStep(
            "the devices of this kind (`of`, `room`) tell nothing more", "silent", _all(_silent), any_kind=True
        ),
        "speaks_again": HomeStep("they tell again", "told", _all(_speaks), any_kind=True),
        "sticks": HomeStep(
            "the devices of this kind (`of`, `room`) are stuck at what they told last",
            "stuck",
            _all(_sticks),
            any_kind=True,
        ),
        "comes_loose": HomeStep("they notice again what happens", "loose", _all(_comes_loose), any_kind=True),
        "flaps": HomeStep(
            "a device of this kind (`of`, `room`) tells this and that every few seconds",
            "the first time",
            _flaps,
            any_kind=True,
        ),
        "steadies": HomeStep("it tells only what happens again", "steady", _all(_steadies), any_kind=True),
        "is_opened": HomeStep(
            "the devices of this kind (`of`, `room`) are opened for a minute or so: new batteries",
            "open",
            _is_opened,
            any_kind=True,
        ),
        "dispenser_jams": HomeStep(
            "the medication dispenser is stuck or empty, and says so", "stuck", _jams, (DISPENSER,)
        ),
        "dispenser_is_mended": HomeStep("it works again, filled", "mended", _is_mended, (DISPENSER,)),
        "runs_empty": HomeStep(
            "the battery of the planner (or of what `of` names) is empty", "empty", _runs_empty, (PLANNER, TIME_AID)
        ),
    }
)
