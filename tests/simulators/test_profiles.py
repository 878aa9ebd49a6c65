"""Profiles say who lives in simulated homes; persons of one profile differ, and the same seed gives the same person."""

from datetime import time
from pathlib import Path
from random import Random
from statistics import mean, pstdev

import pytest

from care.errors import ScenarioError
from simulators.individual import individuals
from simulators.profile import Profile
from simulators.profile_file import load, profiles

FOLDER = Path(__file__).parents[2] / "simulators" / "profiles"
NAMES = sorted(profiles())
PEOPLE = 60


def _hours(at: time) -> float:
    return (at.hour + at.minute / 60 - 12) % 24


def _partner(profile: Profile) -> Profile | None:
    return profiles()[profile.lives_with] if profile.lives_with else None


def test_the_seven_profiles_are_there_and_mix_to_100_homes() -> None:
    assert set(NAMES) >= {
        "couple",
        "home_from_hospital",
        "independent",
        "intellectual_disability",
        "mild_dementia",
        "moderate_dementia",
        "parkinsons",
    }
    assert sum(profile.homes_of_100 for profile in profiles().values()) == 100


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_tells_who_it_is_in_both_languages(name: str) -> None:
    profile = profiles()[name]
    assert profile.title.sv != profile.title.en
    assert len(profile.who.sv) > 80
    assert len(profile.who.en) > 80


@pytest.mark.parametrize("name", NAMES)
def test_persons_of_a_profile_lie_around_what_it_says_and_differ(name: str) -> None:
    profile = profiles()[name]
    people = [individuals(profile, _partner(profile), Random(n))[0] for n in range(PEOPLE)]
    bedtimes = [_hours(one.habits.bedtime) for one in people]
    differ = profile.bedtime.people_differ.total_seconds() / 3600
    assert mean(bedtimes) == pytest.approx(_hours(profile.bedtime.usual), abs=3 * differ / PEOPLE**0.5)
    assert pstdev(bedtimes) == pytest.approx(differ, rel=0.4)
    assert len({one.habits.moves for one in people}) == PEOPLE


def test_the_same_stream_gives_the_same_person() -> None:
    profile = profiles()["parkinsons"]
    assert individuals(profile, None, Random("a")) == individuals(profile, None, Random("a"))
    assert individuals(profile, None, Random("a")) != individuals(profile, None, Random("b"))


def test_a_couple_goes_to_bed_and_rises_at_about_the_same_time() -> None:
    couple = profiles()["couple"]
    for n in range(PEOPLE):
        one, other = individuals(couple, _partner(couple), Random(n))
        apart = (_hours(one.habits.bedtime) - _hours(other.habits.bedtime)) * 60
        assert abs(apart) < 75


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("flat: 65", "flat: 60"), "lives_in", "the dwellings add up to 95"),
        (('breakfast: "08:15"', "breakfast: 08:15"), "meals", "must stand in quotes"),
        (("homes_of_100: 30", "homes_of_100: 30\nnap_last: 1"), "nap_last", "did you mean 'nap_lasts'?"),
        (("homes_of_100: 30", "homes_of_100: 30\nlives_with: nobody"), "lives_with", "no profile 'nobody'"),
        (('room_to_room: ["3 s", "7 s"]', 'room_to_room: ["9 s", "7 s"]'), "room_to_room", "more than the most"),
        (("lives_in: {flat", "lives_in: {castle"), "lives_in", "unknown home 'castle'"),
    ],
)
def test_a_wrong_profile_is_told_with_file_and_line(
    tmp_path: Path, change: tuple[str, str], line: str, says: str
) -> None:
    text = (FOLDER / "independent.yaml").read_text(encoding="utf-8").replace(*change)
    file = tmp_path / "wrong.yaml"
    file.write_text(text, encoding="utf-8")
    (number,) = [n for n, one in enumerate(text.splitlines(), 1) if one.startswith(line)]
    with pytest.raises(ScenarioError, match=says.replace("?", r"\?")) as error:
        load(file)
    assert f"{file}:{number}:" in str(error.value)
