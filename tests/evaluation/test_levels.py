"""Levels of faults: more goes wrong with the devices, and what happens stays the same."""

from datetime import timedelta
from pathlib import Path

import pytest

from care.errors import SettingError
from evaluation.solutions.levels import LEVELS, at_level
from simulators.scenario import Scenario
from simulators.scenario_file import load, ours
from simulators.story import Story


def _scenario(name: str) -> Scenario:
    (path,) = [path for path in ours() if path.stem == name]
    return load(path)


def _told(scenario: Scenario) -> tuple[int, list[object]]:
    story = Story(scenario, "h", "1")
    readings = sum(1 for _ in story.tell())
    return readings, list(story.episodes)


@pytest.mark.parametrize("path", ours()[::6], ids=lambda path: path.stem)
def test_what_is_true_is_the_same_at_every_level(path: Path) -> None:
    truths = [_told(at_level(load(path), level))[1] for level in LEVELS]
    assert truths == [truths[0]] * len(LEVELS)


def test_a_harsher_level_tells_less_and_later() -> None:
    scenario = _scenario("airs_the_flat")
    none, mild, harsh = (_told(at_level(scenario, level))[0] for level in LEVELS)
    assert none > mild > harsh
    late = [told.came - told.time for told in Story(at_level(scenario, "harsh"), "h", "1").tell()]
    assert max(late) <= LEVELS["harsh"].delay + timedelta(seconds=2)  # a double comes a little after
    assert max(late) > LEVELS["mild"].delay


def test_without_added_faults_a_scenario_is_as_it_is_written() -> None:
    scenario = _scenario("left_home_at_night")
    assert at_level(scenario, "none") is scenario


def test_what_a_scenario_says_itself_stays_where_it_is_worse() -> None:
    gone = _scenario("left_home_at_night")
    gone = gone.model_copy(update={"link": gone.link.model_copy(update={"lost": 0.5, "keeps": 7})})
    assert at_level(gone, "harsh").link.lost == 0.5
    assert at_level(gone, "harsh").link.keeps == 7


def test_an_unknown_level_is_said() -> None:
    with pytest.raises(SettingError, match="no fault level 'awful'; use none, mild, harsh"):
        at_level(_scenario("left_home_at_night"), "awful")
