"""What README and docs say is so: links lead somewhere, commands exist and run, snippets are what they show."""

import ast
import importlib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from mistel.cli import app
from tools import floors

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    return [block for named, block in FENCE.findall(page.read_text()) if named == language]


def shell_lines(page: Path) -> list[str]:
    return [line for block in blocks(page, "sh") for line in block.splitlines() if line and not line.startswith("#")]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual viewers make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def mistel_lines() -> list[str]:
    return [line for page in PAGES for line in shell_lines(page) if line.startswith(".venv/bin/mistel ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        linked = (page.parent / name).resolve() if name else page
        if not linked.exists() or (anchor and anchor not in anchors(linked)):
            broken.append(target)
    assert broken == []


def test_every_page_is_reached_from_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {
        (index.parent / name.partition("#")[0]).resolve() for name in re.findall(r"\]\(([^)\s]+)\)", index.read_text())
    }
    assert [page.name for page in PAGES if page != index and page not in linked] == []


def test_the_layers_in_the_readme_are_those_of_the_tree() -> None:
    text = (ROOT / "README.md").read_text()
    assert text == floors.in_readme(text, floors.plan(ROOT)), "run `python tools/floors.py --readme`"


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {target for page in PAGES for target in re.findall(r"`make ([a-z]+)", page.read_text())}
    named |= {shlex.split(line)[1] for line in shell_lines(ROOT / "README.md") if line.startswith("make ")}
    assert named <= targets
    assert {"demo", "serve", "test", "check", "bench"} <= targets


@pytest.mark.parametrize("line", mistel_lines())
def test_every_command_with_its_options_is_understood(line: str) -> None:
    command: Any = typer.main.get_command(app)
    words = shlex.split(line, comments=True)[1:]
    if ">" in words:  # what it says goes into a file
        words = words[: words.index(">")]
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        found = command.commands.get(words[0])
        assert found is not None, f"there is no command {words[0]}"
        command, words = found, words[1:]
    command.make_context(command.name, words)


def test_an_innovators_first_commands_run_one_after_the_other(tmp_path: Path) -> None:
    said = ""
    for line in shell_lines(ROOT / "README.md"):
        words = shlex.split(line)
        if words[1:3] in (["solution", "add"], ["user", "add"]):  # what needs a running Mistel: test_tutorial
            done = subprocess.run(
                [Path(sys.executable).parent / "mistel", *words[1:]],
                env={**os.environ, "MISTEL_STATE_DIR": str(tmp_path), "COLUMNS": "200"},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{line}\n{done.stderr}"
            said += done.stdout
    assert "Solution night-watch added." in said
    assert "anna@example.org" in said


@pytest.mark.parametrize("block", blocks(ROOT / "README.md", "python"))
def test_what_the_python_snippets_import_is_there(block: str) -> None:
    imports = [node for node in ast.walk(ast.parse(block)) if isinstance(node, ast.ImportFrom)]
    assert imports
    for node in imports:
        module = importlib.import_module(str(node.module))
        assert all(hasattr(module, name.name) for name in node.names)
