"""Folders, wheel and contract are one floor plan, and what breaks it is noticed."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

from tools import floors


@pytest.fixture(scope="session")
def settings(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text())


@pytest.fixture(scope="session")
def contract(root: Path) -> set[str]:
    return {name for floor in floors.contract(root) for name in floor}


@pytest.fixture
def tree(root: Path, tmp_path: Path, contract: set[str]) -> Path:
    """A copy of the packages and their contract, to plant mistakes in."""
    for name in (*contract, "examples"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, tmp_path)
    return tmp_path


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        check=False,
    )


def plant(tree: Path, module: str, line: str) -> None:
    path = tree / module
    path.write_text(f"{path.read_text()}\n{line}\n")


def test_the_folders_are_those_of_the_contract(root: Path, contract: set[str]) -> None:
    assert floors.folders(root) == contract


def test_the_contract_checks_every_package_and_the_types_of_every_package(
    settings: dict[str, Any], contract: set[str]
) -> None:
    assert set(settings["tool"]["importlinter"]["root_packages"]) == contract
    assert set(settings["tool"]["mypy"]["packages"]) == contract


def test_the_wheel_holds_the_packages_whole_and_nothing_else(tree: Path, root: Path, contract: set[str]) -> None:
    wheel = next(WheelBuilder(str(tree)).build(directory=str(tree / "dist"), versions=["standard"]))
    names = [name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name]
    assert {name.split("/")[0] for name in names} == contract
    tracked = subprocess.run(["git", "ls-files", *contract], cwd=root, capture_output=True, text=True, check=True)
    assert set(tracked.stdout.splitlines()) - set(names) == set()
    assert "dashboards/examples/connect/with_paho.py" in names


def test_every_package_says_in_a_line_what_it_is_for(root: Path) -> None:
    assert [package.name for package in floors.packages(root) if not package.purpose] == []


def test_the_floor_plan_holds(tree: Path) -> None:
    done = lint_imports(tree)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "line", "named"),
    [
        ("care/clock.py", "import api", "care is not allowed to import api"),
        ("devices/topics.py", "import store", "devices is not allowed to import store"),
        ("gateway/__init__.py", "from simulators import kernel", "gateway is not allowed to import simulators"),
        ("alerts/__init__.py", "import sqlite3", "alerts is not allowed to import sqlite3"),
        ("api/__init__.py", "import aiomqtt", "api is not allowed to import aiomqtt"),
        ("care/ids.py", "import scipy", "care is not allowed to import scipy"),
    ],
)
def test_a_planted_import_against_the_floor_plan_is_named(tree: Path, module: str, line: str, named: str) -> None:
    plant(tree, module, line)
    done = lint_imports(tree)
    assert done.returncode == 1
    assert named in " ".join(done.stdout.split())
