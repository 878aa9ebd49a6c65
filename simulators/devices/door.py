"""Magnetic contacts on the outer doors and the fridge."""

from collections.abc import Iterable, Sequence
from typing import Final

from care.people import Spot
from simulators.devices.contact import Contact
from simulators.devices.kind import Fitting, Kind, Setting
from simulators.dwellings.plan import KITCHEN, OUTSIDE, Dwelling

FRIDGE: Final = "fridge"


def _make(setting: Setting) -> Contact:
    home, thing = setting.home, setting.fitting.thing
    return Contact(setting, home.fridge if thing == FRIDGE else home.doors[thing])


def _places(dwelling: Dwelling, _residents: Sequence[int]) -> Iterable[Fitting]:
    for door in dwelling.outer_doors:
        room = next(room for room in door.between if room != OUTSIDE)
        yield Fitting(door.id.replace("-", " "), door.name, "door", room, Spot.OUTER_DOOR, thing=door.id)
    yield Fitting(FRIDGE, "Fridge door", "door", dwelling.uses[KITCHEN], Spot.STORAGE, thing=FRIDGE)


KIND: Final = Kind("door", "contacts of outer door and fridge", ("contact.open",), _places, _make)
