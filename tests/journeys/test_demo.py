"""The demo, as a new user runs it: a table and a status, or one sentence that says what is in the way."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def _mistel(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mistel", *arguments],
        env={**os.environ, "MISTEL_HTTP_PORT": "0", "COLUMNS": "160", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_demo_ends_with_status_0_when_every_verdict_passes() -> None:
    done = _mistel("demo", "--once", "--speed", "20000")
    assert done.returncode == 0, done.stderr
    rows = [line for line in done.stdout.splitlines() if "│" in line and "pass" in line]
    assert ["left_home_at_night" in row for row in rows] == [True, True]
    assert "only_looks_out" in rows[1]
    assert "/link/" in done.stdout


def test_without_its_rule_the_demo_ends_with_status_1_and_says_which_verdict_failed() -> None:
    done = _mistel("demo", "--once", "--speed", "20000", "--without", "left_home_at_night")
    assert done.returncode == 1, done.stderr
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("FAIL")]
    assert "left_home_at_night" in line
    assert "Nothing was raised" in line


def test_a_taken_port_is_said_in_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = _mistel("demo", "--once", MISTEL_HTTP_PORT=str(port))
    assert done.returncode == 2
    assert f"Port {port} of 127.0.0.1 is taken" in done.stderr
    assert "MISTEL_HTTP_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_situation_that_there_is_not_is_named() -> None:
    done = _mistel("demo", "--once", "--without", "left_home")
    assert done.returncode == 2
    assert "No situation is called left_home" in done.stderr


def test_a_broken_scenario_file_is_named_with_its_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text('title:\n  sv: x\n  en: x\nstory: {sv: x, en: x}\ndate: "2026-01-14"\nstarts: 21:30\n')
    done = _mistel("scenario", "run", str(broken), MISTEL_STATE_DIR=str(tmp_path / "state"))
    assert done.returncode == 2
    assert f"{broken}:6:" in done.stderr
    assert "quotes" in done.stderr


def test_an_unusable_state_folder_is_said_in_one_sentence(tmp_path: Path) -> None:
    place = tmp_path / "state"
    place.write_text("a file")
    done = _mistel("site", "list", MISTEL_STATE_DIR=str(place))
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "MISTEL_STATE_DIR" in done.stderr


@pytest.mark.parametrize(
    "command", ["demo", "serve", "gateway", "api", "worker", "scenario", "device", "user", "replay"]
)
def test_every_command_has_help(command: str) -> None:
    done = _mistel(command, "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout
