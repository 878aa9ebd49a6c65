"""docs/simulate.md says what the code does: its table of keys is compared, and every profile is told of."""

import re
from pathlib import Path

from simulators.diary import IN_BED, NAP, OUTSIDE, TOILET, UP_AT_NIGHT
from simulators.offline import PAGE
from simulators.profile import Profile
from simulators.profile_file import profiles

TEXT = (Path(__file__).parents[2] / "docs" / "simulate.md").read_text(encoding="utf-8")


def test_the_table_of_keys_is_that_of_the_code() -> None:
    section = TEXT.split("## All keys of a profile\n", 1)[1].split("\n## ", 1)[0]
    assert [line for line in section.splitlines() if line.startswith("| `")] == [
        f"| `{name}` | {'yes' if field.is_required() else 'no'} | {field.description} |"
        for name, field in Profile.model_fields.items()
        if not field.exclude
    ]


def test_every_profile_is_told_of_with_its_share_and_its_words() -> None:
    told = dict(re.findall(r"^- `(\w+)\.yaml`: (.*(?:\n  .*)*)", TEXT, re.MULTILINE))
    assert set(told) == set(profiles())
    for name, profile in profiles().items():
        assert f"({profile.homes_of_100} of 100 homes)" in told[name]
        assert profile.who.en.split() == told[name].split("homes). ", 1)[1].split()


def test_what_truth_is_called_and_how_much_is_held_are_those_of_the_code() -> None:
    assert f"({IN_BED}, {OUTSIDE}, {TOILET}, {NAP}, {UP_AT_NIGHT})" in TEXT
    assert f"{PAGE:,} readings" in TEXT
