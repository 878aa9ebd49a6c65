"""Write a small table as Parquet in one go, by DuckDB: what is not readings, such as the truth of simulated homes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from care.clock import to_micros
from care.errors import StoreError
from store.duck import in_memory, loaded


class Column(StrEnum):
    """What stands in a column; each may be empty."""

    TEXT = "VARCHAR"
    NUMBER = "DOUBLE"
    TIME = "TIMESTAMPTZ"
    TRUTH = "BOOLEAN"
    DAY = "DATE"


_NOTHING: Final = {Column.TEXT: "", Column.NUMBER: 0.0, Column.TIME: 0, Column.TRUTH: False, Column.DAY: "1970-01-01"}
_TYPE: Final = {
    Column.TEXT: object,
    Column.NUMBER: "float64",
    Column.TIME: "int64",
    Column.TRUTH: "bool",
    Column.DAY: object,
}

_READ: Final = {
    **{kind: f"CAST({{}} AS {kind.value})" for kind in Column},  # a column of no rows has its type all the same
    Column.TIME: "make_timestamptz({})",
}
"""How DuckDB makes a value of what is handed over."""


def write_table(path: Path, columns: Mapping[str, Column], rows: Sequence[Sequence[object]]) -> None:
    """Write rows in their order (zstd, times in UTC with microseconds); the same rows give the same bytes.

    Raises StoreError when DuckDB is not installed, or the file cannot be written.
    """
    duckdb, np = loaded()
    page: dict[str, Any] = {}
    picked = []
    for number, (name, kind) in enumerate(columns.items()):
        values = [row[number] for row in rows]
        page[f"v{number}"] = _array(np, kind, values)
        page[f"k{number}"] = np.array([value is not None for value in values], dtype="bool")
        picked.append(f'CASE WHEN k{number} THEN {_READ[kind].format(f"v{number}")} END AS "{name}"')
    target = str(path).replace("'", "''")
    try:
        with in_memory().cursor() as connection:
            connection.register("page", page)
            made = f"SELECT {', '.join(picked)} FROM page"  # noqa: S608 - names of columns are ours
            connection.execute(f"COPY ({made}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
            connection.unregister("page")
    except duckdb.Error as error:
        raise StoreError(f"{path} cannot be written: {error}") from error


def _array(np: Any, kind: Column, values: Sequence[object]) -> Any:
    filled = [_NOTHING[kind] if value is None else value for value in values]
    if kind is Column.TIME:
        filled = [to_micros(v) if isinstance(v, datetime) else v for v in filled]
    elif kind is Column.DAY:
        filled = [str(v) for v in filled]
    return np.array(filled, dtype=_TYPE[kind])
