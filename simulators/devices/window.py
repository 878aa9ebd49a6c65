"""Magnetic contacts on windows."""

from collections.abc import Iterable, Sequence
from typing import Final

from simulators.devices.contact import Contact
from simulators.devices.kind import Fitting, Kind, Setting
from simulators.dwellings.plan import Dwelling


def _make(setting: Setting) -> Contact:
    return Contact(setting, setting.home.windows[setting.fitting.thing])


def _places(dwelling: Dwelling, _residents: Sequence[int]) -> Iterable[Fitting]:
    for window in dwelling.windows:
        yield Fitting(window.id.replace("-", " "), window.name, "window", window.room, thing=window.id)


KIND: Final = Kind("window", "contacts of windows", ("contact.open",), _places, _make)
