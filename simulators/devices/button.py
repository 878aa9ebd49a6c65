"""An alarm button that a resident wears."""

from collections.abc import Iterable
from typing import Final

from care.quantities import Value
from simulators.devices.kind import Kind, Setting, one_each


class Button:
    """Tells ``alarm.button`` true at each press."""

    def __init__(self, setting: Setting) -> None:
        self._voice = setting.voice
        if setting.wearer:
            setting.wearer.presses.watch(self._sense)

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the state it starts with."""
        return (("alarm.button", False),)

    def _sense(self) -> None:
        self._voice.sense("alarm.button", True)


KIND: Final = Kind(
    "button", "the alarm button", ("alarm.button",), one_each("button", "button", "Alarm button"), Button
)
