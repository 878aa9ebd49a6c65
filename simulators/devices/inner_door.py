"""Magnetic contacts on the doors between rooms."""

from collections.abc import Iterable, Sequence
from typing import Final

from care.people import Spot
from simulators.devices.contact import Contact
from simulators.devices.kind import Fitting, Kind, Setting
from simulators.dwellings.plan import Dwelling


def _make(setting: Setting) -> Contact:
    return Contact(setting, setting.home.doors[setting.fitting.thing])


def _places(dwelling: Dwelling, _residents: Sequence[int]) -> Iterable[Fitting]:
    for door in dwelling.inner_doors:
        entity = door.id.replace("-", " ")
        yield Fitting(entity, door.name, "inner_door", door.between[1], Spot.INNER_DOOR, thing=door.id)


KIND: Final = Kind("inner_door", "contacts of inner doors", ("contact.open",), _places, _make)
