"""docs/scenarios.md says what the code does: its tables are compared, its example is read."""

import re
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from simulators.scenario import Scenario
from simulators.scenario_file import load, ours
from simulators.steps import STEPS

PAGE = Path(__file__).parents[2] / "docs" / "scenarios.md"


def _inside(field: FieldInfo) -> tuple[type[BaseModel] | None, bool]:
    """Give the keys that stand inside a key, and whether it is a list of them."""
    arguments = getattr(field.annotation, "__args__", ())
    for part in (field.annotation, *arguments):
        if isinstance(part, type) and issubclass(part, BaseModel):
            return part, Ellipsis in arguments
    return None, False


def keys(model: type[BaseModel] = Scenario, before: str = "") -> list[str]:
    """The rows of the table of keys, as the code has them."""
    rows: list[str] = []
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        must = "yes" if field.is_required() else "no"
        rows.append(f"| `{before}{name}` | {must} | {field.description} |")
        inside, many = _inside(field)
        if inside:
            rows += keys(inside, f"{before}{name}{'[]' if many else ''}.")
    return rows


def steps() -> list[str]:
    """The rows of the table of steps, as the code has them."""
    return [f"| `{name}` | {step.meaning} | {step.moment} |" for name, step in STEPS.items()]


def _table(heading: str) -> list[str]:
    section = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return [line for line in section.splitlines() if line.startswith("| `")]


def test_the_table_of_keys_is_that_of_the_code() -> None:
    assert _table("All keys") == keys()


def test_the_table_of_steps_is_that_of_the_code() -> None:
    assert _table("What a resident can do") == steps()


def test_every_scenario_that_comes_with_mistel_is_told_of() -> None:
    told = set(re.findall(r"^- `(\w+)\.yaml`", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert told == {path.stem for path in ours()}


def test_the_example_is_a_scenario(tmp_path: Path) -> None:
    example = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]
    file = tmp_path / "example.yaml"
    file.write_text(example, encoding="utf-8")
    assert load(file).expectations[0].situation == "left_home_at_night"
