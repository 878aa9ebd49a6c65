"""What goes wrong between a device's sensing and its telling: one small class a fault, made into a chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Final, Protocol

SURE: Final = 1e-9
"""A probability below which a miss is not drawn at all."""


class Fault(Protocol):
    """Lets what was sensed through, or not."""

    def passes(self, at: float) -> bool:
        """Tell whether what was sensed ``at`` (seconds since the start) is told."""
        ...


class Misses:
    """Does not see one in so many: dust, a bad angle, a weak magnet."""

    __slots__ = ("_probability", "_rng")

    def __init__(self, probability: float, rng: Random) -> None:
        self._probability = probability
        self._rng = rng

    def passes(self, at: float) -> bool:  # noqa: ARG002 - a miss does not depend on the time
        """Draw whether it was seen."""
        return self._rng.random() >= self._probability


class Refractory:
    """Stays silent for so many seconds after it told something, as battery driven motion sensors do."""

    __slots__ = ("_seconds", "_silent_until")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._silent_until = float("-inf")

    def passes(self, at: float) -> bool:
        """Tell whether it was ready again, and if so begin the next silence."""
        if at < self._silent_until:
            return False
        self._silent_until = at + self._seconds
        return True


class Chain:
    """Faults one after the other; what one holds back, the next never sees."""

    __slots__ = ("_faults",)

    def __init__(self, faults: Sequence[Fault]) -> None:
        self._faults = tuple(faults)

    def passes(self, at: float) -> bool:
        """Tell whether every fault lets it through."""
        for fault in self._faults:  # noqa: SIM110 - a plain loop: this is asked for every movement
            if not fault.passes(at):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Proneness:
    """How prone a kind of device is to faults.

    ``misses``: the part of what it should see that it misses. ``refractory``: its silence after each telling.
    ``false_a_day``: how often a day it tells what is not there. ``drift``: how much its numbers go off in a day.
    ``battery``: how full its battery is when it starts, in percent, and ``battery_lasts`` how long a full one would.
    """

    misses: float = 0.0
    refractory: timedelta = timedelta(0)
    false_a_day: float = 0.0
    drift: float = 0.0
    battery: float | None = None
    battery_lasts: timedelta = timedelta(days=365)

    def chain(self, rng: Random) -> Chain:
        """Make the chain of one device: it misses first, and is silent only after what it told."""
        faults: list[Fault] = []
        if self.misses > SURE:
            faults.append(Misses(self.misses, rng))
        if self.refractory:
            faults.append(Refractory(self.refractory.total_seconds()))
        return Chain(faults)


USUALLY_SOUND: Final = Proneness()
"""What a kind of device is prone to that usually works."""
