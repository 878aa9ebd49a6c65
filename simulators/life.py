"""An ordinary day and night: what a resident does next, by needs, clock and habit (semi-Markov)."""

from collections.abc import Mapping, Sequence
from math import inf, sqrt
from random import Random
from typing import Final

from simulators import diary
from simulators import habits as usual
from simulators.dwellings.plan import BATHROOM, BEDROOM, HALL, KITCHEN, LIVING_ROOM, OUTSIDE, Dwelling
from simulators.habits import Habits, Lasting, Meal, Outing, Pastime, plan_day
from simulators.hours import HOUR
from simulators.kernel import Process
from simulators.resident import Resident

CLOCK_PULL: Final = 0.4
"""How much an hour past the usual time counts, against fatigue (0 rested, 1 worn out), for sleep and for waking."""
EARLIEST_BEDTIME: Final = -2.5
AFTER_MIDNIGHT: Final = 6.0
LATEST_OUTING: Final = 18.0
PLACES: Final = 2.0
"""How many places more than one, on average, one goes to for it."""
FETCHES: Final = (KITCHEN, KITCHEN, KITCHEN, KITCHEN, HALL, HALL, HALL, LIVING_ROOM, LIVING_ROOM, BEDROOM)
"""Where one goes to fetch something, the usual places oftener."""
NIGHT_REST: Final = (1.5, 5.5)
"""Hours after going to bed, least and most, at which one may get up for a while."""
VIGOUR_LASTS: Final = 0.8
"""How much of a good or a bad day is left on the next."""
VIGOUR: Final = (0.5, 1.6)
SHOWERS_EVERY: Final = 2
"""In days."""
SHOWER: Final = 0.13
"""Litres a second."""


