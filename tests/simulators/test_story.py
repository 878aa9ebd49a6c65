import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path

import pytest

from care.ids import ID
from care.people import Spot
from care.quantities import quantity
from simulators.feed import Told
from simulators.scenario import Scenario
from simulators.scenario_file import load, ours
from simulators.story import Story

SCENARIOS = {path.stem: path for path in ours()}
FIRST_NIGHT = ("left_home_at_night", "only_looks_out")
SEEDS = range(40)

BYTES = """
import hashlib
from simulators.scenario_file import load, ours
from simulators.story import Story
for path in ours()[::6]:
    told = repr(list(Story(load(path), "h-bytes", 7).tell())).encode()
    print(path.stem, hashlib.sha256(told).hexdigest())
"""


@pytest.fixture(params=SCENARIOS, name="scenario")
def _scenario(request: pytest.FixtureRequest) -> Scenario:
    return load(SCENARIOS[request.param])


def _story(name: str, seed: int) -> Story:
    return Story(load(SCENARIOS[name]), "h-story", seed)


def _of(story: Story, told: list[Told], spot: Spot | None, named: str) -> list[Told]:
    wanted = {p.device.id for p in story.household.devices if p.spot == spot and p.device.model.endswith(named)}
    return [t for t in told if t.device in wanted]


def test_both_scenarios_of_the_first_night_are_there() -> None:
    assert set(SCENARIOS) >= set(FIRST_NIGHT)


def test_a_story_is_told_in_order_of_arrival_within_its_span(scenario: Scenario) -> None:
    story = Story(scenario, "h-story", 3)
    told = list(story.tell())
    assert all(before.came <= after.came for before, after in pairwise(told))
    assert story.start == told[0].time
    assert told[-1].came <= story.end
    assert all(t.time.tzinfo is UTC for t in told)


def test_a_story_begins_with_the_state_of_every_device(scenario: Scenario) -> None:
    story = Story(scenario, "h-story", 3)
    first = [told for told in islice(story.tell(), 5 * len(story.household.devices)) if told.time == story.start]
    silent = {placed.device.id for placed in story.household.devices if placed.device.model == "simulated night_camera"}
    assert {t.device for t in first} == {placed.device.id for placed in story.household.devices} - silent


def test_a_story_tells_only_what_can_be_told_and_says_it_once(scenario: Scenario) -> None:
    told = list(Story(scenario, "h-story", 3).tell())
    for t in told:
        quantity(t.quantity).check(t.value)
    assert len(set(told)) == len(told)  # a doubled one arrives at another time


def test_a_story_is_told_lazily() -> None:
    endless = load(SCENARIOS["only_looks_out"]).model_copy(update={"lasts": timedelta(days=100_000)})
    telling: Iterator[Told] = Story(endless, "h-story", 1).tell()
    assert len(list(islice(telling, 500))) == 500


def test_a_story_can_be_told_again(scenario: Scenario) -> None:
    story = Story(scenario, "h-story", 3)
    told, episodes = list(story.tell()), story.episodes
    assert list(story.tell()) == told
    assert story.episodes == episodes


def test_the_same_seed_gives_the_same_bytes_in_any_process() -> None:
    told = set()
    for hash_seed in ("0", "1", "4711"):
        run = subprocess.run(
            [sys.executable, "-c", BYTES],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            check=True,
        )
        told.add(run.stdout)
    here = "".join(
        f"{name} {hashlib.sha256(repr(list(Story(load(path), 'h-bytes', 7).tell())).encode()).hexdigest()}\n"
        for name, path in list(SCENARIOS.items())[::6]
    )
    assert told == {here}


def test_ids_say_nothing_of_the_scenario(scenario: Scenario) -> None:
    story = Story(scenario, "h-story", 3)
    ids = [
        story.household.connection,
        *(placed.device.id for placed in story.household.devices),
        *(resident.id for resident in story.household.residents),
    ]
    assert len(set(ids)) == len(ids)
    for one in ids:
        assert ID.fullmatch(one)
        assert one[2:].isalnum()


