"""What a body asks for: drink, toilet, sleep. Each need grows with time, and is met at 0."""

from dataclasses import dataclass
from typing import Final

from simulators.hours import HOUR


@dataclass(frozen=True, slots=True)
class Pace:
    """Hours in which a need goes from met (0) to pressing (1)."""

    thirst: float
    bladder: float
    fatigue: float


AWAKE: Final = Pace(thirst=2.6, bladder=2.7, fatigue=15.3)
ASLEEP: Final = Pace(thirst=9.0, bladder=6.2, fatigue=-8.0)
"""Asleep the kidneys rest, and fatigue goes the other way."""


@dataclass(frozen=True, slots=True)
class Nature:
    """What sets one body apart: the pace of its needs, and the seconds (least, most) from one room into the next."""

    awake: Pace = AWAKE
    asleep: Pace = ASLEEP
    a_step: tuple[float, float] = (3.0, 8.0)


USUAL: Final = Nature()


@dataclass(slots=True)
class Health:
    """How the body does these days; it changes over days and weeks. 1 is as usual.

    ``bladder``: how many times faster than usual it fills (an infection: about 2). ``vigour``: how much is done.
    """

    bladder: float = 1.0
    vigour: float = 1.0


def fatigue_at(hours: float, *, asleep: bool, nature: Nature = USUAL) -> float:
    """Give the fatigue after so many hours asleep, or awake, of somebody who keeps regular hours."""
    pace = nature.asleep if asleep else nature.awake
    return max(0.0, (1.0 if asleep else 0.0) + hours / pace.fatigue)


A_DRINK: Final = 0.25
"""How much sooner a cup of coffee or a glass of water sends one to the toilet."""


class Needs:
    """Thirst, bladder and fatigue as they stand at ``at`` (seconds since the start)."""

    __slots__ = ("asleep", "at", "bladder", "fatigue", "health", "nature", "thirst")

    def __init__(
        self,
        *,
        thirst: float,
        bladder: float,
        fatigue: float,
        asleep: bool,
        nature: Nature = USUAL,
    ) -> None:
        self.at = 0.0
        self.thirst = thirst
        self.bladder = bladder
        self.fatigue = fatigue
        self.asleep = asleep
        self.nature = nature
        self.health = Health()

    def grow(self, now: float) -> None:
        """Let the time up to ``now`` do its work."""
        hours = (now - self.at) / HOUR
        pace = self.nature.asleep if self.asleep else self.nature.awake
        self.thirst += hours / pace.thirst
        self.bladder += hours * self.health.bladder / pace.bladder
        self.fatigue = max(0.0, self.fatigue + hours / pace.fatigue)
        self.at = now

    def until_bladder_presses(self) -> float:
        """Give the seconds until the bladder wakes or sends to the toilet."""
        pace = self.nature.asleep if self.asleep else self.nature.awake
        return max(0.0, 1.0 - self.bladder) * pace.bladder / self.health.bladder * HOUR

    def drink(self) -> None:
        """Meet the thirst; the bladder fills."""
        self.thirst = 0.0
        self.bladder += A_DRINK

    def void(self, left: float) -> None:
        """Meet the bladder's need but for what is ``left`` (it empties differently each time)."""
        self.bladder = left
