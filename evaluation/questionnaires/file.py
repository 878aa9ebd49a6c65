"""The instruments that come with Mistel: one YAML file for each, checked; errors name file and line."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Final

from care.errors import NotFound
from evaluation.questionnaires.instrument import Instrument
from store.yaml_file import Kind, parse

INSTRUMENT: Final = Kind(noun="an instrument", first="title", page="docs/questionnaires.md")


def files() -> list[Path]:
    """Give the paths of the files that come with Mistel, by name."""
    return sorted(Path(str(resources.files("evaluation"))).joinpath("questionnaires/instruments").glob("*.yaml"))


def load(path: Path) -> Instrument:
    """Read one file, whose name is the instrument's; raises ScenarioError as ``file:line: what is wrong``."""
    return parse(path, INSTRUMENT).checked(Instrument, name=path.stem)


@cache
def shipped() -> Mapping[str, Instrument]:
    """Give all instruments by name; the files are read once."""
    return MappingProxyType({path.stem: load(path) for path in files()})


def instrument_of(name: str) -> Instrument:
    """Give an instrument; raises NotFound, and names them."""
    if name not in shipped():
        raise NotFound(f"There is no questionnaire '{name}'; there are: {', '.join(shipped())}.")
    return shipped()[name]
