"""A simulated home against real ones.

Figures are p10-p90 of 31 homes of people with dementia (1,632 home-days; TIHM, Zenodo 7622128, CC BY 4.0), and of 218
days of one home (Aruba; CASAS, Washington State University). TIHM's homes have motion sensors and contacts of outer
doors and fridge that tell no closing, so only `motion` and openings are counted here.
"""

import itertools
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median, quantiles

import pytest

from simulators.feed import Told
from simulators.scenario import Scenario, Texts
from simulators.story import Story

DAYS = 20

TIHM_EVENTS_A_DAY = (274, 535)
TIHM_SECONDS_BETWEEN = {10: (3, 7), 50: (36, 70), 90: (199, 441)}
TIHM_SHARE_00_TO_06 = (0.0166, 0.1154)
TIHM_GAPS_OF_AN_HOUR_A_DAY = (0.24, 2.25)
TIHM_HOURS = (
    *(0.0094, 0.0079, 0.0074, 0.0062, 0.0078, 0.0121, 0.0183, 0.0390, 0.0659, 0.0725, 0.0660, 0.0660),
    *(0.0676, 0.0653, 0.0520, 0.0495, 0.0539, 0.0652, 0.0681, 0.0542, 0.0449, 0.0397, 0.0379, 0.0231),
)
TIHM_HOME_A_FROM_MEAN_HOURS = 0.21
"""How far one real home of TIHM lies from the mean hour profile (total variation; another: 0.10)."""

ARUBA_TO_BED = (time(22, 16), time(0, 54))
ARUBA_UP = (time(5, 23), time(8, 40))
ARUBA_TOILET_SECONDS = (97, 228)
ARUBA_TOILET_VISITS_A_NIGHT = (0, 3)
ARUBA_OUT_MINUTES = (1.35, 225)


@dataclass(frozen=True)
class Lived:
    told: list[Told]
    seen: list[datetime]
    names: dict[str, str]
    zone: Story

    def of(self, name: str) -> list[tuple[datetime, bool]]:
        return [(self._local(t), bool(t.value)) for t in self.told if self.names[t.device] == name]

    def _local(self, told: Told) -> datetime:
        return told.time.astimezone(self.zone.scenario.tz).replace(tzinfo=None)


def ordinary(days: int) -> Scenario:
    """Nothing but ordinary life from a midnight on."""
    texts = Texts(sv="Vanliga dagar", en="Ordinary days")
    return Scenario(title=texts, story=texts, date=date(2026, 1, 5), starts=time(0, 0), lasts=timedelta(days=days))


@pytest.fixture(scope="module", params=range(4))
def lived(request: pytest.FixtureRequest) -> Lived:
    story = Story(ordinary(DAYS), "h-calibration", request.param)
    told = list(story.tell())
    local = [t.time.astimezone(story.scenario.tz).replace(tzinfo=None) for t in told]
    seen = [
        at for at, t in zip(local, told, strict=True) if t.value is True and t.quantity in {"motion", "contact.open"}
    ]
    return Lived(told, seen, {p.device.id: p.device.name for p in story.household.devices}, story)


def _between(seen: list[datetime]) -> list[float]:
    return [(after - before).total_seconds() for before, after in itertools.pairwise(seen)]


def _hour_from_noon(moment: datetime) -> float:
    return (moment.hour + moment.minute / 60 - 12) % 24


def _lies_in(value: float, least_most: tuple[float, float]) -> bool:
    return least_most[0] <= value <= least_most[1]


def _nights(lived: Lived) -> list[tuple[datetime, datetime]]:
    """Give (to bed, up for the day) of every night, taking less than 20 minutes up as part of it."""
    bed = lived.of("Bed mat")
    stretches: list[tuple[datetime, datetime]] = []
    for (start, lies), (end, _) in itertools.pairwise(bed):
        if lies and stretches and start - stretches[-1][1] < timedelta(minutes=20):
            stretches[-1] = (stretches[-1][0], end)
        elif lies:
            stretches.append((start, end))
    return [(start, end) for start, end in stretches if end - start > timedelta(hours=2)]


def _toilet_visits(lived: Lived) -> list[tuple[datetime, float]]:
    """Give when and how many seconds of every short time out of bed."""
    bed = lived.of("Bed mat")
    pairs = itertools.pairwise(bed)
    return [
        (up, (down - up).total_seconds())
        for (up, lay), (down, lies) in pairs
        if not lay and lies and down - up < timedelta(minutes=20)
    ]


def test_as_many_events_a_day_as_in_real_homes(lived: Lived) -> None:
    a_day = Counter(at.date() for at in lived.seen)
    assert len(a_day) == DAYS
    assert _lies_in(median(a_day.values()), TIHM_EVENTS_A_DAY)


