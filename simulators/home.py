"""A flat: its rooms, which lies next to which, and the devices in them."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from random import Random
from types import MappingProxyType
from typing import Final, TypeVar

from care.people import Spot
from care.quantities import Value
from simulators.devices.bed import Bed
from simulators.devices.button import Button
from simulators.devices.contact import Contact
from simulators.devices.motion import Motion
from simulators.faults import Proneness
from simulators.kernel import Kernel

HALL: Final = "hall"
KITCHEN: Final = "kitchen"
LIVING_ROOM: Final = "living-room"
BEDROOM: Final = "bedroom"
BATHROOM: Final = "bathroom"
OUTSIDE: Final = "outside"

ROOMS: Final[Mapping[str, str]] = MappingProxyType(
    {HALL: "Hall", KITCHEN: "Kitchen", LIVING_ROOM: "Living room", BEDROOM: "Bedroom", BATHROOM: "Bathroom"}
)
"""Every room by id, with its name."""

NEXT_TO: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        HALL: (KITCHEN, LIVING_ROOM, BEDROOM, BATHROOM),
        KITCHEN: (HALL, LIVING_ROOM),
        LIVING_ROOM: (HALL, KITCHEN),
        BEDROOM: (HALL,),
        BATHROOM: (HALL,),
    }
)
"""Which rooms one comes to from a room without passing another."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """A device and where it is: ``entity`` names its random stream, ``prone`` what usually goes wrong with it."""

    entity: str
    name: str
    room: str | None
    spot: Spot
    prone: str


MOTION: Final[Mapping[str, Fitting]] = MappingProxyType(
    {
        room: Fitting(f"motion {room}", f"Motion, {name.lower()}", room, Spot.ROOM, "motion")
        for room, name in ROOMS.items()
    }
)
BED: Final = Fitting("bed", "Bed mat", BEDROOM, Spot.ROOM, "bed")
OUTER_DOOR: Final = Fitting("outer door", "Outer door", HALL, Spot.OUTER_DOOR, "door")
FRIDGE: Final = Fitting("fridge", "Fridge door", KITCHEN, Spot.STORAGE, "door")
BUTTON: Final = Fitting("button", "Alarm button", None, Spot.WORN, "button")
FITTINGS: Final = (*MOTION.values(), BED, OUTER_DOOR, FRIDGE, BUTTON)

PRONENESS: Final[Mapping[str, Proneness]] = MappingProxyType(
    {
        # The motion sensors of TIHM (Zenodo 7622128) never tell twice within 61 s.
        "motion": Proneness(misses=0.05, refractory=timedelta(seconds=61)),
        "door": Proneness(),
        "bed": Proneness(),
        "button": Proneness(),
    }
)
"""What goes wrong with each kind of device when a scenario says nothing else."""


def _paths() -> Mapping[tuple[str, str], tuple[str, ...]]:
    paths: dict[tuple[str, str], tuple[str, ...]] = {}
    for start in NEXT_TO:
        paths[start, start] = ()
        ahead = deque([start])
        while ahead:
            room = ahead.popleft()
            for following in NEXT_TO[room]:
                if (start, following) not in paths:
                    paths[start, following] = (*paths[start, room], following)
                    ahead.append(following)
    return MappingProxyType(paths)


PATHS: Final = _paths()
"""The rooms one enters on the shortest way from one room to another, the last included."""


_Kind = TypeVar("_Kind", Motion, Bed, Contact, Button)


class Flat:
    """The devices as they stand in one home; ``tell`` takes (entity, quantity, value) as soon as a device tells."""

    def __init__(
        self,
        kernel: Kernel,
        stream: Callable[[str], Random],
        tell: Callable[[str, str, Value], None],
        prone: Mapping[str, Proneness] = PRONENESS,
    ) -> None:
        self._tell = tell

        def made(fitting: Fitting, kind: type[_Kind]) -> _Kind:
            rng = stream(fitting.entity)
            return kind(kernel, partial(tell, fitting.entity, kind.quantity), prone[fitting.prone].chain(rng))

        self.motion = {room: made(fitting, Motion) for room, fitting in MOTION.items()}
        self.bed = made(BED, Bed)
        self.outer_door = made(OUTER_DOOR, Contact)
        self.fridge = made(FRIDGE, Contact)
        self.button = made(BUTTON, Button)

    def tell_first(self) -> None:
        """Let every device tell the state it starts with."""
        for room, sensor in self.motion.items():
            self._tell(MOTION[room].entity, sensor.quantity, sensor.first())
        self._tell(BED.entity, self.bed.quantity, self.bed.first())
        self._tell(OUTER_DOOR.entity, self.outer_door.quantity, self.outer_door.first())
        self._tell(FRIDGE.entity, self.fridge.quantity, self.fridge.first())
        self._tell(BUTTON.entity, self.button.quantity, self.button.first())

    def movement(self, room: str) -> None:
        """Somebody moves in a room."""
        self.motion[room].sense()
