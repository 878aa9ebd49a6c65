"""The floor plan as it is: the contract's floors, the folder of each package and what it says that it is for.

``python tools/floors.py`` prints it, and ends with 1 where folders and contract differ; ``--readme`` writes it into
README.md.
"""

import ast
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
START: Final = "<!-- floors: written by `python tools/floors.py --readme` -->"
END: Final = "<!-- /floors -->"


@dataclass(frozen=True)
class Package:
    """One package: the ``floor`` it stands on (1 is the ground), its name and its purpose in its own words."""

    floor: int
    name: str
    purpose: str


def contract(root: Path) -> list[list[str]]:
    """Give the floors of import-linter's contract, top first; packages of one floor stand side by side."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(c["layers"] for c in settings["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    return [[name.strip() for name in layer.split("|")] for layer in layers]


def folders(root: Path) -> set[str]:
    """Give the names of the packages that stand at the root."""
    return {path.parent.name for path in root.glob("*/__init__.py")}


def packages(root: Path) -> list[Package]:
    """Give every package of the contract, top first; raises FileNotFoundError for one without a folder."""
    floors = contract(root)
    return [
        Package(len(floors) - above, name, _purpose(root / name / "__init__.py"))
        for above, names in enumerate(floors)
        for name in names
    ]


def plan(root: Path) -> str:
    """Give the floor plan as text, one line a package; the floor's number stands once for each floor."""
    lines, last = [], 0
    for package in packages(root):
        number = "" if package.floor == last else str(package.floor)
        lines.append(f"{number:>2} {package.name:<11} {package.purpose}".rstrip())
        last = package.floor
    return "\n".join(lines)


def in_readme(text: str, floors: str) -> str:
    """Put the floor plan between its marks; raises ValueError when the text has none."""
    before, _, rest = text.partition(START)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"README.md lacks {START} … {END}")
    return f"{before}{START}\n```text\n{floors}\n```\n{END}{after}"


def _purpose(init: Path) -> str:
    told = ast.get_docstring(ast.parse(init.read_text(encoding="utf-8")))
    return told.splitlines()[0] if told else ""


def main() -> int:
    """Print the floor plan and say where it is not what the contract says."""
    named = {name for names in contract(ROOT) for name in names}
    if named != folders(ROOT):
        print(f"Folders and contract (pyproject.toml) differ in: {', '.join(sorted(named ^ folders(ROOT)))}")
        return 1
    print(plan(ROOT))
    if "--readme" in sys.argv[1:]:
        readme = ROOT / "README.md"
        readme.write_text(in_readme(readme.read_text(encoding="utf-8"), plan(ROOT)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
