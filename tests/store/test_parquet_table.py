"""A small table as Parquet: what was written is read again, empty where nothing was told."""

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from store.parquet_table import Column, write_table


def test_every_kind_of_column_is_read_again_and_what_is_not_told_is_empty(tmp_path: Path) -> None:
    columns = {kind.name: kind for kind in Column}
    moment = datetime(2026, 1, 1, 22, 0, 0, 5, tzinfo=UTC)
    write_table(tmp_path / "t.parquet", columns, [("a", 1.5, moment, True, date(2026, 1, 1)), (None,) * 5])
    with duckdb.connect() as read:
        rows = read.execute(
            'SELECT * REPLACE (epoch_us("TIME") AS "TIME") FROM read_parquet(?)', [str(tmp_path / "t.parquet")]
        ).fetchall()
    assert rows == [("a", 1.5, 1767304800000005, True, date(2026, 1, 1)), (None,) * 5]


def test_a_table_of_no_rows_has_its_columns_all_the_same(tmp_path: Path) -> None:
    write_table(tmp_path / "t.parquet", {kind.name: kind for kind in Column}, [])
    with duckdb.connect() as read:
        types = map(str, read.read_parquet(str(tmp_path / "t.parquet")).types)
        assert list(types) == ["VARCHAR", "DOUBLE", "TIMESTAMP WITH TIME ZONE", "BOOLEAN", "DATE"]
