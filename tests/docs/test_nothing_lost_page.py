"""The page that promises that nothing is lost names the drill for each promise, and every drill."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "nothing-lost.md").read_text()


def test_every_drill_stands_on_the_page_and_every_test_that_it_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    there = set()
    for file in (ROOT / "tests" / "drills").glob("test_*.py"):
        there |= set(re.findall(r"^(?:async )?def (test_\w+)", file.read_text(), re.MULTILINE))
    assert named == there


def test_every_file_that_it_names_is_there() -> None:
    named = re.findall(r"`(tests/\S+)`", PAGE)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
