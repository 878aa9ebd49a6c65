"""What one simulated home shows in figures, as they are given of real homes. Pure: what was told and what was true."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median, quantiles
from typing import Final
from zoneinfo import ZoneInfo

from care.people import Spot
from simulators import diary
from simulators.diary import Stretch
from simulators.feed import Told
from simulators.story import Story

NIGHT_ENDS: Final = 6
DAY: Final = (8, 22)
"""The hours of the day between which gaps are counted."""
HOURS: Final = 24
AN_HOUR: Final = timedelta(hours=1)
UP_BRIEFLY: Final = timedelta(hours=3)
"""Who is up at night for less than this goes on with the same night."""
A_NIGHT: Final = timedelta(hours=2)
"""Less in bed than this is no night."""
BEGINS: Final = (18 - 12, 30 - 12)
"""A night begins from 18:00 to 06:00, in hours from noon; who lies down by day takes a nap."""
PERCENTILES: Final = (10, 50, 90)


@dataclass(frozen=True, slots=True)
class Person:
    """One resident: minutes of each time out; for each whole night when it began (hours from noon), and the visits."""

    out: tuple[float, ...]
    onsets: tuple[float, ...]
    toilet_visits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """One home over ``days`` whole days; ``events_a_day`` is the median day's, ``between`` seconds by percentile."""

    number: int
    profile: str
    dwelling: str
    days: int
    events_a_day: float
    between: Mapping[int, float]
    hours: tuple[float, ...]
    gaps_of_an_hour: float
    people: tuple[Person, ...]

    @property
    def night_share(self) -> float:
        """Part of the events before 06:00."""
        return sum(self.hours[:NIGHT_ENDS])


def look_at(story: Story, number: int) -> Home:
    """Live a home's days, and give its figures."""
    playing = story.begin()
    seen = motion_and_doors(story, playing.until(story.end))
    scenario = story.scenario
    people = tuple(person([*resident.diary.ended], story.start, scenario.tz) for resident in playing.scene.residents)
    return home(seen, people, number, scenario.profile or "", scenario.home, round(scenario.lasts / timedelta(days=1)))


def motion_and_doors(story: Story, told: Iterable[Told]) -> list[datetime]:
    """Give the local times of what a kit as TIHM's tells: motion, and openings of outer doors and fridge."""
    doors = {p.device.id for p in story.household.devices if p.spot in {Spot.OUTER_DOOR, Spot.STORAGE}}
    zone = story.scenario.tz
    return [
        one.time.astimezone(zone)
        for one in told
        if one.value is True and (one.quantity == "motion" or (one.quantity == "contact.open" and one.device in doors))
    ]


def home(
    seen: Sequence[datetime], people: tuple[Person, ...], number: int, profile: str, dwelling: str, days: int
) -> Home:
    """Give the figures of a home with these events, by local time in order; a home that tells nothing has zeros."""
    by_day = Counter(at.date() for at in seen)
    counts = [*by_day.values(), *[0] * (days - len(by_day))]
    gaps = [(after.timestamp() - before.timestamp()) for before, after in pairwise(seen)]
    percentiles = quantiles(gaps, n=100, method="inclusive") if len(gaps) > 1 else [0.0] * 99
    by_hour = Counter(at.hour for at in seen)
    return Home(
        number=number,
        profile=profile,
        dwelling=dwelling,
        days=days,
        events_a_day=median(counts),
        between={p: percentiles[p - 1] for p in PERCENTILES},
        hours=tuple(by_hour[hour] / max(1, len(seen)) for hour in range(HOURS)),
        gaps_of_an_hour=sum(map(_is_a_gap, seen, seen[1:])) / days,
        people=people,
    )


def _is_a_gap(before: datetime, after: datetime) -> bool:
    by_day = before.date() == after.date() and before.hour >= DAY[0] and after.hour < DAY[1]
    return by_day and after - before >= AN_HOUR


def person(lived: Sequence[Stretch], start: datetime, zone: ZoneInfo) -> Person:
    """Give the figures of one resident; ``start`` (aware) is when the diary begins. A night cut off is left out."""
    nights: list[list[float]] = []
    for bed in (one for one in lived if one.what == diary.IN_BED):
        if nights and bed.since - nights[-1][1] < UP_BRIEFLY.total_seconds():
            nights[-1][1] = bed.until
        else:
            nights.append([bed.since, bed.until])
    whole = [
        (since, until, onset)
        for since, until in nights
        if since > 0
        and until - since >= A_NIGHT.total_seconds()
        and BEGINS[0] <= (onset := _from_noon((start + timedelta(seconds=since)).astimezone(zone))) < BEGINS[1]
    ]
    visits = [one.since for one in lived if one.what == diary.TOILET]
    return Person(
        out=tuple((one.until - one.since) / 60 for one in lived if one.what == diary.OUTSIDE),
        onsets=tuple(onset for _, _, onset in whole),
        toilet_visits=tuple(sum(since < at < until for at in visits) for since, until, _ in whole),
    )


def _from_noon(local: datetime) -> float:
    return (local.hour + local.minute / 60 + local.second / 3600 - HOURS / 2) % HOURS
