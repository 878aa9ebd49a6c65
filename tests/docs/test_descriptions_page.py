"""docs/descriptions.md says what is so: its example is taken, its rules and modes are those of the code."""

import json
import re
from pathlib import Path

from devices.description import Mode, parse, read
from devices.description.thing import CONTEXT, MOST_BYTES, VOCABULARY

PAGE = (Path(__file__).parents[2] / "docs" / "descriptions.md").read_text(encoding="utf-8")


def named(heading: str) -> list[str]:
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)


def test_the_example_is_taken() -> None:
    example = PAGE[PAGE.index("    {\n") : PAGE.index("And upload it")]
    thing = parse(example)
    description = read(thing, Mode.WARN, site="sandbox", home="flat", connection="c-1")
    assert (description.quantities["temperature"].low, description.quantities["temperature"].high) == (5, 45)
    assert json.dumps(thing["@context"]) == json.dumps([CONTEXT, {"mistel": VOCABULARY}])


def test_rules_and_modes_are_those_of_the_code() -> None:
    source = (Path(__file__).parents[2] / "devices" / "description" / "checking.py").read_text()
    rules = set(re.findall(r'Broken\(\s*"(\w+)"', source))
    assert set(named("What is held against a reading")) == rules | {mode.value for mode in Mode}


def test_limits_are_those_of_the_code() -> None:
    assert f"at most {MOST_BYTES // 1024} KiB" in PAGE
