"""Write events as Parquet, by DuckDB: of what writes Parquet the lightest (24 MB, needs nothing else), and it reads it.

It is the extra ``export``. Pages are laid in a file of DuckDB's own beside the target, so that memory stays small.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from care.clock import to_micros
from care.errors import StoreError
from care.events import Event
from care.quantities import Value
from store.duck import in_memory, loaded

_MAKE: Final = """
    CREATE TABLE told (
        site VARCHAR, home VARCHAR, device VARCHAR, quantity VARCHAR, time TIMESTAMPTZ,
        v DOUBLE, vb BOOLEAN, vs VARCHAR, received TIMESTAMPTZ
    )
"""
_ADD: Final = """
    INSERT INTO told SELECT site, home, device, quantity, make_timestamptz(time),
        CASE WHEN kind = 0 THEN v END, CASE WHEN kind = 1 THEN vb END, CASE WHEN kind = 2 THEN vs END,
        CASE WHEN known THEN make_timestamptz(received) END
    FROM page
"""


class ParquetRows:
    """A Parquet file (zstd), times as timestamps in UTC with microseconds."""

    def __init__(self, path: Path, *, with_received: bool, small: bool = False) -> None:
        """Begin a file; one that is ``small`` is laid in memory, which is quicker where many are written."""
        duckdb, np = loaded()
        self._path = path
        self._with_received = with_received
        self._array: Any = np.array
        self._error: type[Exception] = duckdb.Error
        self._own = None if small else path.with_name(f"{path.name}.duckdb")
        with self._telling():
            if self._own is None:
                self._connection: Any = in_memory().cursor()
                self._connection.execute("DROP TABLE IF EXISTS told")
            else:
                self._own.unlink(missing_ok=True)
                self._connection = duckdb.connect(str(self._own), config={"memory_limit": "512MB", "threads": 1})
            self._connection.execute(_MAKE)

    def write(self, events: Sequence[Event]) -> None:
        """Add a page."""
        array = self._array
        values = [_by_kind(event.value) for event in events]
        page = {
            "site": array([event.site for event in events], dtype=object),
            "home": array([event.home for event in events], dtype=object),
            "device": array([event.device for event in events], dtype=object),
            "quantity": array([event.quantity for event in events], dtype=object),
            "time": array([to_micros(event.time) for event in events], dtype="int64"),
            "kind": array([kind for kind, _, _, _ in values], dtype="int8"),
            "v": array([number for _, number, _, _ in values], dtype="float64"),
            "vb": array([truth for _, _, truth, _ in values], dtype="bool"),
            "vs": array([text for _, _, _, text in values], dtype=object),
            "received": array([to_micros(event.received) for event in events], dtype="int64"),
            "known": array([self._with_received] * len(events), dtype="bool"),
        }
        with self._telling():
            self._connection.register("page", page)
            self._connection.execute(_ADD)
            self._connection.unregister("page")

    def finish(self) -> None:
        """Write the file."""
        with self._telling():
            self._connection.execute(f"COPY told TO '{_quoted(self._path)}' (FORMAT parquet, COMPRESSION zstd)")

    def close(self) -> None:
        """Let go of what was needed meanwhile."""
        if self._own is None:
            with self._telling():
                self._connection.execute("DROP TABLE IF EXISTS told")
        self._connection.close()
        if self._own is not None:
            self._own.unlink(missing_ok=True)
            self._own.with_name(f"{self._own.name}.wal").unlink(missing_ok=True)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except self._error as error:
            raise StoreError(f"{self._path} cannot be written: {error}") from error


def _by_kind(value: Value) -> tuple[int, float, bool, str]:
    """Give (which kind, number, bool, text); what it is not is filled."""
    if isinstance(value, bool):
        return 1, 0.0, value, ""
    if isinstance(value, str):
        return 2, 0.0, False, value
    return 0, float(value), False, ""


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
