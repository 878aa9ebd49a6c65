"""What a kind of device is: a row of a table, and what one device is made with."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from care.people import Spot
from care.quantities import Value
from simulators.devices.voice import Voice
from simulators.dwellings.plan import Dwelling
from simulators.faults import USUALLY_SOUND, Proneness
from simulators.home import Home
from simulators.hours import Hours
from simulators.kernel import Kernel
from simulators.link import Link
from simulators.person import Person


@dataclass(frozen=True, slots=True)
class Fitting:
    """A device and where it is: ``entity`` names it and its random stream, ``room`` is None for a worn one.

    ``thing`` is which of its kind of thing it watches: the id of a room, door or window, or the number of a bed.
    ``wearer`` is the number of the resident whose device it is, None when it is the home's.
    """

    entity: str
    name: str
    kind: str
    room: str | None = None
    spot: Spot = Spot.ROOM
    thing: str = ""
    wearer: int | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a device is made with; ``rng`` is a stream of its own. ``wearer`` is None for a device of the home."""

    fitting: Fitting
    home: Home
    kernel: Kernel
    hours: Hours
    voice: Voice
    rng: Random
    link: Link
    proneness: Proneness
    wearer: Person | None = None

    @property
    def whose(self) -> Person:
        """The person whose device it is; only for kinds that each resident has one of."""
        if self.wearer is None:
            msg = f"{self.fitting.entity} is nobody's; fit it by one_each"
            raise ValueError(msg)
        return self.wearer


class Device(Protocol):
    """One device at work; it watches things from when it is made."""

    def first(self) -> Iterable[tuple[str, Value]]:
        """Give what it tells when it starts: each of its states, as (quantity, value)."""
        ...

    def misfire(self) -> bool:
        """Tell what is not there; give whether it must be asked once more, a little later, to tell the truth again."""
        ...


@dataclass(frozen=True, slots=True)
class Fitted:
    """A device as it stands in a home: where, what, and the voice that it tells by."""

    fitting: Fitting
    device: Device
    voice: Voice


Places = Callable[[Dwelling, Sequence[int]], Iterable[Fitting]]
"""Where a kind is fitted in a dwelling with these residents, by number."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of device: its name in scenarios, words for readers, where it is fitted, how one is made.

    ``prone`` is what goes wrong with it when a scenario says nothing else. ``mains``: it has no battery of its own, and
    is silent while the power is out.
    """

    name: str
    words: str
    quantities: tuple[str, ...]
    places: Places
    make: Callable[[Setting], Device]
    prone: Proneness = USUALLY_SOUND
    mains: bool = False


def one_each(kind: str, entity: str, name: str, *, room: str | None = None, spot: Spot = Spot.WORN) -> Places:
    """Give the places of a kind that each resident has one of; ``room`` is the use of the room it stands in, if any."""

    def places(dwelling: Dwelling, residents: Sequence[int]) -> Iterable[Fitting]:
        for number in residents:
            mine = f" {number + 1}" if number else ""
            stands_in = dwelling.uses[room] if room else None
            yield Fitting(f"{entity}{mine}", f"{name}{mine}", kind, stands_in, spot, wearer=number)

    return places


def one_home(kind: str, entity: str, name: str, room: str) -> Places:
    """Give the place of a kind that a home has one of, in the room with this use."""

    def places(dwelling: Dwelling, _residents: Sequence[int]) -> Iterable[Fitting]:
        yield Fitting(entity, name, kind, dwelling.uses[room])

    return places
