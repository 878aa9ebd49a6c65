"""The kinds of devices that a home can have: one file each, joined in one table; and the kits they come in."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from simulators.devices import (
    bed,
    button,
    chair,
    company,
    dispenser,
    door,
    fall_alarm,
    gps_alarm,
    hub,
    inner_door,
    motion,
    night_camera,
    planner,
    plug,
    shower,
    stove,
    stove_guard,
    time_aid,
    toilet,
    window,
)
from simulators.devices.kind import Fitting, Kind
from simulators.dwellings.plan import Dwelling

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            motion.KIND,
            bed.KIND,
            door.KIND,
            button.KIND,
            fall_alarm.KIND,
            chair.KIND,
            inner_door.KIND,
            window.KIND,
            stove.KIND,
            stove_guard.KIND,
            toilet.KIND,
            shower.KIND,
            plug.KIND,
            dispenser.KIND,
            planner.KIND,
            time_aid.KIND,
            gps_alarm.KIND,
            company.KIND,
            night_camera.KIND,
            hub.KIND,
        )
    }
)
"""Every kind by the name that stands in a scenario."""

BASE: Final = "base"
REFERENCE: Final = "reference"
"""The reference home of the figures: twelve devices in a flat."""
KITS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        BASE: ("motion", "bed", "door", "button"),
        REFERENCE: ("motion", "bed", "door", "fall_alarm", "stove", "toilet", "dispenser"),
        **{name: (name,) for name in KINDS},
    }
)
"""What a scenario can ask for: the kinds that come in each kit. Every kind is a kit of its own too."""


def fittings(dwelling: Dwelling, kits: Iterable[str], residents: Sequence[int]) -> tuple[Fitting, ...]:
    """Give the devices of these kits as they are fitted in a dwelling with these residents, each kind once."""
    kinds = dict.fromkeys(kind for kit in kits for kind in KITS[kit])
    return tuple(fitting for kind in kinds for fitting in KINDS[kind].places(dwelling, residents))
