"""Rows as lines of text that other programs read: CSV or JSON, one row a line, as it is read."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

Row = Mapping[str, Any]


class Form(StrEnum):
    """What kind of lines."""

    CSV = "csv"
    JSONL = "jsonl"


def lines(form: Form, columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Give the rows as CSV (with a heading) or JSON.

    In CSV what a spreadsheet would take for a formula begins with an apostrophe, and what a row lacks is empty.
    """
    return _csv(columns, rows) if form is Form.CSV else _json(rows)


def _csv(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    yield _written(line, writer.writerow, columns)
    for row in rows:
        yield _written(line, writer.writerow, [_cell(row.get(name)) for name in columns])


def _json(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(row, default=_time, ensure_ascii=False) + "\n"


def _written(line: io.StringIO, write: Callable[[Iterable[Any]], Any], cells: Iterable[Any]) -> str:
    write(cells)
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return _time(value)
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _time(value: datetime) -> str:
    return value.isoformat(timespec="microseconds").replace("+00:00", "Z")
