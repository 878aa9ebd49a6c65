"""Recordings of real homes go through the broker into a test site; what was kept is not kept twice."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
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
2019-01-15 08:00:06,meter,electricity
"""
WITH_DURATIONS = """ts,sensor,type,room,value,dur_s
2008-02-25 00:20:14,Hall-Bedroom door,door,bedroom,ON,163
2008-02-25 09:37:51,Toilet Flush,flush,bathroom,ON,1
2008-02-25 09:40:00,4,contact,kitchen,ON,10
"""
LABELS = """start,end,label
2008-02-25 00:22:46,2008-02-25 09:34:12,go-to-bed
2008-02-25 09:37:17,2008-02-25 09:38:02,use-toilet
"""
MAPPING = """sensors:
  - {sensor: "Hall-Bedroom door", quantity: contact.open, device: d-1, room: bedroom, spot: inner_door, resident: a}
  - {sensor: "4", quantity: none, reason: nobody knows what it was}
"""


def _replay(state: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mistel", "replay", *map(str, arguments)],
        env={**os.environ, "MISTEL_STATE_DIR": str(state), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _said(output: str) -> dict[str, dict[str, list[int]]]:
    """The figures of each line of each home."""
    homes: dict[str, dict[str, list[int]]] = {}
    for block in re.split(r"^Home ", output, flags=re.MULTILINE)[1:]:
        lines = re.findall(r"^  (sent|kept|refused|not sent|labels|alerts) +(.*)$", block, re.MULTILINE)
        homes[block.partition(":")[0]] = {what: [int(n) for n in re.findall(r"\d+", rest)] for what, rest in lines}
    return homes


def test_homes_are_kept_once_side_by_side_and_judged(tmp_path: Path) -> None:
    state, a, c = tmp_path / "state", tmp_path / "Anna's home.csv", tmp_path / "c.csv"
    labels, mapping = tmp_path / "c.labels.csv", tmp_path / "c.mapping.yaml"
    for file, text in ((a, RECORDING), (c, WITH_DURATIONS), (labels, LABELS), (mapping, MAPPING)):
        file.write_text(text)

    first, second = (_replay(state, a, c, "--labels", labels, "--mapping", mapping) for _ in range(2))

    assert first.returncode == second.returncode == 0, first.stderr
    assert _said(first.stdout) == {
        "anna-s-home": {"sent": [5], "kept": [5, 0], "refused": [0], "not sent": [1], "alerts": [1, 1]},
        "c": {"sent": [2], "kept": [2, 0], "refused": [0], "not sent": [2], "labels": [2, 1, 1], "alerts": [0]},
    }
    assert "2019-01-14 23:10 left_home_at_night to 01-14 23:45" in first.stdout
    assert "1 of meter (first Anna's home.csv:7): the file does not say in which unit" in first.stdout
    assert "1 of Toilet Flush (first c.csv:3): the mapping does not name it" in first.stdout
    assert "1 of 4 (first c.csv:4): nobody knows what it was" in first.stdout
    again = _said(second.stdout)
    assert [again[home]["kept"] for home in ("anna-s-home", "c")] == [[0, 5], [0, 2]]

    with Registry.open(state) as registry, JournalReader.open(state, "recordings") as reader:
        assert reader.counts().by_home == {"anna-s-home": 5, "c": 2}
        placed = {p.device: p for p in registry.places.placements()}
        (alert,) = registry.alerts.of_home("anna-s-home")
        newest, oldest = registry.runs.all()
        episodes = registry.episodes.of_run(oldest.id)
        connection = next(c for c in registry.connections.all() if c.home == "c")
        registry.connections.revoke(connection.id, datetime.now(UTC))
    assert (placed["front-door"].spot, placed["fridge-door"].spot) == (Spot.OUTER_DOOR, Spot.STORAGE)
    assert (placed["d-1"].room, placed["d-1"].resident) == ("bedroom", "a")
    assert alert.end is not None
    assert (oldest.kind, oldest.state, oldest.progress) == ("replay", "done", 1.0)
    assert oldest.result is not None
    assert newest.state == "done"
    homes = oldest.result["homes"]
    assert [(home["home"], home["sent"], home["new"], home["labels"]) for home in homes] == [  # type: ignore[index, union-attr, call-overload]
        ("anna-s-home", 5, 5, 0),
        ("c", 2, 2, 2),
    ]
    assert [(e.home, e.label, e.hazard_from) for e in episodes] == [
        ("c", "go-to-bed", datetime(2008, 2, 24, 23, 22, 46, tzinfo=UTC)),
        ("c", "use-toilet", datetime(2008, 2, 25, 8, 37, 17, tzinfo=UTC)),
    ]

    third = _replay(state, a, c)
    assert third.returncode == 2
    assert f"Home c is there already, and connection {connection.id} was revoked, for good" in third.stderr
    assert "Name another one with --home" in third.stderr


@pytest.mark.shared
def test_every_reading_of_the_real_homes_is_kept_and_once(tmp_path: Path, recordings: Path) -> None:
    files = [recordings / f"home_{name}.csv" for name in "abc"]
    first, second = (_replay(tmp_path, *files, "--labels", recordings / "home_c.labels.csv") for _ in range(2))
    assert first.returncode == second.returncode == 0, first.stderr
    told = {"home-a": 26_416, "home-b": 23_063, "home-c": 2_458}
    for said, times in ((_said(first.stdout), 1), (_said(second.stdout), 0)):
        for home, sent in told.items():
            assert said[home]["sent"] == [sent]
            assert said[home]["kept"] == [sent * times, sent * (1 - times)]
            assert said[home]["refused"] == [0]
            assert "not sent" not in said[home]
        assert said["home-c"]["labels"][0] == 259
