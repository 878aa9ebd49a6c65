"""Many homes: mixed by shares, the same for the same seed, and right on days when the clock changes."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from simulators import diary
from simulators.population import Population
from simulators.profile_file import profiles

START = date(2026, 1, 5)


def test_any_thirty_homes_are_mixed_like_the_whole() -> None:
    for seed in "ab":
        population = Population(300, 1, seed, START)
        for first in (0, 251):
            mix = Counter(population.scenario(n).profile for n in range(first, first + 30))
            for name, profile in profiles().items():
                assert abs(mix[name] - 0.3 * profile.homes_of_100) <= 2


def test_dwellings_follow_the_shares_of_the_profile() -> None:
    population = Population(120, 1, "a", START, profile="moderate_dementia")
    mix = Counter(population.scenario(n).home for n in range(120))
    for dwelling, share in profiles()["moderate_dementia"].lives_in.items():
        assert mix[dwelling] / 1.2 == pytest.approx(share, abs=14)


def test_homes_differ_from_each_other_and_are_the_same_again() -> None:
    population = Population(2, 1, "a", START, profile="independent", dwelling="flat")

    def told(number: int) -> list[tuple[datetime, str, object]]:
        return [(one.time, one.quantity, one.value) for one in population.story(number).tell()]

    assert told(0) == told(0)
    assert told(0) != told(1)
    assert population.story(0).home == population.story(0).home != population.story(1).home


def test_a_couple_is_two_people_who_each_lie_in_bed() -> None:
    story = Population(1, 2, "a", START, profile="couple").story(0)
    playing = story.begin()
    for _ in playing.until(story.end):
        pass
    assert len(story.household.residents) == 2
    for resident in playing.scene.residents:
        assert diary.IN_BED in {one.what for one in resident.diary.ended}


@pytest.mark.parametrize(("start", "hours"), [(date(2026, 3, 25), 14 * 24 - 1), (date(2026, 10, 20), 14 * 24 + 1)])
def test_days_are_local_days_where_the_clock_changes(start: date, hours: int) -> None:
    story = Population(1, 14, "a", start, profile="independent").story(0)
    zone = story.scenario.tz
    assert story.end - story.start == timedelta(hours=hours)
    assert story.end.astimezone(zone).hour == 0
    playing = story.begin()
    told = list(playing.until(story.end))
    assert all(before.time <= after.time for before, after in pairwise(told))
    rises = [
        (story.start + timedelta(seconds=one.until)).astimezone(zone)
        for one in playing.scene.residents[0].diary.ended
        if one.what == diary.IN_BED and one.until - one.since > 3600
    ]
    change = min(at for at in rises if at.utcoffset() != rises[0].utcoffset())
    mornings = [at.hour + at.minute / 60 for at in rises if 4 < at.hour < 12]
    usual = sum(mornings) / len(mornings)
    after = [at.hour + at.minute / 60 for at in rises if 4 < at.hour < 12 and at >= change]
    assert abs(sum(after) / len(after) - usual) < 0.75  # the clock on the wall, not the sun
    assert change.astimezone(UTC) > story.start
