"""A trial's export: all figures follow from it, and nobody can be told by it."""

import asyncio
import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from care.errors import Conflict
from care.trials import Trial
from evaluation.indicators import INDICATORS
from evaluation.trials.amounts import Collected, cells
from evaluation.trials.collecting import collect
from evaluation.trials.export import export_trial
from evaluation.trials.export.pseudonyms import pseudonyms
from evaluation.trials.export.tables import TABLES
from evaluation.trials.over import NotOver
from evaluation.trials.readings import SiteReadings
from store.registry import Registry
from tests.evaluation.indicators.trial import HOMES, OVER, at, fill

Ask = Callable[..., list[tuple[Any, ...]]]


def where(table: str) -> str:
    return f"{table}/*.parquet" if table == "amounts" else f"{table}.parquet"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def registry(state: Path) -> Iterator[Registry]:
    with Registry.open(state) as opened:
        yield opened


@pytest.fixture(scope="module")
def held(registry: Registry, state: Path) -> Trial:
    return asyncio.run(fill(registry, state))


@pytest.fixture(scope="module")
def collected(registry: Registry, held: Trial, state: Path) -> Collected:
    with SiteReadings(state) as readings_of:
        return collect(registry, readings_of, held, OVER)


@pytest.fixture(scope="module")
def folder(registry: Registry, held: Trial, collected: Collected, state: Path) -> Path:
    export_trial(registry, held, collected, state / "out", rng=Random("any"), now=OVER)
    return state / "out"


@pytest.fixture
def ask(folder: Path) -> Ask:
    def asked(query: str, *values: object) -> list[tuple[Any, ...]]:
        with duckdb.connect() as read:
            read.execute(f"SET file_search_path = '{folder}'")
            return read.execute(query, values).fetchall()

    return asked


def test_every_table_is_there_with_the_columns_of_the_dictionary(folder: Path, ask: Ask) -> None:
    files = {path.stem for path in folder.glob("*.parquet")} | {"amounts"}
    assert files == set(TABLES)
    assert {path.stem for path in (folder / "amounts").iterdir()} == set(INDICATORS)
    kinds = {"TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE"}
    for table, columns in TABLES.items():
        with duckdb.connect() as read:
            found = read.read_parquet(str(folder / where(table)))
            said = list(zip(found.columns, map(str, found.types), strict=True))
        assert said == [(name, kinds.get(told.kind, told.kind.value)) for name, told in columns.items()]
    with (folder / "data_dictionary.csv").open(encoding="utf-8") as file:
        listed = {(row["table"], row["column"]) for row in csv.DictReader(file) if row["meaning"]}
    assert listed == {(table, column) for table, columns in TABLES.items() for column in columns}


def test_cells_follow_from_amounts_and_amounts_from_what_was_told(held: Trial, collected: Collected, ask: Ask) -> None:
    kept = ask("SELECT indicator, cluster, period, condition, value, exposure FROM 'cells.parquet' WHERE exposure > 0")
    summed = ask(
        "SELECT indicator, cluster, period, condition, sum(value), sum(exposure) FROM 'amounts/*.parquet' GROUP BY ALL"
    )
    assert {row[:4]: pytest.approx(row[4:]) for row in kept} == {row[:4]: row[4:] for row in summed}
    ours = cells(held, collected["night_visits"])
    assert sorted(row[4:] for row in kept if row[0] == "night_visits") == sorted(
        (value, exposure) for value, exposure in zip(ours.value.flat, ours.exposure.flat, strict=True) if exposure
    )
    by_night = ask("SELECT home, night, count(*) FROM 'visits.parquet' WHERE night IS NOT NULL GROUP BY ALL")
    counted = ask("SELECT home, day, value FROM 'amounts/night_visits.parquet' WHERE value > 0")
    assert sorted(by_night) == sorted(counted)


def test_the_sentence_of_the_readme_gives_the_rate_by_condition(ask: Ask) -> None:
    query = "SELECT condition, sum(value) / sum(exposure) FROM 'amounts/night_visits.parquet' GROUP BY condition"
    assert sorted(ask(query)) == [("control", 1), ("solution", 0)]


def test_only_days_with_consent_are_in_it(ask: Ask) -> None:
    assert ask("SELECT count(*) FROM 'days.parquet'") == [(16,)]
    assert ask("SELECT count(*) FROM 'days.parquet' WHERE counts") == [(14,)]
    late = ask(
        "SELECT v.day FROM 'visits.parquet' v ANTI JOIN 'days.parquet' d"
        " ON v.home = d.home AND coalesce(v.day, v.night) = d.day AND d.counts"
    )
    assert late == []
    assert ask("SELECT count(*) FROM 'consents.parquet' WHERE withdrawn IS NOT NULL") == [(1,)]


def test_nobody_is_named_and_nobodys_words_are_in_it(folder: Path, ask: Ask) -> None:
    for table in TABLES:
        rows = ask("SELECT COLUMNS(*)::VARCHAR FROM read_parquet(?)", where(table))
        values = {str(value) for row in rows for value in row}
        assert not values & {
            *HOMES,
            *(f"c-{home}" for home in HOMES),
            "r1",
            "p1",
            "nurse-7",
            "01ALERT0",
            "cam",
            "north",
        }
        assert not [value for value in values if "Secret" in value]
    assert b"Secret" not in b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_the_next_export_has_other_names(registry: Registry, held: Trial, collected: Collected, tmp_path: Path) -> None:
    orders = {tuple(pseudonyms(HOMES, "home", Random(seed))[home] for home in HOMES) for seed in range(20)}
    assert len(orders) > 5
    assert all(sorted(order) == ["home-01", "home-02", "home-03", "home-04"] for order in orders)
    export_trial(registry, held, collected, tmp_path / "a", rng=Random(1), now=OVER)
    export_trial(registry, held, collected, tmp_path / "b", rng=Random(1), now=OVER)
    assert (tmp_path / "a/days.parquet").read_bytes() == (tmp_path / "b/days.parquet").read_bytes()


def test_before_the_end_it_is_refused(registry: Registry, held: Trial, collected: Collected, tmp_path: Path) -> None:
    with pytest.raises(NotOver, match="goes on until 2026-01-08"):
        export_trial(registry, held, collected, tmp_path / "out", rng=Random(1), now=at(4, 11))
    assert not (tmp_path / "out").exists()


def test_where_no_lot_was_drawn_there_is_nothing_to_write(
    registry: Registry, held: Trial, collected: Collected, tmp_path: Path
) -> None:
    undrawn = held.model_copy(update={"allocation": {}})
    with pytest.raises(Conflict, match="never drawn"):
        export_trial(registry, undrawn, collected, tmp_path / "out", rng=Random(1), now=OVER)


async def test_of_a_home_where_removal_was_asked_for_there_is_nothing_but_that(tmp_path: Path) -> None:
    with Registry.open(tmp_path) as registry:
        held = await fill(registry, tmp_path)
        registry.trials.withdraw("t1", "anna", "r1", at=at(30, 12), remove=True)
        with SiteReadings(tmp_path) as readings_of:
            found = collect(registry, readings_of, held, OVER)
        export_trial(registry, held, found, tmp_path / "out", rng=Random(1), now=OVER)
    with duckdb.connect() as read:
        read.execute(f"SET file_search_path = '{tmp_path / 'out'}'")
        (removed,) = read.execute("SELECT home FROM 'consents.parquet' WHERE removed").fetchall()
        for table in ("visits", "alerts", "amounts"):
            query = "SELECT count(*) FROM read_parquet(?) WHERE home = ?"
            assert read.execute(query, [where(table), *removed]).fetchall() == [(0,)]
