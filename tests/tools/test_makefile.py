"""What make would do, without doing it: installed once, again only when a pin or a dependency has changed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

STAMPS = (".made", ".base", ".test", ".check")


@pytest.fixture
def installed(root: Path, tmp_path: Path) -> Path:
    """A checkout in which everything was installed after its files were written."""
    (tmp_path / "tools").mkdir()
    (tmp_path / ".venv").mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "tools/venv"):
        shutil.copy(root / name, tmp_path / name)
        os.utime(tmp_path / name, (1000, 1000))
    for age, stamp in enumerate(STAMPS):
        (tmp_path / ".venv" / stamp).touch()
        os.utime(tmp_path / ".venv" / stamp, (2000 + age, 2000 + age))
    return tmp_path


def would_do(folder: Path, *words: str) -> list[str]:
    """The commands that make would run."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(["make", "-n", *words], cwd=folder, env=env, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_the_second_run_of_the_demo_installs_nothing(installed: Path) -> None:
    assert would_do(installed, "demo", "ARGS=--once") == [".venv/bin/mistel demo --once"]


def test_the_second_run_of_the_tests_looks_for_servers_and_tests(installed: Path) -> None:
    assert would_do(installed, "test", "ARGS=-x") == [
        ".venv/bin/python tools/servers.py chromium influxd mosquitto mosquitto_pub node-mqtt",
        ".venv/bin/python -m pytest -n auto --dist loadfile -x",
    ]


@pytest.mark.parametrize("changed", ["pyproject.toml", "constraints.txt"])
def test_a_changed_pin_or_dependency_is_installed(installed: Path, changed: str) -> None:
    (installed / changed).touch()
    commands = "\n".join(would_do(installed, "test"))
    assert "--constraint constraints.txt --no-build-isolation --editable ." in commands
    assert "--constraint constraints.txt --group test" in commands
    assert "tools/venv" not in commands


def test_the_demo_needs_neither_what_the_tests_nor_what_the_checks_need(installed: Path) -> None:
    shutil.rmtree(installed / ".venv")
    commands = "\n".join(would_do(installed, "demo"))
    assert "tools/venv .venv" in commands
    assert "--editable ." in commands
    assert "--group" not in commands


def test_make_alone_lists_the_commands(root: Path) -> None:
    done = subprocess.run(["make", "--no-print-directory"], cwd=root, capture_output=True, text=True, check=True)
    assert [line.split()[1] for line in done.stdout.splitlines()] == [
        "help",
        "demo",
        "serve",
        "test",
        "check",
        "bench",
        "constraints",
    ]