def test_a_story_can_be_moved_to_another_night() -> None:
    scenario = load(SCENARIOS["left_home_at_night"])
    summer = Story(scenario, "h-story", 3, start=datetime(2026, 7, 3, 19, 30, tzinfo=UTC))
    told = list(summer.tell())
    [episode] = summer.episodes
    assert told[0].time == datetime(2026, 7, 3, 19, 30, tzinfo=UTC)
    assert episode.hazard_from.astimezone(scenario.tz).hour in {23, 0}


@pytest.mark.parametrize("seed", SEEDS)
def test_who_left_home_is_gone_for_40_minutes_of_silence(seed: int) -> None:
    story = _story("left_home_at_night", seed)
    told = list(story.tell())
    [episode] = story.episodes
    assert episode.label == "left_home_at_night"
    assert episode.deadline - episode.hazard_from == timedelta(minutes=15)
    assert timedelta(minutes=40) <= episode.end - episode.hazard_from <= timedelta(minutes=42)
    door = _of(story, told, Spot.OUTER_DOOR, "door")
    assert [t.value for t in door if t.time <= episode.hazard_from] == [False, True, False]
    between = [t for t in told if episode.hazard_from < t.time < episode.end - timedelta(minutes=1)]
    assert between == []


@pytest.mark.parametrize("seed", SEEDS)
def test_who_came_home_is_seen_and_goes_to_bed(seed: int) -> None:
    story = _story("left_home_at_night", seed)
    told = list(story.tell())
    [episode] = story.episodes
    after = [t for t in told if t.time >= episode.end - timedelta(minutes=1)]
    assert any(t.quantity == "motion" and t.value for t in after if t.time < episode.end + timedelta(minutes=3))
    assert [t.value for t in after if t.quantity == "bed.occupied"][:1] == [True]


@pytest.mark.parametrize("name", FIRST_NIGHT)
@pytest.mark.parametrize("seed", SEEDS)
def test_somebody_moves_indoors_soon_after_every_door_but_that_of_who_left(name: str, seed: int) -> None:
    story = _story(name, seed)
    told = list(story.tell())
    moves = [t.time for t in told if t.value is True and t.quantity in {"motion", "bed.occupied"}]
    opened = [t.time for t in _of(story, told, Spot.OUTER_DOOR, "door") if t.value]
    hazards = [episode.hazard_from for episode in story.episodes]
    harmless = [at for at in opened if not any(timedelta(0) <= h - at < timedelta(minutes=1) for h in hazards)]
    assert len(opened) - len(harmless) == len(hazards)
    for at in harmless:
        assert any(at < move < at + timedelta(minutes=8) for move in moves)


@pytest.mark.parametrize("seed", SEEDS)
def test_who_only_looks_out_goes_back_to_bed(seed: int) -> None:
    story = _story("only_looks_out", seed)
    told = list(story.tell())
    assert story.episodes == []
    opened, closed = [t for t in _of(story, told, Spot.OUTER_DOOR, "door") if t.time > story.start]
    assert timedelta(seconds=30) < closed.time - opened.time < timedelta(minutes=2)
    assert any(
        t.quantity == "bed.occupied" and t.value and closed.time < t.time < closed.time + timedelta(minutes=3)
        for t in told
    )


def test_two_scenarios_of_one_name_are_the_same_night_until_somebody_goes_to_the_door() -> None:
    scenarios = [load(SCENARIOS[name]) for name in ("left_home_at_night", "only_looks_out")]
    left, looked = (
        list(Story(scenario.model_copy(update={"name": "one"}), "h-story", 5).tell()) for scenario in scenarios
    )
    first_apart = next(a for a, b in zip(left, looked, strict=False) if a != b)
    assert first_apart.time.astimezone(scenarios[0].tz).strftime("%H:%M") >= "23:42"