class Life:
    """Lives a resident's days, and does a scenario's steps as soon as what is being done can be left."""

    def __init__(self, resident: Resident, habits: Habits) -> None:
        self._resident = resident
        self._habits = habits
        self._rng: Random = resident.rng
        self._risen = not resident.in_bed
        self._up_at: float | None = None
        self._near = _near(resident.home.dwelling)
        self._up_in = (KITCHEN, LIVING_ROOM, LIVING_ROOM, HALL)
        self._brisk = habits.moves
        self._moods()
        self._day = plan_day(self._rng, habits, resident.hours.hour(0.0))
        self._choices = [self._shares(part) for part in range(len(usual.PARTS_OF_DAY) + 1)]

    def live(self) -> Process:
        """Live on for ever."""
        while True:
            yield from self._next()

    def _next(self) -> Process:
        resident = self._resident
        errand = resident.take_errand()
        if errand:
            return errand.does
        if resident.where == OUTSIDE:
            return resident.wait_for_errand()
        if resident.in_bed:
            return self._sleep()
        needs = resident.needs
        needs.grow(resident.kernel.now)
        if needs.bladder >= 1:
            return self._toilet(usual.TOILET)
        hour = resident.hours.hour(resident.kernel.now)
        if self._sleepy():
            return self._go_to_bed()
        return self._by_the_clock(hour) or (self._coffee() if needs.thirst >= 1 else self._pass_the_time(hour))

    def _by_the_clock(self, hour: float) -> Process | None:
        day = self._day
        if day.meals and day.meals[0][0] <= hour:
            return self._eat(day.meals.pop(0)[1])
        if day.outings and day.outings[0][0] <= hour:
            outing = day.outings.pop(0)[1]
            return self._go_out(outing) if hour < LATEST_OUTING else None
        if day.nap_at is not None and day.nap_at <= hour:
            day.nap_at = None
            return self._nap()
        return None

    # Night

    def _moods(self) -> None:
        """Draw how much later (hours) than usual this night begins and ends."""
        self._late_to_bed = self._rng.gauss(0, self._habits.bedtime_varies)
        self._late_to_rise = self._rng.gauss(0, self._habits.rises_varies)

    def _past_bedtime(self) -> float:
        """Give the hours past tonight's bedtime: -18 to under 6, negative before it."""
        resident = self._resident
        past = resident.hours.past(self._habits.bedtime, resident.kernel.now) - self._late_to_bed
        return past if past < AFTER_MIDNIGHT else past - 24

    def _sleepy(self) -> bool:
        if not self._risen:  # up at night: back to bed
            return True
        past = self._past_bedtime()
        return past > EARLIEST_BEDTIME and self._resident.needs.fatigue + CLOCK_PULL * past >= 1

    def _until_sleepy(self) -> float:
        """Give the seconds until fatigue and the clock together send to bed."""
        past = self._past_bedtime()
        left = (1 - self._resident.needs.fatigue - CLOCK_PULL * past) / (
            CLOCK_PULL + 1 / self._resident.needs.nature.awake.fatigue
        )
        return max(left, EARLIEST_BEDTIME - past, 0.0) * HOUR

    def _until_waking(self) -> float:
        """Give the seconds until sleep is over: fatigue falls while the clock's pull grows."""
        resident = self._resident
        resident.needs.grow(resident.kernel.now)
        past = resident.hours.past(self._habits.rises, resident.kernel.now) - self._late_to_rise
        pull = CLOCK_PULL - 1 / resident.needs.nature.asleep.fatigue
        return max(0.0, (resident.needs.fatigue - CLOCK_PULL * past) / pull) * HOUR

    def _go_to_bed(self) -> Process:
        resident = self._resident
        yield from self._toilet(usual.TOILET)
        yield from self._stay(usual.EVENING_WASH.draw(self._rng), 105)
        yield from resident.go(BEDROOM)
        yield from self._stay(usual.UNDRESSING.draw(self._rng), 120)
        self._risen = False
        self._up_at = None
        if self._rng.random() < self._habits.up_at_night:
            self._up_at = resident.kernel.now + self._rng.uniform(*NIGHT_REST) * HOUR
        yield from resident.lie_down()

    def _sleep(self) -> Process:
        resident, needs = self._resident, self._resident.needs
        while not resident.errands:
            waking = self._until_waking()
            bladder = needs.until_bladder_presses()
            turning = self._rng.expovariate(self._habits.turns / HOUR)
            restless = inf if self._up_at is None else max(0.0, self._up_at - resident.kernel.now)
            first = min(waking, bladder, restless, turning)
            yield from resident.rest(first)
            if resident.errands:
                return
            if waking <= first:
                yield from self._rise()
                return
            if bladder <= first:
                yield from self._night_toilet()
            elif restless <= first:
                yield from self._up_a_while()
            else:
                resident.move()

    def _night_toilet(self) -> Process:
        resident = self._resident
        yield from resident.get_up()
        yield from self._toilet(usual.NIGHT_TOILET)
        if self._rng.random() < self._habits.night_drink:
            yield from resident.drink()
        yield from resident.lie_down()

    def _up_a_while(self) -> Process:
        """Be up in the night: tea, the armchair, a walk through the rooms; then back to bed."""
        resident = self._resident
        self._up_at = None
        yield from resident.get_up()
        resident.diary.begins(diary.UP_AT_NIGHT)
        end = resident.kernel.now + self._habits.up_lasts.draw(self._rng)
        yield from self._toilet(usual.NIGHT_TOILET)
        while resident.kernel.now < end and not resident.errands:
            yield from resident.go(self._rng.choice(self._up_in))
            yield from self._stay(self._rng.uniform(40, 400), 225, may_leave=True)
        yield from resident.lie_down()
        resident.diary.ends(diary.UP_AT_NIGHT)

    def _rise(self) -> Process:
        resident = self._resident
        yield from resident.get_up()
        self._risen = True
        self._moods()
        self._wake_as_one_feels()
        hour = resident.hours.hour(resident.kernel.now)
        self._day = plan_day(self._rng, self._habits, hour)
        yield from self._toilet(usual.TOILET)
        lasts = usual.MORNING_WASH.draw(self._rng)
        if resident.hours.moment(resident.kernel.now).toordinal() % SHOWERS_EVERY == resident.number % SHOWERS_EVERY:
            resident.home.water.turn(SHOWER)
        yield from self._stay(lasts, 90)
        resident.home.water.turn(0.0)
        yield from resident.go(BEDROOM)
        yield from self._stay(usual.DRESSING.draw(self._rng), 90)
        resident.air()

    def _wake_as_one_feels(self) -> None:
        """Let the day be a good or a bad one, some of it carried over from the day before."""
        health, habits = self._resident.needs.health, self._habits
        if habits.vigour_varies:
            fresh = self._rng.gauss(0, habits.vigour_varies * sqrt(1 - VIGOUR_LASTS**2))
            felt = 1 + VIGOUR_LASTS * (health.vigour - 1) + fresh
            health.vigour = min(VIGOUR[1], max(VIGOUR[0], felt))
        self._brisk = habits.moves * health.vigour

    # Day

    def _stay(self, seconds: float, moves_every: float, *, may_leave: bool = False) -> Process:
        """Be in the room so long, as lively as the resident is."""
        return self._resident.stay(seconds, moves_every / self._brisk, may_leave=may_leave)

    def _spend(self, seconds: float, moves_every: float, *, in_armchair: bool) -> Process:
        """Be in the room so long, but for fetching something now and then; an errand ends it."""
        resident, rng = self._resident, self._rng
        room, left = resident.where, seconds
        while not resident.errands:
            sits = rng.expovariate(self._habits.fetches / HOUR)
            if in_armchair:
                resident.sit_down()
            yield from self._stay(min(sits, left), moves_every, may_leave=True)
            if in_armchair:
                resident.stand_up()
            left -= sits
            if left <= 0:
                return
            for _ in range(1 + min(4, int(rng.expovariate(1 / PLACES)))):
                yield from resident.go(rng.choice(self._near[room]))
                yield from self._stay(rng.uniform(5, 40), 38, may_leave=True)
            if resident.where != room and not resident.errands:
                yield from resident.go(room)

    def _toilet(self, lasting: Lasting) -> Process:
        resident = self._resident
        yield from resident.go(BATHROOM)
        resident.diary.begins(diary.TOILET)
        yield from self._stay(lasting.draw(self._rng), 75)
        resident.diary.ends(diary.TOILET)
        resident.needs.grow(resident.kernel.now)
        resident.needs.void(max(-0.3, min(0.4, self._rng.gauss(0, 0.15))))
        resident.home.flushes.happen()

    def _at_the_fridge(self, seconds: float, moves_every: float, openings: float) -> Process:
        """Be busy in the kitchen, opening the fridge so many times on average, mostly several in a row."""
        resident, rng = self._resident, self._rng
        left = seconds
        while left > 0 and openings > 0:
            before = rng.expovariate(openings / (3.3 * seconds))
            if before >= left:
                break
            yield from self._stay(before, moves_every)
            left -= before
            for _ in range(1 + min(6, int(rng.expovariate(1 / 3)))):
                yield from resident.open_fridge()
                yield rng.uniform(1, 15)
        yield from self._stay(max(0.0, left), moves_every)

    def _eat(self, meal: Meal) -> Process:
        resident = self._resident
        yield from resident.go(KITCHEN)
        if meal.cooked:
            resident.home.turn_stove_on()
        yield from self._at_the_fridge(meal.making.draw(self._rng), 165, meal.fridge)
        resident.home.stove.turn(0.0)
        yield from resident.go(LIVING_ROOM)
        yield from self._stay(self._rng.uniform(10, 40), 30)
        yield from resident.go(KITCHEN)
        yield from self._stay(self._rng.uniform(20, 60), 45)
        yield from resident.go(LIVING_ROOM)
        yield from self._stay(meal.eating.draw(self._rng), 750)
        yield from resident.go(KITCHEN)
        yield from self._at_the_fridge(meal.washing_up.draw(self._rng), 165, 1.5)
        resident.needs.grow(resident.kernel.now)
        resident.needs.drink()

    def _coffee(self) -> Process:
        resident = self._resident
        yield from resident.go(KITCHEN)
        yield from self._at_the_fridge(usual.COFFEE.draw(self._rng), 165, 1.6)
        resident.needs.grow(resident.kernel.now)
        resident.needs.drink()

    def _nap(self) -> Process:
        resident = self._resident
        yield from resident.go(LIVING_ROOM)
        resident.diary.begins(diary.NAP)
        resident.sit_down()
        yield from self._stay(self._habits.nap.draw(self._rng), 2700, may_leave=True)
        resident.stand_up()
        resident.diary.ends(diary.NAP)

    def _go_out(self, outing: Outing) -> Process:
        resident = self._resident
        if outing.coat:
            yield from self._toilet(usual.TOILET)
            yield from resident.go(HALL)
            yield from self._stay(self._rng.uniform(60, 240), 60)
        yield from resident.open_outer_door()
        yield from resident.walk_out()
        yield outing.lasting.draw(self._rng)
        yield from resident.come_in()
        yield from self._stay(self._rng.uniform(20, 150), 60)

    def _shares(self, part: int) -> list[float]:
        busy = self._habits.busy
        return [pastime.shares[part] * (1.0 if pastime.restful else busy) for pastime in usual.PASTIMES]

    def _pass_the_time(self, hour: float) -> Process:
        part = sum(hour >= begins for begins in usual.PARTS_OF_DAY)
        pastime = self._rng.choices(usual.PASTIMES, self._choices[part])[0]
        if pastime.room is None:
            return self._housework(pastime)
        return self._pastime(pastime, pastime.room)

    def _pastime(self, pastime: Pastime, room: str) -> Process:
        resident = self._resident
        yield from resident.go(room)
        seconds = pastime.lasting.draw(self._rng)
        if pastime.fridge:
            yield from self._at_the_fridge(seconds, pastime.moves_every, pastime.fridge)
        else:
            pressing = max(60.0, min(resident.needs.until_bladder_presses(), self._until_sleepy()))
            yield from self._spend(min(seconds, pressing), pastime.moves_every, in_armchair=pastime.restful)

    def _housework(self, pastime: Pastime) -> Process:
        resident = self._resident
        end = resident.kernel.now + pastime.lasting.draw(self._rng)
        rooms = self._rng.choice(resident.home.dwelling.floors)
        while resident.kernel.now < end:
            yield from resident.go(self._rng.choice(rooms))
            yield from self._stay(self._rng.uniform(10, 60), pastime.moves_every)


def _near(dwelling: Dwelling) -> Mapping[str, Sequence[str]]:
    """Give where one goes from each room to fetch something: stairs are not climbed for it."""
    floor = {room.id: room.floor for room in dwelling.rooms}
    places = [dwelling.uses[place] for place in FETCHES]
    return {room: [p for p in places if floor[p] == floor[room]] or places for room in dwelling.room_ids}
