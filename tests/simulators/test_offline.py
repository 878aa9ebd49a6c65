"""Simulating to Parquet: the same checksums on any number of processes, taken up where it was left, never mixed up."""

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from care.errors import SettingError, StoreError
from simulators.many import MANIFEST, PROGRESS, Made, before, make
from simulators.offline import Written
from simulators.population import Population

POPULATION = Population(3, 2, "a", date(2026, 1, 5))


def made(folder: Path, workers: int = 1, population: Population = POPULATION) -> Made:
    *_, last = make(population, folder, workers)
    assert isinstance(last, Made)
    return last


def test_one_process_and_two_write_the_same_bytes(tmp_path: Path) -> None:
    one, two = made(tmp_path / "one"), made(tmp_path / "two", workers=2)
    assert one.checksum == two.checksum
    assert [home.events_sha256 for home in one.homes] == [home.events_sha256 for home in two.homes]
    assert made(tmp_path / "other", population=Population(3, 2, "b", date(2026, 1, 5))).checksum != one.checksum


def test_events_and_truth_are_there_to_be_read(tmp_path: Path) -> None:
    whole = made(tmp_path)
    with duckdb.connect() as database:
        events, truth = (database.read_parquet(f"{tmp_path}/{name}/*.parquet") for name in ("events", "truth"))
        count, homes, seconds = events.aggregate(
            "count(*), count(DISTINCT home), epoch(max(time) - min(time))"
        ).fetchall()[0]
        beds = truth.filter("label = 'in_bed' AND kind = 'activity' AND until > since").aggregate(
            "count(DISTINCT home)"
        )
        assert beds.fetchall() == [(3,)]
    assert (count, homes) == (whole.readings, 3)
    assert seconds > 1.9 * 86_400
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    assert manifest["checksum"] == whole.checksum
    assert {device["spot"] for device in manifest["homes"][0]["devices"]} >= {"outer_door", "room"}
    assert not (tmp_path / PROGRESS).exists()
    assert not list(tmp_path.rglob("*.part"))


def test_one_that_was_cut_off_is_taken_up_where_it_was(tmp_path: Path) -> None:
    whole = made(tmp_path / "whole")
    folder = tmp_path / "cut"
    trying = make(POPULATION, folder, 1)
    first, second = next(trying), next(trying)
    trying.close()  # as when the process ends
    assert isinstance(first, Written)
    assert isinstance(second, Written)
    with (folder / PROGRESS).open("a") as notes:
        notes.write('{"number": 2, "home": "h-')  # a line cut off
    (folder / "truth" / f"{second.home}.parquet").write_bytes(b"damaged")
    kept = (folder / "events" / f"{first.home}.parquet").stat().st_mtime_ns
    assert before(POPULATION, folder) is None
    assert made(folder).checksum == whole.checksum
    assert (folder / "events" / f"{first.home}.parquet").stat().st_mtime_ns == kept


def test_a_whole_one_is_made_anew_and_can_be_compared(tmp_path: Path) -> None:
    whole = made(tmp_path)
    assert before(POPULATION, tmp_path) == whole.checksum
    assert made(tmp_path).checksum == whole.checksum


def test_a_folder_of_another_simulation_or_of_something_else_is_left_alone(tmp_path: Path) -> None:
    made(tmp_path / "mine")
    with pytest.raises(SettingError, match="holds another simulation"):
        before(Population(3, 3, "a", date(2026, 1, 5)), tmp_path / "mine")
    (tmp_path / "mine" / MANIFEST).write_text("not ours")
    with pytest.raises(SettingError, match="holds another simulation"):
        before(POPULATION, tmp_path / "mine")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").touch()
    with pytest.raises(SettingError, match="holds something else"):
        before(POPULATION, tmp_path / "photos")


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be used"):
        made(tmp_path / "file" / "below")
