"""The command line is put together by what is asked for: the same command, without loading the others."""

import subprocess
import sys
from typing import Any

import pytest
import typer

from mistel.cli import ALONE, GROUPS, assembled


def commands(words: list[str]) -> dict[str, Any]:
    """What a person finds who types these words: commands by name, those of groups as "group name"."""
    whole: Any = typer.main.get_command(assembled(words))
    found = {}
    for name, command in whole.commands.items():
        found[name] = command
        found |= {f"{name} {inner}": one for inner, one in getattr(command, "commands", {}).items()}
    return found


EVERY = commands([])


@pytest.mark.parametrize("name", EVERY)
def test_every_command_is_there_when_it_is_asked_for_and_reads_the_same_options(name: str) -> None:
    found = commands([*name.split(), "--help"])[name]
    assert found.help == EVERY[name].help
    assert [one.opts for one in found.params] == [one.opts for one in EVERY[name].params]


@pytest.mark.parametrize("words", [["--help"], [], ["nonsense"], ["-v"]])
def test_who_asks_for_nothing_that_is_there_finds_all(words: list[str]) -> None:
    assert commands(words).keys() == EVERY.keys()


@pytest.mark.parametrize("words", [["solution"], ["solution", "--help"], ["solution", "nonsense"]])
def test_who_asks_for_a_group_finds_all_of_it_and_nothing_else(words: list[str]) -> None:
    assert commands(words).keys() == {name for name in EVERY if name.split()[0] == "solution"}


@pytest.mark.parametrize(
    ("words", "module"), [("device list", "devices"), ("solution score", "solution_score"), ("site add", "places")]
)
def test_what_does_not_serve_pages_loads_nothing_of_them(words: str, module: str) -> None:
    asked = f"import sys; from mistel.cli import assembled; assembled({words.split()}); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert f"mistel.commands.{module}" in loaded
    assert not loaded & {"fastapi", "api.app", "mistel.commands.demo"}


def test_the_tables_name_each_command_once() -> None:
    assert not ALONE.keys() & GROUPS.keys()
