"""Read a benefit calculation from a file that people write; every error names file and line."""

from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from care.errors import NotFound
from evaluation.benefit.terms import Calculation
from store.yaml_file import Kind, parse

BENEFIT: Final = Kind(noun="a benefit calculation", first="title", page="docs/benefit.md")


def load(path: Path) -> Calculation:
    """Read and check a file; raises ScenarioError as ``file:line: what is wrong and what to do``."""
    return parse(path, BENEFIT).checked(Calculation)


def parsed(name: str) -> Calculation:
    """Give one of those that come with Mistel, checked; raises NotFound."""
    example(name)
    with as_file(files("evaluation.benefit") / "examples" / f"{name}.yaml") as path:
        return load(path)


def examples() -> dict[str, str]:
    """Give the calculations that come with Mistel, as text, by name."""
    folder = files("evaluation.benefit") / "examples"
    texts = {one.name: one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".yaml")}
    return {name.removesuffix(".yaml"): texts[name] for name in sorted(texts)}


def example(name: str) -> str:
    """Give one of them; raises NotFound, and names them."""
    known = examples()
    if name not in known:
        raise NotFound(f"There is no example '{name}'; there are: {', '.join(known)}.")
    return known[name]
