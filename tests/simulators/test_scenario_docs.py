"""docs/scenarios.md says what the code does: its tables are compared, its example is read."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from simulators.devices import KINDS, KITS
from simulators.dwellings import DWELLINGS
from simulators.scenario import Scenario
from simulators.scenario_file import load, ours
from simulators.steps import STEPS
from simulators.steps.step import HomeStep, Step

PAGE = Path(__file__).parents[2] / "docs" / "scenarios.md"


def _inside(annotation: Any) -> tuple[type[BaseModel] | None, str]:
    """Give the keys that stand inside a key, and how a list or a mapping of them is written."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, ""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Mapping:
        return _inside(parts[1])[0], ".<kind>"
    for part in parts:
        inside, how = _inside(part)
        if inside:
            return inside, "[]" if Ellipsis in parts else how
    return None, ""


def keys(model: type[BaseModel] = Scenario, before: str = "") -> list[str]:
    """The rows of the table of keys, as the code has them."""
    rows: list[str] = []
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        must = "yes" if field.is_required() else "no"
        rows.append(f"| `{before}{name}` | {must} | {field.description} |")
        inside, how = _inside(field.annotation)
        if inside:
            rows += keys(inside, f"{before}{name}{how}.")
    return rows


def steps(kind: type[Step | HomeStep] = Step) -> list[str]:
    """The rows of the table of steps that residents do, or that befall the home, as the code has them."""
    return [f"| `{name}` | {step.meaning} | {step.moment} |" for name, step in STEPS.items() if isinstance(step, kind)]


def dwellings() -> list[str]:
    """The rows of the table of dwellings, as the code has them."""
    return [f"| `{name}` | {dwelling.words} |" for name, dwelling in DWELLINGS.items()]


def kits() -> list[str]:
    """The rows of the table of kits, as the code has them; a kind of device is a kit of its own."""
    return [
        f"| `{name}` | {KINDS[name].words if name in KINDS else ', '.join(kinds)} |" for name, kinds in KITS.items()
    ]


def _table(heading: str) -> list[str]:
    section = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [line for line in section.splitlines() if line.startswith("| `")]


def test_the_table_of_keys_is_that_of_the_code() -> None:
    assert _table("All keys") == keys()


def test_the_table_of_steps_is_that_of_the_code() -> None:
    assert _table("What a resident can do") == steps()
    assert _table("What befalls the home") == steps(HomeStep)


def test_the_table_of_dwellings_is_that_of_the_code() -> None:
    assert _table("Homes") == dwellings()


def test_the_table_of_kits_is_that_of_the_code() -> None:
    assert _table("Devices") == kits()


def test_every_scenario_that_comes_with_mistel_is_told_of() -> None:
    told = set(re.findall(r"^- `(\w+)\.yaml`", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert told == {path.stem for path in ours()}


def test_the_examples_are_scenarios(tmp_path: Path) -> None:
    examples = re.findall(r"```yaml\n(title.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        file = tmp_path / "example.yaml"
        file.write_text(example, encoding="utf-8")
        assert load(file).expectations[0].situation == "left_home_at_night"
