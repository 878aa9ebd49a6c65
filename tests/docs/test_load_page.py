"""docs/load.md says the targets and what they need as they are."""

from pathlib import Path

import pytest

from alerts.load import TARGETS
from alerts.load.figures import DAY

PAGE = (Path(__file__).parents[2] / "docs" / "load.md").read_text(encoding="utf-8")
NEEDED = {name: target.needed for name, target in TARGETS.items()}


@pytest.mark.parametrize(
    ("row", "names", "words"),
    [
        ("on average", ["calls per operator"], "a day"),
        ("most alerts for one person", ["most calls per operator"], "a day"),
        ("ten worst sources", ["ten worst sources"], "{} alerts"),
        ("chattering sources", ["chattering sources"], "{} alert"),
        ("low, medium, high", ["low priority", "medium priority", "high priority"], "{}, {}, {} alerts"),
        ("answered within", ["answered in 60 s", "answered in 180 s"], "{}, {} alerts"),
        ("somebody there", ["there in 60 min"], "{} arrivals"),
    ],
)
def test_the_page_says_what_each_figure_needs(row: str, names: list[str], words: str) -> None:
    line = next(line for line in PAGE.splitlines() if line.startswith("|") and row in line)
    needed = [NEEDED[name] for name in names]
    assert line.endswith(f"| {words.format(*needed)} |")
    assert words != "a day" or needed == [DAY]


@pytest.mark.parametrize("name", ["answered in 60 s", "answered in 180 s", "there in 60 min"])
def test_the_page_says_each_share_that_is_wanted(name: str) -> None:
    assert f"{TARGETS[name].limit * 100:g} %" in PAGE
