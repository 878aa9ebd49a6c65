"""How a day is usually spent: tables of meals and pastimes, and what one resident is used to.

Durations are lognormal, given as median minutes and spread. They follow the activities of the home Aruba
(CASAS, Washington State University): relax 22 min (p10 7, p90 75), meal preparation 5 (2-16), eating 7 (3-20),
dishes 5 (2-16), work 9 (2-45), housekeeping 11 (3-43), out of home 93 (1-225), bed to toilet 158 s (97-228).
"""

from dataclasses import dataclass, field
from datetime import time
from math import exp
from random import Random
from typing import Final

from simulators.dwellings.plan import BATHROOM, BEDROOM, KITCHEN, LIVING_ROOM


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long something lasts: median minutes, and the standard deviation of its logarithm."""

    minutes: float
    spread: float

    def draw(self, rng: Random) -> float:
        """Draw a duration in seconds; the longest one is eight times the median."""
        return 60 * min(8 * self.minutes, self.minutes * exp(rng.gauss(0, self.spread)))


@dataclass(frozen=True, slots=True)
class Pastime:
    """What one does between meals; ``moves_every`` seconds on average, ``fridge`` openings on average.

    ``shares``: how often it is chosen in the morning, at midday, in the afternoon and in the evening.
    ``restful``: who is busier than others does less of it.
    """

    name: str
    room: str | None
    lasting: Lasting
    moves_every: float
    shares: tuple[float, float, float, float]
    fridge: float = 0.0
    restful: bool = False


PASTIMES: Final = (
    Pastime(
        "rests in the armchair, television on", LIVING_ROOM, Lasting(22, 0.95), 2200, (3.4, 2.0, 3.5, 6.0), restful=True
    ),
    Pastime("potters in the kitchen", KITCHEN, Lasting(3.5, 0.9), 165, (4.0, 3.5, 3.5, 3.5), fridge=2.2),
    Pastime(
        "sits with letters or handicraft", LIVING_ROOM, Lasting(9.3, 1.1), 1350, (1.5, 2.0, 2.5, 1.5), restful=True
    ),
    Pastime("fetches something in the bedroom", BEDROOM, Lasting(2, 0.8), 90, (2.5, 2.0, 2.0, 1.5)),
    Pastime("does the housework, from room to room", None, Lasting(8, 0.9), 60, (3.0, 3.0, 2.5, 0.8)),
    Pastime("washes hands, looks for something", BATHROOM, Lasting(2, 0.6), 90, (1.2, 1.0, 1.0, 1.0)),
)
PARTS_OF_DAY: Final = (10.0, 14.0, 18.0)
"""The hours at which midday, afternoon and evening begin."""


@dataclass(frozen=True, slots=True)
class Meal:
    """A meal: usual hour, minutes it varies (standard deviation), making, eating, washing up, fridge openings.

    For one that is ``cooked`` the stove is on while it is made.
    """

    name: str
    hour: float
    varies: float
    making: Lasting
    eating: Lasting
    washing_up: Lasting
    fridge: float
    cooked: bool = True


MEALS: Final = (
    Meal("breakfast", 8.3, 45, Lasting(8, 0.5), Lasting(12, 0.5), Lasting(4, 0.6), 6, cooked=False),
    Meal("lunch", 12.3, 25, Lasting(12, 0.5), Lasting(12, 0.5), Lasting(5, 0.6), 6),
    Meal("dinner", 17.6, 30, Lasting(15, 0.5), Lasting(14, 0.5), Lasting(6, 0.6), 7),
)
"""Breakfast is taken after rising when that is later than its usual hour."""

COFFEE: Final = Lasting(6, 0.5)
NAP: Final = Lasting(40, 0.5)
TOILET: Final = Lasting(2.2, 0.4)
NIGHT_TOILET: Final = Lasting(1.55, 0.33)
MORNING_WASH: Final = Lasting(8, 0.4)
EVENING_WASH: Final = Lasting(6, 0.4)
DRESSING: Final = Lasting(6, 0.4)
UNDRESSING: Final = Lasting(5, 0.4)
UP_AT_NIGHT: Final = Lasting(25, 0.6)


@dataclass(frozen=True, slots=True)
class Outing:
    """Going out: on what part of the days, around which hour (standard deviation in hours), for how long.

    For one with ``coat`` one gets ready first; without, it is the post or the rubbish.
    """

    name: str
    chance: float
    hour: float
    varies: float
    lasting: Lasting
    coat: bool = True


OUTINGS: Final = (
    Outing("an errand or a walk", 0.6, 10.5, 1.0, Lasting(85, 0.55)),
    Outing("a visit in the afternoon", 0.5, 13.9, 1.0, Lasting(85, 0.55)),
    Outing("the post or the rubbish", 0.65, 13.2, 1.5, Lasting(4, 0.6), coat=False),
)


@dataclass(frozen=True, slots=True)
class Habits:
    """What one resident is used to; the least that differs from everybody else's is left as it is here.

    ``goes_out``: alone by day. ``bedtime_varies``, ``rises_varies``: hours from night to night (standard deviation).
    ``naps``: part of the days with one. ``up_at_night``: part of the nights with a while up. ``night_drink``: part of
    the toilet visits at night that end with a glass of water. ``moves``: how much livelier than usual where one is;
    ``busy``: how much oftener than usual one is about something; ``vigour_varies``: how much that differs by the day.
    ``fetches``: how often an hour one leaves what one is about to fetch something; ``turns``: how often an hour one
    turns over in bed, so that a sensor sees it.
    """

    bedtime: time = time(22, 45)
    rises: time = time(7, 0)
    goes_out: bool = True
    bedtime_varies: float = 0.9
    rises_varies: float = 0.9
    meals: tuple[Meal, ...] = MEALS
    outings: tuple[Outing, ...] = OUTINGS
    naps: float = 0.4
    nap: Lasting = NAP
    up_at_night: float = 0.0
    up_lasts: Lasting = UP_AT_NIGHT
    night_drink: float = 0.2
    moves: float = 1.0
    busy: float = 1.0
    fetches: float = 2.2
    turns: float = 0.8
    vigour_varies: float = 0.0


@dataclass(slots=True)
class Day:
    """One day as it turns out: hours of the local day, filled in when the resident rises."""

    meals: list[tuple[float, Meal]] = field(default_factory=list)
    outings: list[tuple[float, Outing]] = field(default_factory=list)
    nap_at: float | None = None


def plan_day(rng: Random, habits: Habits, hour: float) -> Day:
    """Draw what is still to come of a day at this hour of it."""
    meals = [(rng.gauss(meal.hour, meal.varies / 60), meal) for meal in habits.meals]
    outings = [
        (rng.gauss(outing.hour, outing.varies), outing) for outing in habits.outings if rng.random() < outing.chance
    ]
    nap = rng.gauss(13.8, 0.4) if rng.random() < habits.naps else None
    return Day(
        meals=[(at, meal) for at, meal in meals if at > hour - 2],
        outings=sorted(((at, outing) for at, outing in outings if at > hour), key=lambda planned: planned[0])
        if habits.goes_out
        else [],
        nap_at=nap if nap is not None and nap > hour else None,
    )
