"""The guidelines that come with Mistel: one YAML file for each situation, checked; errors name file and line."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pydantic import Field

from care.clock import EPOCH
from care.guidelines import OURS, Guideline, Instructions
from care.situations import SITUATIONS
from store.yaml_file import Kind, parse

GUIDELINE: Final = Kind(noun="a guideline", first="version", page="docs/guidelines.md")


class _File(Instructions):
    """What stands in a file; the file's name is the situation."""

    version: int = Field(ge=1)
    owner: str = OURS
    review: date


def files() -> list[Path]:
    """Give the paths of the files that come with Mistel, by situation."""
    return sorted(Path(str(resources.files("alerts"))).joinpath("guidelines").glob("*.yaml"))


def load(path: Path) -> Guideline:
    """Read one file; raises ScenarioError as ``file:line: what is wrong and what to do``."""
    parsed = parse(path, GUIDELINE)
    if path.stem not in SITUATIONS:
        parsed.wrong((), f"the file's name is its situation, and there is no '{path.stem}'; rename it")
    read = parsed.checked(_File)
    return Guideline(**dict(read), situation=path.stem, since=EPOCH, by=read.owner)


@cache
def shipped() -> Mapping[str, Guideline]:
    """Give Mistel's own guidelines by situation."""
    return MappingProxyType({path.stem: load(path) for path in files()})