@pytest.mark.parametrize("percentile", TIHM_SECONDS_BETWEEN)
def test_events_follow_each_other_as_in_real_homes(lived: Lived, percentile: int) -> None:
    found = quantiles(_between(lived.seen), n=100)[percentile - 1]
    assert _lies_in(found, TIHM_SECONDS_BETWEEN[percentile])


def test_the_night_is_as_quiet_as_in_real_homes(lived: Lived) -> None:
    assert _lies_in(sum(at.hour < 6 for at in lived.seen) / len(lived.seen), TIHM_SHARE_00_TO_06)


def test_hours_are_as_busy_as_in_real_homes(lived: Lived) -> None:
    hours = Counter(at.hour for at in lived.seen)
    away = sum(abs(hours[hour] / len(lived.seen) - TIHM_HOURS[hour]) for hour in range(24)) / 2
    assert away < TIHM_HOME_A_FROM_MEAN_HOURS


def test_days_have_gaps_as_in_real_homes(lived: Lived) -> None:
    pairs = zip(lived.seen, lived.seen[1:], strict=False)
    gaps = sum(
        before.date() == after.date() and before.hour >= 8 and after.hour < 22 and after - before >= timedelta(hours=1)
        for before, after in pairs
    )
    assert _lies_in(gaps / DAYS, TIHM_GAPS_OF_AN_HOUR_A_DAY)


def test_bedtime_and_rising_are_as_in_a_real_home(lived: Lived) -> None:
    nights = _nights(lived)
    assert len(nights) >= DAYS - 1
    for found, usual in (([n[0] for n in nights[1:]], ARUBA_TO_BED), ([n[1] for n in nights], ARUBA_UP)):
        least, most = ((bound.hour + bound.minute / 60 - 12) % 24 for bound in usual)
        assert _lies_in(median(map(_hour_from_noon, found)), (least, most))


def test_nights_have_none_to_three_toilet_visits_of_a_few_minutes(lived: Lived) -> None:
    visits = _toilet_visits(lived)
    a_night = Counter((at - timedelta(hours=12)).date() for at, _ in visits)
    assert 0.2 * DAYS <= len(visits) <= 1.5 * DAYS
    assert _lies_in(max(a_night.values()), ARUBA_TOILET_VISITS_A_NIGHT)
    assert _lies_in(median(seconds for _, seconds in visits), ARUBA_TOILET_SECONDS)


def test_who_is_up_at_night_is_seen_on_the_way_to_the_bathroom(lived: Lived) -> None:
    bathroom = [at for at, _ in lived.of("Motion, bathroom")]
    visits = [(at, at + timedelta(seconds=seconds)) for at, seconds in _toilet_visits(lived)]
    seen = sum(any(up <= at <= down for at in bathroom) for up, down in visits)
    assert seen >= 0.8 * len(visits)


def test_the_resident_goes_out_by_day_and_comes_home(lived: Lived) -> None:
    door = lived.of("Outer door")[1:]
    closings = [at for at, is_open in door if not is_open]
    openings = [at for at, is_open in door if is_open]
    away = [(back - left).total_seconds() / 60 for left, back in zip(closings[::2], openings[1::2], strict=True)]
    assert DAYS * 0.8 <= len(away) <= DAYS * 3
    assert _lies_in(median(away), ARUBA_OUT_MINUTES)
    assert all(7 <= at.hour < 22 for at in openings)


def test_nothing_moves_indoors_while_nobody_is_home(lived: Lived) -> None:
    door = lived.of("Outer door")[1:]
    closings = [at for at, is_open in door if not is_open]
    openings = [at for at, is_open in door if is_open]
    away = list(zip(closings[::2], openings[1::2], strict=True))
    assert not [at for at in lived.seen if any(left < at < back for left, back in away)]


def test_evenings_are_spent_in_the_living_room(lived: Lived) -> None:
    rooms = Counter(
        lived.names[t.device]
        for t in lived.told
        if t.quantity == "motion" and t.value and 19 <= t.time.astimezone(lived.zone.scenario.tz).hour < 22
    )
    assert rooms["Motion, living room"] > rooms["Motion, bedroom"] + rooms["Motion, bathroom"]


def test_another_seed_gives_other_days_and_another_home_the_same_by_another_name() -> None:
    def days(home: str, seed: int) -> list[timedelta]:
        story = Story(ordinary(2), home, seed)
        return [t.time - story.start for t in story.tell()]

    assert days("h-one", 1) != days("h-one", 2)
    assert days("h-one", 1) == days("h-two", 1)
