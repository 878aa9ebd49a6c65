"""Readings leave as CSV or Parquet, the same from either store, and a file is whole or not there."""

import csv
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from care.clock import from_micros
from care.errors import StoreError
from care.events import Event
from store.export import COLUMNS, Format, export, kind_of
from store.influx import InfluxReader, Server, Writer
from store.influx.erasing import FOR_EVER
from store.journal import Journal, JournalFollower
from tests.store.conftest import START
from tests.store.influx.influxd import Influxd

Told = Callable[..., Event]


@pytest.fixture
async def kept(state: Path, told: Told) -> list[Event]:
    events = [told(n % 2 == 0, after=n, received=n + 0.5, home=f"h{n % 3}") for n in range(30)]
    events += [told(n / 7, after=n, quantity="power") for n in range(25)]
    texts = ["", 'Ät "frukost", nu', "two\nlines", "=1+1"]
    events += [told(text, after=n, quantity="reminder.shown", device="planner") for n, text in enumerate(texts)]
    async with Journal.open(state, "north") as journal:
        await journal.keep([*events, told(after=99, device="clock", quantity="tick")])
    return sorted(events, key=lambda e: (e.home, e.device, e.quantity, e.time))


@pytest.fixture
def follower(state: Path) -> Iterator[JournalFollower]:
    with JournalFollower.open(state, "north") as opened:
        yield opened


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_parquet(path: Path) -> list[tuple[Any, ...]]:
    times = "epoch_us(time), v, vb, vs, epoch_us(received)"
    return duckdb.sql(f"SELECT site, home, device, quantity, {times} FROM read_parquet('{path}')").fetchall()  # noqa: S608


def as_event(site: str, home: str, device: str, quantity: str, *rest: Any) -> Event:
    time, *values, received = rest
    (value,) = (each for each in values if each is not None)
    return Event(site, home, device, quantity, from_micros(time), value, from_micros(received))


def test_csv_holds_every_reading_once_in_order(kept: list[Event], follower: JournalFollower, tmp_path: Path) -> None:
    steps = list(export(follower, tmp_path / "a.csv", Format.CSV, since=FOR_EVER[0], until=FOR_EVER[1]))
    assert steps[0] == (0, len(kept))
    assert steps[-1] == (len(kept), len(kept))
    rows = read_csv(tmp_path / "a.csv")
    assert tuple(rows[0]) == COLUMNS
    assert [(r["home"], r["device"], r["quantity"]) for r in rows] == [(e.home, e.device, e.quantity) for e in kept]
    assert rows[0]["time"] == "2026-01-01T22:00:00.000000Z"
    assert rows[0]["received"] == "2026-01-01T22:00:00.500000Z"
    assert [row["vs"] for row in rows if row["device"] == "planner"] == [e.value for e in kept if e.device == "planner"]
    assert {row["vb"] for row in rows if row["quantity"] == "motion"} == {"true", "false"}
    powers = [e.value for e in kept if e.quantity == "power"]
    assert [float(row["v"]) for row in rows if row["quantity"] == "power"] == powers


def test_parquet_holds_every_reading_as_it_was(kept: list[Event], follower: JournalFollower, tmp_path: Path) -> None:
    list(export(follower, tmp_path / "it's.parquet", Format.PARQUET, since=FOR_EVER[0], until=FOR_EVER[1]))
    assert [as_event(*row) for row in read_parquet(tmp_path / "it''s.parquet")] == kept
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["it's.parquet"]


@pytest.mark.parametrize("kind", list(Format))
def test_a_home_and_a_time_may_be_chosen_and_nothing_be_there(
    kept: list[Event], follower: JournalFollower, tmp_path: Path, kind: Format
) -> None:
    span = {"since": START + timedelta(seconds=3), "until": START + timedelta(seconds=9)}
    steps = list(export(follower, tmp_path / "a", kind, homes=["h2"], **span))
    assert steps[-1] == (2, 2)
    assert list(export(follower, tmp_path / "a", kind, homes=["nobody"], **span)) == [(0, 0)]
    assert (tmp_path / "a").stat().st_size > 0


@pytest.mark.server("influxd")
@pytest.mark.parametrize("kind", list(Format))
def test_both_stores_give_the_same_file_but_for_when_it_was_received(
    kept: list[Event], follower: JournalFollower, tmp_path: Path, influxd: Influxd, bucket: str, kind: Format
) -> None:
    with Server(influxd.target(bucket=bucket)) as server:
        Writer(server).write([a for a in follower.arrivals(0, 1000) if a.event.quantity != "tick"])
        influx = InfluxReader(server, "north")
        for name, readings in (("journal", follower), ("influx", influx)):
            list(export(readings, tmp_path / name, kind, since=FOR_EVER[0], until=FOR_EVER[1]))
    if kind is Format.CSV:
        journal, forwarded = read_csv(tmp_path / "journal"), read_csv(tmp_path / "influx")
        assert [{**row, "received": ""} for row in journal] == forwarded
    else:
        journal, forwarded = read_parquet(tmp_path / "journal"), read_parquet(tmp_path / "influx")
        assert [(*row[:-1], None) for row in journal] == forwarded


def test_an_export_that_fails_leaves_no_file_and_the_old_one_whole(
    kept: list[Event], follower: JournalFollower, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("old")

    def fails(*given: object) -> Iterator[list[Event]]:
        yield kept[:3]
        raise StoreError("the store is gone")

    monkeypatch.setattr(follower, "told_by", fails)
    for kind in Format:
        with pytest.raises(StoreError, match="gone"):
            list(export(follower, tmp_path / "a.csv", kind, since=FOR_EVER[0], until=FOR_EVER[1]))
    assert (tmp_path / "a.csv").read_text() == "old"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["a.csv"]


def test_a_folder_that_is_not_there_is_named(follower: JournalFollower, tmp_path: Path) -> None:
    for kind in Format:
        with pytest.raises(StoreError, match="nowhere"):
            list(export(follower, tmp_path / "nowhere" / "a", kind, since=FOR_EVER[0], until=FOR_EVER[1]))


def test_without_duckdb_parquet_says_what_to_install(
    follower: JournalFollower, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(StoreError, match="pip install duckdb"):
        list(export(follower, tmp_path / "a", Format.PARQUET, since=FOR_EVER[0], until=FOR_EVER[1]))


def test_the_kind_is_told_or_is_the_name_s() -> None:
    assert kind_of(Path("a.PARQUET"), None) is Format.PARQUET
    assert kind_of(Path("a.parquet"), Format.CSV) is Format.CSV
    with pytest.raises(StoreError, match="--format"):
        kind_of(Path("a.xlsx"), None)
