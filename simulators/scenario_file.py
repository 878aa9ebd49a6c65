"""Read scenario files: YAML to Scenario; every error names file and line, what is wrong and what to do."""

from importlib import resources
from pathlib import Path
from typing import Final

from simulators.scenario import Scenario
from store.yaml_file import Kind, parse

SCENARIO: Final = Kind(noun="a scenario", first="title", page="docs/scenarios.md")


def ours() -> list[Path]:
    """Give the paths of the scenario files that come with Mistel, by name."""
    return sorted(Path(str(resources.files("simulators"))).joinpath("scenarios").glob("*.yaml"))


def load(path: Path) -> Scenario:
    """Read one scenario file; raises ScenarioError as ``file:line: what is wrong and what to do``."""
    parsed = parse(path, SCENARIO)
    if "name" in parsed.data:
        parsed.wrong(("name",), "unknown key 'name'; the file's name is the scenario's, remove it")
    return parsed.checked(Scenario, name=path.stem)
