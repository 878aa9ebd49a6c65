"""A passive infrared motion sensor in a room."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from care.quantities import Value
from simulators.devices.kind import Fitting, Kind, Setting
from simulators.dwellings.plan import Dwelling
from simulators.faults import Proneness


class Motion:
    """Tells ``motion`` true when somebody moves in its room; like most battery driven ones it tells no end."""

    def __init__(self, setting: Setting) -> None:
        self._voice = setting.voice
        setting.home.moves[setting.fitting.thing].watch(self._sense)

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give the state it starts with."""
        return (("motion", False),)

    def misfire(self) -> bool:
        """Take a draught or a curtain for somebody."""
        self._voice.report("motion", True)
        return False

    def _sense(self) -> None:
        self._voice.sense("motion", True)


def _places(dwelling: Dwelling, _residents: Sequence[int]) -> Iterable[Fitting]:
    for room in dwelling.rooms:
        yield Fitting(f"motion {room.id}", f"Motion, {room.name.lower()}", "motion", room.id, thing=room.id)


KIND: Final = Kind(
    name="motion",
    words="motion sensors",
    quantities=("motion",),
    places=_places,
    make=Motion,
    # The motion sensors of TIHM (Zenodo 7622128) never tell twice within 61 s.
    prone=Proneness(misses=0.05, refractory=timedelta(seconds=61)),
)
