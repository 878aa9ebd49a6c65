"""The history of alerts as lines of text that other programs read: CSV or JSON, one move a line, as it is read."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from care.alerts import Closing
from store.registry.history import Entry

COLUMNS: Final = (*(name for name in Entry.model_fields if name != "closing"), *Closing.model_fields)
"""``at`` is by the home's clock, ``wall`` by the wall's, both UTC; the last four are told with the move that closed."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Form(StrEnum):
    """What kind of lines."""

    CSV = "csv"
    JSONL = "jsonl"


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Give a heading, then a line for each; what a spreadsheet would take for a formula begins with an apostrophe."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield _written(line, writer.writerow, COLUMNS)
    for entry in entries:
        yield _written(line, writer.writerow, [_cell(value) for value in _flat(entry).values()])


def json_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Give a JSON object for each, of the same names."""
    for entry in entries:
        yield json.dumps(_flat(entry), default=_time, ensure_ascii=False) + "\n"


LINES: Final[Mapping[Form, Callable[[Iterable[Entry]], Iterator[str]]]] = MappingProxyType(
    {Form.CSV: csv_lines, Form.JSONL: json_lines}
)


def _flat(entry: Entry) -> dict[str, Any]:
    said = dict(entry)
    closing = said.pop("closing")
    return said | {name: None if closing is None else getattr(closing, name) for name in Closing.model_fields}


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
