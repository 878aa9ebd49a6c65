"""DuckDB, loaded when something is written as Parquet; and one connection in memory that many small files share."""

from functools import cache
from typing import Any

from care.errors import StoreError


def loaded() -> tuple[Any, Any]:
    """Give the modules of DuckDB and NumPy; raises StoreError when they are not installed."""
    try:
        import duckdb  # noqa: PLC0415 - optional
        import numpy as np  # noqa: PLC0415 - needed here only
    except ImportError as error:
        raise StoreError(
            "Parquet needs DuckDB, which is not installed: run `pip install duckdb` where Mistel is installed. "
            "CSV needs nothing more."
        ) from error
    return duckdb, np


@cache
def in_memory() -> Any:
    """Give this process's connection to a database in memory, of one thread: what is written is the same each time."""
    duckdb, _ = loaded()
    return duckdb.connect(config={"memory_limit": "512MB", "threads": 1})
