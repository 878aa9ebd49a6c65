"""What befalls people now and then: scenarios set into ordinary days, with their truth, as often as a profile says."""

from datetime import date, timedelta
from random import Random

import pytest

from simulators.happenings import can_be_set_in, can_happen_with, happenings, scenarios
from simulators.population import Population
from simulators.profile_file import profiles

START = date(2026, 1, 5)


@pytest.mark.parametrize("name", sorted(profiles()))
def test_what_a_profile_names_is_there_can_be_set_in_and_suits_its_devices(name: str) -> None:
    story = Population(1, 1, "a", START, profile=name).story(0)
    kinds = {placed.device.model.removeprefix("simulated ") for placed in story.household.devices}
    assert profiles()[name].happens
    for happens in profiles()[name].happens:
        assert can_be_set_in(scenarios()[happens])
        assert can_happen_with(scenarios()[happens], kinds), f"{happens} needs devices that {name} does not have"


def test_they_come_as_often_as_is_said_and_never_two_on_a_day() -> None:
    often = {"left_home_at_night": 3.0, "stumbles": 1.0}
    drawn = [happenings(often, 301, Random(n)) for n in range(20)]
    falls = sum(step.do == "stumbles" for one in drawn for step in one.steps) / 20
    leaves = sum(step.do == "leaves_home" for one in drawn for step in one.steps) / 20
    assert 6 < falls < 13  # 10 in 300 days
    assert 20 < leaves < 32
    for one in drawn:
        days = [day for step in one.steps for day in step.days]
        assert len(set(days)) == len(days)


def test_the_truth_has_each_occurrence_with_its_own_end() -> None:
    population = Population(1, 60, "a", START, profile="moderate_dementia", dwelling="flat")
    story = population.story(0)
    told = sum(1 for _ in story.tell())
    leaves = [one for one in story.episodes if one.label == "left_home_at_night"]
    planned = sum(step.do == "leaves_home" for step in story.scenario.steps)
    assert told > 60 * 100
    assert len(leaves) == planned > 0
    assert all(timedelta(minutes=20) < one.end - one.hazard_from < timedelta(hours=2) for one in leaves)
    assert all(one.deadline - one.hazard_from == timedelta(minutes=15) for one in leaves)


def test_devices_that_are_not_fitted_rule_out_what_befalls_them() -> None:
    jam = scenarios()["dispenser_jams_before_the_dose"]
    assert not can_happen_with(jam, {"motion", "door"})
    assert can_happen_with(jam, {"motion", "dispenser"})
    with pytest.raises(ValueError, match="cannot be set into other days"):
        happenings({"quiet_days": 30}, 10, Random(1))


def test_a_quiet_street_has_nothing_befall_anybody() -> None:
    population = Population(1, 60, "a", START, profile="moderate_dementia", quiet=True)
    assert population.scenario(0).steps == ()
