"""docs/trying.md says what the levels of faults are, and how many homes a try may have."""

import re
from pathlib import Path

from evaluation.solutions.asking import MOST_PLAYS
from evaluation.solutions.levels import LEVELS, Level
from gateway.in_step import LONGEST

PAGE = (Path(__file__).parents[2] / "docs" / "trying.md").read_text()


def _row(name: str, level: Level) -> str:
    if level == Level():
        return f"| `{name}` | what the scenario says | – | – | – |"
    seconds = level.delay.total_seconds()
    late = f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"
    return f"| `{name}` | {level.misses:.0%} | {level.lost:.0%} | {level.doubled:.0%} | {late} |".replace("%", " %")


def test_the_levels_are_those_of_the_code() -> None:
    told = re.findall(r"^\| `(?:none|mild|harsh)` \|.*$", PAGE, re.MULTILINE)
    assert told == [_row(name, level) for name, level in LEVELS.items()]


def test_limits_are_those_of_the_code() -> None:
    assert f"At most {MOST_PLAYS} homes" in PAGE
    assert f"over {LONGEST.seconds} s of the wall's time" in PAGE
