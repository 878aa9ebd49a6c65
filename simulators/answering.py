"""Simulated planners, time aids and dispensers do what they are asked to, and answer as real ones do."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import time
from types import MappingProxyType
from typing import Any, Final

from care.clock import Now
from care.commands import Answer, Outcome
from devices.commands import Asked, pack_answer, unpack
from simulators.devices.dispenser import Dispenser
from simulators.devices.kind import Fitted
from simulators.devices.reminders import Reminders
from simulators.devices.time_aid import TIME_AID
from simulators.household import device_id
from simulators.kernel import Process
from simulators.scene import Scene

REMEMBERED: Final = 1000
DONE: Final = ""
"""What is said of what was done: nothing needs to be."""


class Answering:
    """One home's devices as they obey; ``take`` gives the answer to a command, None where there is none.

    What is silent (no power, an empty battery, broken) or offline answers nothing. A command that comes twice is done
    once and answered twice; one that is too late by the wall's clock is refused.
    """

    def __init__(self, scene: Scene, home: str, now: Now) -> None:
        self._scene = scene
        self._now = now
        self._devices = {device_id(home, fitted.fitting.entity): fitted for fitted in scene.fitted}
        self._answered: OrderedDict[str, bytes] = OrderedDict()

    def take(self, payload: bytes) -> bytes | None:
        """Obey a command, as it came."""
        try:
            asked = unpack(payload)
        except ValueError:
            return None
        if asked.id in self._answered:
            return self._answered[asked.id]
        fitted = self._devices.get(asked.device)
        if not self._scene.link.is_online or (fitted is not None and fitted.voice.is_silent):
            return None
        if asked.until < self._now():
            says: str | None = "It came too late."
        else:
            says = "There is no such device here." if fitted is None else self._obey(fitted, asked)
        outcome = Outcome.REFUSED if says else Outcome.DONE
        answer = self._answered[asked.id] = pack_answer(Answer(id=asked.id, outcome=outcome, says=says or ""))
        while len(self._answered) > REMEMBERED:
            self._answered.popitem(last=False)
        return answer

    def _obey(self, fitted: Fitted, asked: Asked) -> str:
        """Do it; give why not, DONE when it is done."""
        device = fitted.device
        if isinstance(device, Dispenser) and asked.command in _DISPENSER:
            return _DISPENSER[asked.command](device)
        if isinstance(device, Reminders) and asked.command in _REMINDERS:
            if (asked.command in _TIME_AID) != (fitted.fitting.kind == TIME_AID) and asked.command != "reminder.show":
                return f"A {fitted.fitting.name.lower()} cannot do that."
            if asked.command == "time.show":
                self._scene.kernel.start(_runs_out(device, asked.arguments))
                return DONE
            return _REMINDERS[asked.command](device, asked.arguments)
        return f"A {fitted.fitting.name.lower()} cannot do that."


def _offer(device: Dispenser) -> str:
    if not device.can_offer:
        return "It is locked." if device.is_locked else "No dose can come out now."
    device.offer()
    return DONE


def _lock(device: Dispenser) -> str:
    device.is_locked = True
    return DONE


def _unlock(device: Dispenser) -> str:
    device.is_locked = False
    return DONE


def _show(device: Reminders, says: Mapping[str, Any]) -> str:
    device.show(str(says["text"]))
    return DONE


def _plan(device: Reminders, says: Mapping[str, Any]) -> str:
    device.plan({time.fromisoformat(each["at"]): str(each["text"]) for each in says["plan"]})
    return DONE


def _runs_out(device: Reminders, says: Mapping[str, Any]) -> Process:
    """Show the time that is left, and, when it is over, that it is."""
    text = str(says.get("text", "Tid kvar"))
    device.show(text)
    yield float(says["minutes"]) * 60
    device.show(f"{text}: klar")


_DISPENSER: Final[Mapping[str, Callable[[Dispenser], str]]] = MappingProxyType(
    {"dose.offer": _offer, "dispenser.lock": _lock, "dispenser.unlock": _unlock}
)
_REMINDERS: Final[Mapping[str, Callable[[Reminders, Mapping[str, Any]], str]]] = MappingProxyType(
    {"reminder.show": _show, "plan.set": _plan, "prompt.play": _show, "time.show": _show}
)
_TIME_AID: Final = frozenset({"prompt.play", "time.show"})
"""What only a time aid does; a plan for the day is a planner's."""
