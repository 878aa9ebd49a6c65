"""What a scenario can say of people, days, chances and variations, and what is answered when it says it wrongly."""

import re
from collections import Counter
from datetime import time, timedelta
from pathlib import Path

import pytest

from care.errors import ScenarioError
from simulators.scenario import Scenario
from simulators.scenario_file import load
from simulators.story import Story
from tests.simulators.lived import lived, scenario, step

GOOD = """\
title: {sv: Två hemma, en: Two at home}
story: {sv: Anna går ut., en: Anna goes out.}
home: terraced_house
residents:
  - id: anna
    profile: mild_dementia
    parameters:
      left_home_at_night: {quiet_minutes: 8}
  - id: bo
visitors:
  - {id: daughter, comes: "17:00", stays: "1 h", days: [1, 2]}
devices: [base, dispenser]
date: "2026-01-14"
starts: "06:30"
lasts: "4 d"
doses: ["08:00"]
steps:
  - id: gone
    do: leaves_home
    who: anna
    at: "10:00"
    days: [1, 3]
  - id: home
    do: comes_home
    who: anna
    after: "40 min"
  - id: press
    do: presses_button
    after: {step: home, by: "10 min"}
  - one_of:
      - {do: dispenser_jams, chance: 0.5}
      - {do: falls_silent, chance: 0.5}
    of: dispenser
    at: "19:00"
truth:
  - {label: left_home_at_night, hazard_from: gone, ends: home, who: anna}
  - {label: emergency_button, hazard_from: press}
expect:
  - {alert: left_home_at_night, deadline: "15 min"}
  - {alert: emergency_button, deadline: "1 min"}
forbid: [fall, inactivity]
vary:
  runs: 2
  sweep:
    link.lost: [0, 0.05]
    faults.motion.misses: [0, 0.1, 0.2]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "two_at_home.yaml"


def _good(file: Path) -> Scenario:
    file.write_text(GOOD, encoding="utf-8")
    return load(file)


def test_a_scenario_tells_of_several_people_days_truths_and_expectations(file: Path) -> None:
    read = _good(file)
    assert [one.id for one in read.people] == ["anna", "bo"]
    assert [(e.situation, e.forbidden) for e in read.expectations] == [
        ("left_home_at_night", False),
        ("emergency_button", False),
        ("fall", True),
        ("inactivity", True),
    ]
    story = Story(read, "h-two", 3)
    list(story.tell())
    assert [(e.label, e.hazard_from.astimezone(read.tz).day) for e in story.episodes] == [
        ("left_home_at_night", 14),
        ("emergency_button", 14),
        ("left_home_at_night", 16),
    ]  # what nothing ends goes on to the end of the scenario
    anna, bo = story.household.residents
    assert [e.resident for e in story.episodes] == [anna.id, anna.id, anna.id]
    assert anna.parameters == {"left_home_at_night": {"quiet_minutes": 8}}
    assert bo.parameters == {}


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ("home: terraced_house", "home: castle", 3, "unknown home 'castle'; known are flat"),
        ("home: terraced_house", "home: terrace_house", 3, "did you mean terraced_house?"),
        ("profile: mild_dementia", "profile: mild", 6, "unknown profile 'mild'"),
        (
            "devices: [base, dispenser]",
            "devices: [base, dispensr]",
            12,
            "unknown kit 'dispensr'; did you mean dispenser?",
        ),
        ("quiet_minutes: 8", "quiet_minutes: -8", 8, "left_home_at_night.quiet_minutes: -8 cannot be used"),
        ("quiet_minutes: 8", "minute: 8", 8, "there is no such parameter"),
        ("left_home_at_night: {quiet_minutes: 8}", "site_silent: {quiet_minutes: 8}", 8, "no rule sees site_silent"),
        ("  - id: bo", "  - id: anna", 9, "another resident is called 'anna' too"),
        ('comes: "17:00"', "comes: 17:00", 11, "17:00 must stand in quotes"),
        ('doses: ["08:00"]', "doses: [08:00]", 16, "08:00 must stand in quotes"),
        ("    who: anna\n    at:", "    who: eva\n    at:", 20, "nobody here is called 'eva'; there are anna, bo"),
        ("  - id: press", "  - id: home", 27, "another step is called 'home' too"),
        ("{step: home, by", "{step: hme, by", 29, "no step has the id 'hme'; there are gone, home, press"),
        ("    days: [1, 3]", "    days: [1, 9]", 22, "day 9 comes after the end"),
        (
            '    after: "40 min"',
            '    after: {step: press, by: "1 min"}',
            26,
            "goes in a circle: home after press after home",
        ),
        (
            "dispenser_jams, chance: 0.5",
            "dispenser_jams, chance: 0.4",
            30,
            "the chances add up to 0.9; let them add up to 1",
        ),
        ("dispenser_jams, chance: 0.5", "dispenser_jams, chance: 1.5", 31, "should be less than or equal to 1"),
        ("    of: dispenser", "    of: planner", 33, "no planner is fitted here; add it to 'devices'"),
        ("    of: dispenser\n", "", 30, "'falls_silent' befalls devices; say of which kind with 'of'"),
        ("devices: [base, dispenser]", "devices: [base]", 30, "needs a device of kind dispenser"),
        ("hazard_from: press", "hazard_from: presss", 37, "no step does 'presss'"),
        ("ends: home, who: anna", "ends: home, who: eva", 36, "nobody here is called 'eva'"),
        ("alert: emergency_button", "alert: fall", 40, "the truth is emergency_button, left_home_at_night"),
        ("forbid: [fall, inactivity]", "forbid: [fall, emergency_button]", 41, "it cannot be forbidden"),
        ("forbid: [fall, inactivity]", "forbid: [fall, felt]", 41, "unknown situation 'felt'"),
        ("link.lost: [0, 0.05]", "link.lost: [0, 2]", 45, "2 cannot stand for link.lost"),
        ("link.lost: [0, 0.05]", "link.lots: [0, 0.1]", 45, "0 cannot stand for link.lots"),
        ("  runs: 2", "  runs: 0", 43, "vary.runs: input should be greater than or equal to 1"),
        ('doses: ["08:00"]', "faults: {planner: {misses: 0.1}}", 16, "no planner is fitted here"),
        ('doses: ["08:00"]', "faults: {pir: {misses: 0.1}}", 16, "unknown kind of device 'pir'"),
        ('doses: ["08:00"]', "link: {lost: 1.2}", 16, "link.lost: input should be less than or equal to 1"),
        ('doses: ["08:00"]', "noise: {callers: 2}", 16, "unknown key 'callers'; did you mean 'callers_a_day'?"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line(file: Path, before: str, after: str, line: int, says: str) -> None:
    assert GOOD.count(before) == 1
    file.write_text(GOOD.replace(before, after), encoding="utf-8")
    with pytest.raises(ScenarioError) as wrong:
        load(file)
    said = str(wrong.value).removeprefix(f"{file}:")
    assert says in said
    assert said.startswith(f"{line}: ")


def test_variations_are_each_value_with_each_and_each_with_seeds_of_its_own(file: Path) -> None:
    varied = list(_good(file).variations())
    assert len(varied) == 2 * 3 * 2
    assert len({seed for _, seed, _ in varied}) == 2
    assert {(one.link.lost, one.faults["motion"].misses) for one, _, _ in varied} == {
        (lost, misses) for lost in (0, 0.05) for misses in (0, 0.1, 0.2)
    }
    assert varied[-1][2] == "link.lost = 0.05, faults.motion.misses = 0.2"
    assert {one.name for one, _, _ in varied} == {"two_at_home"}


def test_one_of_several_happens_as_often_as_it_is_likely() -> None:
    one_of = [{"do": "presses_button", "chance": 0.25}, {"do": "looks_out", "chance": 0.75}]
    told_of = scenario("base", steps=[{"one_of": one_of, "at": time(10, 0)}], habits={"goes_out": False})
    drawn = Counter(name for seed in range(60) for name, _ in lived(told_of, seed).story._happened)
    assert drawn.total() == 60
    assert 6 <= drawn["presses_button"] <= 24


def test_a_step_that_does_not_happen_takes_along_what_comes_after_it() -> None:
    steps = [
        step("leaves_home", "10:00", chance=0.5, id="out"),
        {"do": "comes_home", "after": timedelta(minutes=20)},
        step("presses_button", "14:00"),
    ]
    for seed in range(12):
        names = [name for name, _ in lived(scenario("base", steps=steps), seed).story._happened]
        assert names in (["presses_button"], ["leaves_home", "out", "comes_home", "presses_button"])


def test_a_hazard_that_hangs_on_chance_is_known_as_such() -> None:
    def by_chance(**how: object) -> frozenset[str]:
        steps = [step("looks_out", "10:00", **how), {"do": "leaves_home", "after": timedelta(minutes=20), "id": "gone"}]
        truth = {"label": "left_home_at_night", "hazard_from": "gone"}
        return scenario("base", steps=steps, truth=truth).by_chance

    assert by_chance() == frozenset()
    assert by_chance(chance=0.5) == {"left_home_at_night"}


def test_steps_may_follow_each_other_in_any_order_of_the_file() -> None:
    steps = [
        {"do": "presses_button", "after": {"step": "up", "by": timedelta(minutes=30)}},
        step("goes_to_toilet", "10:00", id="up"),
    ]
    life = lived(scenario("base", steps=steps))
    [up], [pressed] = life.happened("up"), life.happened("presses_button")
    assert timedelta(minutes=30) <= pressed - up < timedelta(hours=3)


def test_what_comes_after_a_step_of_several_days_comes_on_each_of_them() -> None:
    steps = [step("leaves_home", "10:00", days=[1, 2, 4]), {"do": "comes_home", "after": timedelta(minutes=30)}]
    life = lived(scenario("base", steps=steps, lasts=timedelta(days=5), habits={"goes_out": False}))
    assert [at.day for at in life.happened("comes_home")] == [5, 6, 8]


def test_who_is_outside_by_chance_comes_home_for_what_is_done_indoors() -> None:
    steps = [step("leaves_home", "10:00", chance=0.99), {"do": "goes_to_toilet", "after": timedelta(minutes=20)}]
    life = lived(scenario("base", steps=steps, habits={"goes_out": False}))
    [toilet] = life.happened("goes_to_toilet")
    door = [value for at, value in life.of("Outer door", "contact.open") if at.hour == 10 and at < toilet]
    assert door == [True, False, True, False]


def test_a_hazard_may_begin_a_while_after_a_step_and_go_on_to_the_end() -> None:
    truth = {"label": "missed_medication", "hazard_from": "stops_taking_doses", "hazard_after": timedelta(hours=2)}
    life = lived(scenario("dispenser", steps=[step("stops_taking_doses", "07:00")], truth=truth))
    [episode] = life.story.episodes
    [stopped] = life.happened("stops_taking_doses")
    assert life.local(episode.hazard_from) == stopped + timedelta(hours=2)
    assert episode.end == life.story.end


def test_a_truth_of_the_equipment_is_nobodys() -> None:
    truth = {"label": "power_cut", "hazard_from": "power_goes_out", "ends": "power_comes_back"}
    steps = [step("power_goes_out", "10:00"), {"do": "power_comes_back", "after": timedelta(hours=1)}]
    [episode] = lived(scenario("base", "hub", steps=steps, truth=truth)).story.episodes
    assert episode.resident is None


def test_a_visitor_comes_by_the_door_is_in_the_home_and_leaves() -> None:
    visitors = [{"id": "daughter", "comes": time(15, 0), "stays": timedelta(hours=1), "days": [1]}]
    life = lived(scenario("base", visitors=visitors, steps=[step("leaves_home", "12:00")], lasts=timedelta(hours=14)))
    [out] = life.happened("leaves_home")
    door = [(at, value) for at, value in life.of("Outer door", "contact.open") if at > out + timedelta(minutes=1)]
    assert [value for _, value in door] == [True, False, True, False]
    assert (door[0][0].hour, door[0][0].minute) == (15, 0)
    assert timedelta(minutes=59) < door[2][0] - door[0][0] < timedelta(minutes=65)
    moved = [at for at, _ in life.of("Motion, living room", "motion") + life.of("Motion, kitchen", "motion")]
    assert [at for at in moved if door[0][0] < at < door[2][0]]
    assert not [at for at in moved if at > door[3][0]]


def test_a_profile_brings_its_devices_and_its_partner() -> None:
    couple = scenario(profile="couple")
    assert [one.id for one in couple.people] == ["resident", "partner"]
    assert len(lived(couple).story.household.residents) == 2
    one, other = (lived(scenario(profile="moderate_dementia"), seed).told for seed in (1, 2))
    assert [t.time - one[0].time for t in one] != [t.time - other[0].time for t in other]


def test_unquoted_times_are_found_wherever_they_stand(file: Path) -> None:
    for line in [line for line in GOOD.splitlines() if re.search(r'"\d\d:\d\d"', line)]:
        file.write_text(GOOD.replace(line, re.sub(r'"(\d\d:\d\d)"', r"\1", line)), encoding="utf-8")
        with pytest.raises(ScenarioError, match="must stand in quotes"):
            load(file)


def test_a_scenario_that_is_changed_is_another_throughout() -> None:
    flat = scenario("base")
    assert flat.people[0].id == "resident"
    changed = flat.model_copy(update={"devices": ("bed",), "residents": scenario(residents=[{"id": "anna"}]).residents})
    assert changed.kits == ("bed",)
    assert changed.people[0].id == "anna"
