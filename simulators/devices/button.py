"""An alarm button that a resident wears."""

from typing import Final

from simulators.devices.impulse import Impulse
from simulators.devices.kind import Kind, Setting, one_each


def _make(setting: Setting) -> Impulse:
    return Impulse(setting, "alarm.button", setting.whose.presses)


KIND: Final = Kind("button", "the alarm button", ("alarm.button",), one_each("button", "button", "Alarm button"), _make)
