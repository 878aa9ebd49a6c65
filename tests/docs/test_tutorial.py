"""docs/tutorial.md is run, command by command, as it stands there."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboards.recipes import recipes_for
from evaluation.solutions.connecting import Way
from mistel import state
from mistel.cli import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(sh|text)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder like a checkout, beside a Mistel that runs."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (tmp_path / ".venv" / "bin" / "python").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("MISTEL_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("MISTEL_HTTP_PORT", "0")
    monkeypatch.setenv("MISTEL_BROKER_ACK_WAIT", "0.5")  # a run ends when nothing can come twice any more
    monkeypatch.setenv("COLUMNS", "160")
    with subprocess.Popen([sys.executable, "-m", "mistel", "serve"], env=dict(os.environ)) as serving:
        try:
            end = time.monotonic() + 60
            while state.running(tmp_path / "state") is None:
                assert serving.poll() is None
                assert time.monotonic() < end
                time.sleep(0.05)
            yield tmp_path
        finally:
            serving.send_signal(signal.SIGINT)


def mistel(words: list[str]) -> str:
    """Run a command of ours in this process: each would take seconds to start."""
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, f"{shlex.join(words)}\n{done.output}\n{done.exception}"
    return done.stdout


def run(line: str) -> str:
    """Run a line as a shell would; give what it said, as one reads it in a terminal."""
    words = shlex.split(line)
    if words[0] == ".venv/bin/mistel":
        file = words[words.index(">") + 1] if ">" in words else None
        said = mistel(words[1 : words.index(">")] if file else words[1:])
        if file:
            Path(file).write_text(said, encoding="utf-8")
        return said
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr


def test_the_tutorial_is_run_command_by_command(folder: Path) -> None:
    said, runs = "", list[str]()
    for language, block in BLOCKS:
        if language == "text":
            assert said.strip() == block.strip()
            continue
        for written in block.splitlines():
            line = written
            for number, made in enumerate(runs, 1):
                line = line.replace(f"RUN-{number}", made)
            said = run(line)
            if " solution try " in line:
                runs += re.findall(r"^Run (run-\w+)", said, re.MULTILINE)
                assert "! " not in said
    assert len(runs) == 2
    assert "Night watch" in (folder / "report.html").read_text(encoding="utf-8")
    assert (folder / "night-watch-run" / "truth.parquet").is_file()


def test_it_names_every_recipe() -> None:
    named = PAGE[PAGE.index("(`--for` knows") : PAGE.index("Without `--for` all are shown.")]
    for way in (Way.DEVICE, Way.BOX, Way.DETECTOR):
        assert [recipe.key for recipe in recipes_for(way) if recipe.key not in named] == []
