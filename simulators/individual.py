"""One person of a profile: nobody is the middle person, and each keeps to habits of their own."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from math import exp
from random import Random
from typing import Final

from simulators.habits import MEALS, OUTINGS, Habits, Lasting, Meal, Outing
from simulators.hours import HOUR
from simulators.needs import ASLEEP, AWAKE, Nature
from simulators.profile import Clock, Lasts, Often, Profile

WEEK: Final = 7
ALIKE: Final = 0.5
"""How much of what sets a person's rising and meals apart is what sets the bedtime apart: early birds stay such."""
TOGETHER: Final = timedelta(minutes=15)
"""Two who share a home go to bed and rise within about so much of each other."""
SHARED: Final = 0.5
"""Two who share a home share what there is to do."""
SET_TABLE: Final = Lasting(2, 0.5)
"""Of two who eat together one cooks and the other helps."""
STILL: Final = 0.8
"""How much of what sets a person's liveliness in a room apart comes from not going about: who roams sits less."""
LIVELY: Final = 1.55
BUSY: Final = 1.25
"""What an ordinary person of 80 has of both, held against real homes; 1 are the habits of nobody in particular."""
MOOD: Final = 1.28
"""Hours that the mood of a night must differ for the bedtime to differ by one: fatigue and clock pull it back."""
NIGHT_HOURS: Final = 8.2
VISITS_BEFORE_ONE: Final = 0.2
"""Measured: how many nightly visits fewer there are than fillings of the bladder in the hours of a night."""
LEAST: Final = 0.02


@dataclass(frozen=True, slots=True)
class Individual:
    """One person: what they are used to, and what their body is like."""

    habits: Habits
    nature: Nature


def individuals(profile: Profile, partner: Profile | None, rng: Random) -> tuple[Individual, ...]:
    """Draw those who live in one home: one of the profile, and one of the ``partner``'s when there is one."""
    first = _Draw(rng).individual(profile)
    if partner is None:
        return (first,)
    second = _Draw(rng).individual(partner)
    near = TOGETHER / timedelta(hours=1)
    together = replace(
        second.habits,
        bedtime=_later(first.habits.bedtime, rng.gauss(0, near)),
        rises=_later(first.habits.rises, rng.gauss(0, near)),
        meals=tuple(replace(meal, making=SET_TABLE, washing_up=SET_TABLE, fridge=1.0) for meal in first.habits.meals),
        moves=second.habits.moves * SHARED,
        busy=second.habits.busy * SHARED,
        fetches=second.habits.fetches * SHARED,
    )
    return first, replace(second, habits=together)


class _Draw:
    """The draws that set one person apart."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._roams = rng.gauss(0, 1)
        self._late = rng.gauss(0, 1)
        """How late a person this is: 1 as much as two of three are at most."""

    def individual(self, profile: Profile) -> Individual:
        """Draw one person of a profile."""
        weekly = min(1.0, self._often(profile.up_at_night_a_week) / WEEK)
        bedtime = self._clock(profile.bedtime, 1.0)
        rises = self._clock(profile.rises, ALIKE)
        habits = Habits(
            bedtime=bedtime,
            rises=rises,
            goes_out=profile.goes_out,
            bedtime_varies=self._varies(profile.bedtime),
            rises_varies=self._varies(profile.rises),
            meals=self._meals(profile),
            outings=self._outings(profile),
            naps=min(1.0, self._often(profile.naps_a_week) / WEEK),
            nap=Lasting(self._minutes(profile.nap_lasts), 0.5),
            up_at_night=weekly,
            up_lasts=Lasting(self._minutes(profile.up_lasts), 0.45),
            moves=LIVELY * self._times(profile.moves, -STILL),
            busy=BUSY * self._times(profile.busy),
            fetches=self._times(profile.fetches_an_hour, 1.0),
            turns=self._times(profile.turns_an_hour),
            vigour_varies=profile.good_and_bad_days,
        )
        return Individual(habits, self._nature(profile))

    def _clock(self, clock: Clock, alike: float) -> time:
        apart = alike * self._late + (1 - alike**2) ** 0.5 * self._rng.gauss(0, 1)
        return _later(clock.usual, clock.people_differ / timedelta(hours=1) * apart)

    def _varies(self, clock: Clock) -> float:
        """Give the hours by which moods differ from night to night; some people are more regular than others."""
        return MOOD * clock.days_differ / timedelta(hours=1) * exp(self._rng.gauss(0, 0.06))

    def _often(self, often: Often) -> float:
        return max(0.0, self._rng.gauss(often.usual, often.people_differ))

    def _times(self, often: Often, roams: float = 0.0) -> float:
        """Draw a factor: as often half as much as twice as much; so far as it ``roams`` by how much this one does."""
        if not often.usual:
            return LEAST
        apart = roams * self._roams + (1 - roams**2) ** 0.5 * self._rng.gauss(0, 1)
        return often.usual * exp(apart * often.people_differ / often.usual)

    def _minutes(self, lasts: Lasts) -> float:
        usual, differ = lasts.usual / timedelta(minutes=1), lasts.people_differ / timedelta(minutes=1)
        return usual * exp(self._rng.gauss(0, differ / usual))

    def _meals(self, profile: Profile) -> tuple[Meal, ...]:
        said = profile.meals
        apart = ALIKE * self._late + (1 - ALIKE**2) ** 0.5 * self._rng.gauss(0, 1)
        later = said.people_differ / timedelta(hours=1) * apart
        varies = said.days_differ / timedelta(minutes=1)
        hours = [_hours(at) + later for at in (said.breakfast, said.lunch, said.dinner)]
        return tuple(replace(meal, hour=hour, varies=varies) for meal, hour in zip(MEALS, hours, strict=True))

    def _outings(self, profile: Profile) -> tuple[Outing, ...]:
        a_day = self._often(profile.outings_a_week) / WEEK
        short = self._often(profile.short_outings_a_week) / WEEK
        lasting = Lasting(self._minutes(profile.outing_lasts), 0.55)
        usual = sum(outing.chance for outing in OUTINGS if outing.coat)
        return tuple(
            replace(
                outing,
                chance=min(0.97, outing.chance / usual * a_day if outing.coat else short),
                hour=outing.hour + self._rng.gauss(0, 0.5),
                lasting=lasting if outing.coat else outing.lasting,
            )
            for outing in OUTINGS
        )

    def _nature(self, profile: Profile) -> Nature:
        every = self._minutes(profile.toilet_every) / 60
        visits = self._often(profile.toilet_visits_a_night)
        least, most = (bound.total_seconds() for bound in profile.room_to_room)
        return Nature(
            awake=replace(AWAKE, bladder=every),
            asleep=replace(ASLEEP, bladder=NIGHT_HOURS / (visits + VISITS_BEFORE_ONE)),
            a_step=(least, most),
        )


def _hours(at: time) -> float:
    return at.hour + at.minute / 60


def _later(at: time, hours: float) -> time:
    moved = datetime.combine(datetime.min + timedelta(days=1), at) + timedelta(seconds=round(hours * HOUR))  # noqa: DTZ901
    return moved.time().replace(microsecond=0)
