"""The recording of a real home goes through the broker into a test site; what was kept is not kept twice."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from care.people import Spot
from store.journal import JournalReader
from store.registry import Registry

RECORDING = """time,sensor,type
2019-01-14 22:50:00,bedroom,motion
2019-01-14 23:00:00,front-door,door
2019-01-14 23:45:10,hallway,motion
2019-01-15 08:00:00,kitchen,motion
2019-01-15 08:00:05,fridge-door,door
"""


def _replay(state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mistel", "replay", *arguments],
        env={**os.environ, "MISTEL_STATE_DIR": str(state), "COLUMNS": "160"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _counts(output: str) -> dict[str, list[int]]:
    lines = re.findall(r"^  (sent|kept|refused|alerts) +(.*)$", output, re.MULTILINE)
    return {name: [int(number) for number in re.findall(r"\d+", rest)] for name, rest in lines}


def test_a_recording_is_kept_once_and_judged(tmp_path: Path) -> None:
    file, state = tmp_path / "Anna's home.csv", tmp_path / "state"
    file.write_text(RECORDING)

    first, second = _replay(state, str(file)), _replay(state, str(file))

    assert first.returncode == 0, first.stderr
    assert _counts(first.stdout) == {"sent": [5], "kept": [5, 0], "refused": [0], "alerts": [1]}
    assert "2019-01-14 23:10 left_home_at_night" in first.stdout
    assert _counts(second.stdout) == {"sent": [5], "kept": [0, 5], "refused": [0], "alerts": [1]}
    with Registry.open(state) as registry, JournalReader.open(state, "recordings") as reader:
        assert reader.counts().by_home == {"anna-s-home": 5}
        spots = {placement.device: placement.spot for placement in registry.places.placements("anna-s-home")}
        (alert,) = registry.alerts.of_home("anna-s-home")
    assert spots["front-door"] is Spot.OUTER_DOOR
    assert spots["fridge-door"] is Spot.STORAGE
    assert alert.end is not None


def test_a_wrong_row_is_named_and_nothing_is_sent(tmp_path: Path) -> None:
    file = tmp_path / "home.csv"
    file.write_text(RECORDING + "yesterday,bedroom,motion\n")
    done = _replay(tmp_path / "state", str(file))
    assert done.returncode == 2
    assert f"{file}:7:" in done.stderr
    assert not (tmp_path / "state").exists()


def test_a_zone_that_there_is_not_is_named(tmp_path: Path) -> None:
    done = _replay(tmp_path / "state", "x.csv", "--zone", "Sweden/Västerås")
    assert done.returncode == 2
    assert "IANA" in done.stderr


@pytest.mark.shared
def test_every_reading_of_a_real_home_is_kept(tmp_path: Path, recordings: Path) -> None:
    first = _replay(tmp_path, str(recordings / "home_a.csv"))
    assert _counts(first.stdout)["sent"] == [26416], first.stderr
    assert _counts(first.stdout)["kept"] == [26416, 0]
    assert _counts(first.stdout)["refused"] == [0]
