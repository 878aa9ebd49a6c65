"""The guidelines that come with Mistel: one for every situation, in both languages, read in 20 seconds."""

import re
from pathlib import Path

import pytest

from alerts.guidelines import files, load, shipped
from care.errors import ScenarioError
from care.guidelines import Guideline, Said
from care.situations import SITUATIONS

LANGUAGES = ("sv", "en")
GOOD = """\
version: 2
owner: Kim
review: "2027-01-31"
first: {sv: Gå dit., en: Go there.}
steps:
  - sv: Fråga.
    en: Ask.
  - sv: Hjälp till.
    en: Help.
call:
  sv: Ring 112.
  en: Call 112.
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "fall.yaml"


def wrong(file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        load(file)
    assert str(error.value).startswith(f"{file}:")
    return str(error.value).removeprefix(f"{file}:")


def lines(guideline: Guideline) -> list[Said]:
    return [guideline.first, *guideline.steps, *([guideline.call] if guideline.call else [])]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_situation_has_a_guideline(situation: str) -> None:
    assert situation in shipped(), f"write alerts/guidelines/{situation}.yaml: what to do, see docs/guidelines.md"
    assert shipped()[situation].organisation is None


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guideline_is_read_in_twenty_seconds(path: Path, language: str) -> None:
    said = [line.in_language(language) for line in lines(load(path))]
    assert sum(len(line.split()) for line in said) <= 70
    assert max(len(line) for line in said) <= 85
    sentences = [sentence for line in said for sentence in re.split(r"[.?:]", line)]
    assert max(len(sentence.split()) for sentence in sentences) <= 10, "long sentences are not read at night"


@pytest.mark.parametrize("situation", [name for name, s in SITUATIONS.items() if not s.technical])
def test_what_concerns_a_person_says_when_to_call_for_help(situation: str) -> None:
    call = shipped()[situation].call
    assert call is not None
    assert re.search(r"112|sjuksköterskan", call.sv)
    assert re.search(r"112|nurse", call.en)


def test_a_file_becomes_a_guideline(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8")
    read = load(file)
    assert (read.situation, read.version, read.owner) == ("fall", 2, "Kim")
    assert read.steps[1] == Said(sv="Hjälp till.", en="Help.")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("    en: Help.\n", "", "8: 'steps.1.en' is missing; add it."),
        ("  - sv: Fråga.\n", "  - vs: Fråga.\n", "6: 'steps.0.sv' is missing; add it."),
        ("owner: Kim", "ownr: Kim", "2: unknown key 'ownr'; did you mean 'owner'?"),
        ("version: 2", "version: 0", "1: version: input should be greater than or equal to 1;"),
        ('review: "2027-01-31"', "review: next year", "3: review: input should be a valid date"),
        ("    en: Ask.", f"    en: {'a' * 161}", "7: steps.0.en: string should have at most 160 characters"),
        ("  sv: Ring 112.\n", "", "10: 'call.sv' is missing; add it."),
        ("    en: Ask.", "    en: Ask.\n    en: Ask again.", "8: 'en' stands here a second time; keep one of the two."),
    ],
)
def test_a_mistake_is_named_with_its_line(file: Path, before: str, after: str, says: str) -> None:
    assert GOOD.count(before) == 1
    assert wrong(file, GOOD.replace(before, after)).startswith(says)


def test_more_steps_than_anybody_does_at_night_are_refused(file: Path) -> None:
    many = "".join(f"  - sv: Steg {n}.\n    en: Step {n}.\n" for n in range(9))
    assert wrong(file, GOOD.replace("call:", f"{many}call:")).startswith("5: steps: tuple should have at most 8 items")


def test_a_file_for_a_situation_that_there_is_not_is_refused(tmp_path: Path) -> None:
    assert wrong(tmp_path / "flood.yaml", GOOD) == (
        "1: the file's name is its situation, and there is no 'flood'; rename it."
    )
