"""Write readings to a file that other programs read: CSV or Parquet, row by row, whatever the store."""

import csv
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from care.errors import StoreError
from care.events import Event
from store.folder import usable
from store.parquet import ParquetRows
from store.readings import Readings

COLUMNS: Final = ("site", "home", "device", "quantity", "time", "v", "vb", "vs", "received")
"""As SenML: v a number, vb a bool, vs a text; one of them is filled. Times are UTC."""


class Format(StrEnum):
    """What kind of file."""

    CSV = "csv"
    PARQUET = "parquet"


class Rows(Protocol):
    """A file that takes pages of events."""

    def write(self, events: Sequence[Event]) -> None:
        """Add a page."""

    def finish(self) -> None:
        """Write what is not written yet."""

    def close(self) -> None:
        """Let go of what was needed."""


class CsvRows:
    """CSV with a heading, UTF-8, times as 2026-01-01T22:00:00.000000Z, bools as true and false."""

    def __init__(self, path: Path, *, with_received: bool) -> None:
        self._file = path.open("w", newline="", encoding="utf-8")
        self._with_received = with_received
        self._writer = csv.writer(self._file)
        self._writer.writerow(COLUMNS)

    def write(self, events: Sequence[Event]) -> None:
        """Add a page."""
        self._writer.writerows(self._row(event) for event in events)

    def finish(self) -> None:
        """Write what is not written yet."""
        self._file.flush()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _row(self, event: Event) -> tuple[object, ...]:
        value = event.value
        number, truth, text = None, None, None
        if isinstance(value, bool):
            truth = "true" if value else "false"
        elif isinstance(value, str):
            text = value
        else:
            number = value
        received = _iso(event.received) if self._with_received else None
        whose = (event.site, event.home, event.device, event.quantity)
        return (*whose, _iso(event.time), number, truth, text, received)


def export(
    readings: Readings,
    path: Path,
    kind: Format,
    *,
    since: datetime,
    until: datetime,
    homes: Collection[str] | None = None,
) -> Iterator[tuple[int, int]]:
    """Write the readings of [since, until), of these homes or all, by home, device, quantity and time; no ticks.

    Gives (rows written, rows there are) again and again; the file is there, whole, when this ends. Raises StoreError
    when a store cannot be read, the file cannot be written, or what Parquet needs is not installed.
    """
    of: Collection[str | None] = [None] if homes is None else homes
    series = [each for home in of for each in readings.series(since, until, home)]
    total, done = sum(each.events for each in series), 0
    yield done, total
    with _appearing(path) as part:
        rows = _rows(part, kind, with_received=readings.knows_received)
        try:
            for each in series:
                for page in readings.told_by(each, since, until):
                    with usable(path):
                        rows.write(page)
                    done += len(page)
                    yield done, total
            with usable(path):
                rows.finish()
        finally:
            with usable(path):
                rows.close()


def _rows(path: Path, kind: Format, *, with_received: bool) -> Rows:
    with usable(path):
        if kind is Format.CSV:
            return CsvRows(path, with_received=with_received)
        return ParquetRows(path, with_received=with_received)


@contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """Give a file beside ``path`` to write to, that takes its place when all went well and is removed when not."""
    part = path.with_name(f"{path.name}.part")
    try:
        yield part
        with usable(path):
            part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z"


def kind_of(path: Path, given: Format | None) -> Format:
    """Give the kind as told, or by the file's name; raises StoreError where neither tells."""
    if given is not None:
        return given
    with suppress(ValueError):
        return Format(path.suffix.removeprefix(".").lower())
    raise StoreError(f"What kind of file is {path} to be? Name it .csv or .parquet, or tell --format.")
