"""Steps by which a resident calls for help."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulators.kernel import Process, Signal
from simulators.resident import Resident
from simulators.steps.step import Step


def _presses_button(resident: Resident, happened: Signal) -> Process:
    yield resident.rng.uniform(1, 5)
    resident.presses.happen()
    happened.fire()


STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {"presses_button": Step("presses the alarm button", "pressed", _presses_button)}
)
