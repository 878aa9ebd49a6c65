import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from care.errors import ScenarioError
from simulators.devices import KITS
from simulators.scenario import Expectation
from simulators.scenario_file import load, ours
from simulators.steps import STEPS
from simulators.steps.step import HomeStep, Step
from simulators.story import Story

GOOD = """\
title: {sv: Går ut, en: Goes out}
story:
  sv: Hon går ut och kommer hem.
  en: She goes out and comes home.
date: "2026-01-14"
starts: "21:30"
lasts: "4 h 30 min"
habits:
  bedtime: "22:15"
steps:
  - do: leaves_home
    at: "23:50"
    give_or_take: "8 min"
  - do: is_brought_home
    after: "40 min"
truth:
  label: left_home_at_night
  hazard_from: leaves_home
  ends: is_brought_home
expect:
  alert: left_home_at_night
  deadline: "15 min"
faults:
  motion: {misses: 0.1, refractory: "61 s"}
"""

STOPS: dict[str, str] = {
    "falls": "gets_up_again",
    "falls_in_the_bathroom": "gets_up_again",
}
"""Steps that end what others begin, for those after which nobody can go to bed."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "goes_out.yaml"


def _wrong(file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as wrong:
        load(file)
    assert str(wrong.value).startswith(f"{file}:")
    return str(wrong.value).removeprefix(f"{file}:")


def _changed(before: str, after: str) -> str:
    assert GOOD.count(before) == 1
    return GOOD.replace(before, after)


def test_a_file_becomes_a_scenario(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    scenario = load(file)
    assert scenario.name == "goes_out"
    assert scenario.title.sv == "Går ut"
    assert scenario.start == datetime(2026, 1, 14, 20, 30, tzinfo=UTC)
    assert scenario.lasts == timedelta(hours=4, minutes=30)
    assert scenario.habits.bedtime == time(22, 15)
    assert [step.do for step in scenario.steps] == ["leaves_home", "is_brought_home"]
    assert scenario.steps[1].after is not None
    assert scenario.steps[1].after.by == timedelta(minutes=40)
    assert scenario.expectations == (Expectation("left_home_at_night", False, timedelta(minutes=15), timedelta(0)),)
    assert scenario.proneness("motion").misses == 0.1


@pytest.mark.parametrize("path", ours(), ids=lambda path: path.stem)
def test_every_scenario_that_comes_with_mistel_can_be_read_and_told(path: Path) -> None:
    scenario = load(path)
    assert scenario.title.sv != scenario.title.en
    assert scenario.expectations
    assert scenario.lasts <= timedelta(days=40)
    story = Story(scenario, "h-any", 1)
    list(story.tell())
    assert {episode.label for episode in story.episodes} == {truth.label for truth in scenario.truth}


@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ('starts: "21:30"', "starts: 21:30", 6, 'starts: 21:30 must stand in quotes, as "23:40"'),
        ('date: "2026-01-14"', "date: 2026-01-14", 5, 'must stand in quotes, as "2026-01-14"'),
        ('after: "40 min"', "after: 40", 15, '40 must stand in quotes, as "40 min"'),
        ('at: "23:50"', 'at: "24:50"', 12, '"24:50" is not a time; write hours and minutes'),
        ('at: "23:50"', 'at: "9:50"', 12, '"9:50" is not a time'),
        ('date: "2026-01-14"', 'date: "2026-02-30"', 5, '"2026-02-30" is not a date'),
        ('after: "40 min"', 'after: "40 minutes"', 15, '"40 minutes" is not a duration'),
        ('lasts: "4 h 30 min"', 'lasts: "0 s"', 7, "lasts: a scenario must last some time"),
        ("do: leaves_home", "do: leave_home", 11, "unknown step 'leave_home'; did you mean leaves_home?"),
        ("do: leaves_home", "do: zzz", 11, "unknown step 'zzz'; known are leaves_home"),
        ("alert: left", "alert: lft", 21, "did you mean left_home_at_night?"),
        ("habits:\n", "habit:\n", 8, "unknown key 'habit'; did you mean 'habits'?"),
        (
            '    give_or_take: "8 min"',
            '    vary: "8 min"',
            13,
            "unknown key 'vary'; known here: do, one_of, id, who, of, room, at, days, after, give_or_take, chance",
        ),
        ("misses: 0.1", "missing: 0.1", 24, "unknown key 'missing'; did you mean 'misses'?"),
        ("misses: 0.1", "misses: 2", 24, "faults.motion.misses: input should be less than or equal to 1"),
        ("title: {sv: Går ut, en: Goes out}", "title: {sv: Går ut}", 1, "'title.en' is missing; add it"),
        ("title: {sv: Går ut, en: Goes out}\n", "", 1, "'title' is missing; add it"),
        (
            'lasts: "4 h 30 min"',
            'lasts: "4 h"\nlasts: "5 h"',
            8,
            "'lasts' stands here a second time; keep one of the two",
        ),
        ('    at: "23:50"\n', "", 11, "steps.0: a step has either 'at' or 'after'"),
        ('    at: "23:50"\n', '    at: "23:50"\n    after: "1 min"\n', 11, "either 'at' or 'after'"),
        ('at: "23:50"', 'at: "03:50"', 12, "steps.0.at: comes after the end"),
        ('after: "40 min"', 'after: "4 h"', 15, "steps.1.after: comes after the end"),
        ("do: is_brought_home", "do: goes_to_bed", 14, "'goes_to_bed' cannot be done outside"),
        ("do: leaves_home", "do: wanders", 14, "'is_brought_home' needs a step before it that leaves home"),
        ("hazard_from: leaves_home", "hazard_from: wanders", 18, "no step does 'wanders'"),
        ("ends: is_brought_home", "ends: leaves_home", 19, "it ends before it begins"),
        ("label: left_home_at_night", "label: fall", 21, "expect.alert: the truth is fall"),
        ("expect:\n", "forbid: left_home_at_night\nexpect:\n", 20, "it cannot be forbidden"),
        ('bedtime: "22:15"', "goes_out: often", 9, "habits.goes_out: input should be a valid boolean"),
        ("date:", "zone: Stockholm\ndate:", 5, "zone: 'Stockholm' is not a time zone; use an IANA name"),
        ("date:", "name: other\ndate:", 5, "unknown key 'name'"),
        ("habits:\n", "habits:\n   x\n", 10, "this is not YAML"),
        ("habits:\n", "habits: &h\n", 8, "anchors (& and *) are not used"),
        ("steps:\n", "steps: none\nnone:\n", 10, "steps: input should be a valid"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line(file: Path, before: str, after: str, line: int, says: str) -> None:
    wrong = _wrong(file, _changed(before, after))
    assert says in wrong
    assert wrong.startswith(f"{line}: ")


def test_an_expected_alert_needs_something_true(file: Path) -> None:
    text = re.sub(r"truth:\n(  .*\n)+", "", GOOD)
    assert "16: expect: an alert can only be expected of something true; add 'truth'" in _wrong(file, text)


@pytest.mark.parametrize("value", ["[]", "{}", "[leaves_home]", "{a: 1}", "7", "true"])
@pytest.mark.parametrize(("key", "line"), [("do: leaves_home", 11), ("label: left_home_at_night", 17)])
def test_what_is_no_name_at_all_is_refused_with_its_line(file: Path, key: str, line: int, value: str) -> None:
    says = _wrong(file, _changed(key, f"{key.split(':', maxsplit=1)[0]}: {value}"))
    assert says.startswith(f"{line}: ")
    assert "is not the name of a" in says


@pytest.mark.parametrize("text", ["", "just words", "- a\n- list\n", "42"])
def test_what_is_no_scenario_at_all_is_refused(file: Path, text: str) -> None:
    assert _wrong(file, text).startswith("1: a scenario is a list of keys with values")


@pytest.mark.parametrize(
    "text",
    ["a: [1, 2\n", "a: {b\n", "\tx: 1\n", "a: &x [*x]\n", "a: *nobody\n", "? [a]\n: b\n", "!!python/object:os.x {}\n"],
)
def test_broken_yaml_is_refused_with_its_line(file: Path, text: str) -> None:
    assert re.match(r"\d+: ", _wrong(file, text))


def test_a_file_that_is_not_text_is_refused(file: Path) -> None:
    file.write_bytes(b"title: \xff\xfe")
    with pytest.raises(ScenarioError, match=r"goes_out\.yaml:1: this is not text in UTF-8; save it as UTF-8\.$"):
        load(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"gone\.yaml:1: cannot be read .*; check the path\.$"):
        load(tmp_path / "gone.yaml")


def test_steps_at_the_hour_that_comes_next_happen_then(file: Path) -> None:
    file.write_text(GOOD.replace('at: "23:50"', 'at: "00:30"'), encoding="utf-8")
    story = Story(load(file), "h-any", 1)
    list(story.tell())
    [episode] = story.episodes
    assert episode.hazard_from.astimezone(story.scenario.tz).date().isoformat() == "2026-01-15"


def _only_outside(name: str) -> bool:
    step = STEPS[name]
    return isinstance(step, Step) and step.only_outside


def _leaves_outside(name: str) -> bool:
    step = STEPS[name]
    return isinstance(step, Step) and step.leaves_outside


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("seed", range(5))
def test_every_step_happens_whatever_the_resident_is_doing(file: Path, name: str, seed: int) -> None:
    before = "  - {do: leaves_home, after: '1 min'}\n" if _only_outside(name) else ""
    head = GOOD[: GOOD.index("steps:")] + f"devices: [{', '.join(KITS)}]\n"
    after = "" if not _leaves_outside(name) else "  - {do: comes_home, after: '5 min'}\n"
    step = STEPS[name]
    of = ", of: door" if isinstance(step, HomeStep) and step.any_kind else ""
    truth = "truth: {label: left_home_at_night, hazard_from: it, ends: last}\n"
    last = f"  - {{do: {STOPS.get(name, 'goes_to_bed')}, after: '15 min', id: last}}\n"
    text = f"{head}steps:\n{before}  - {{do: {name}, id: it, after: '30 min'{of}}}\n{after}{last}{truth}"
    file.write_text(text, encoding="utf-8")
    story = Story(load(file), "h-any", seed)
    list(story.tell())
    [episode] = story.episodes
    assert story.start < episode.hazard_from < episode.end < story.end
