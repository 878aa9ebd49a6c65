"""A CSV as spreadsheets save it: its letters, its separator and its columns found out, or refused with what to do."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from types import MappingProxyType
from typing import Final

from care.errors import Reason, Refused

LARGEST: Final = 5_000_000
MOST_LINES: Final = 50_000
_SEPARATORS: Final = (";", "\t", ",")


@dataclass(frozen=True)
class Columns:
    """What a table's columns may be called in small letters, by name, and which it needs.

    ``needed``: what is said when none of these sets of columns is there. ``example`` is a first line.
    """

    names: Mapping[str, Sequence[str]]
    needed: Mapping[str, Sequence[frozenset[str]]]
    example: str


VISITS: Final = Columns(
    names=MappingProxyType(
        {
            "home": ("home", "hem", "lägenhet", "bostad"),
            "resident": ("resident", "boende", "brukare"),
            "began": ("began", "started", "började", "start", "starttid"),
            "date": ("date", "datum"),
            "time": ("time", "tid", "klockslag"),
            "minutes": ("minutes", "minuter", "min"),
            "contact": ("contact", "contact minutes", "kontakt", "kontaktminuter", "kontakttid"),
            "kind": ("kind", "type", "slag", "typ"),
            "staff": ("staff", "personal", "personalkod"),
        }
    ),
    needed={
        "home": [frozenset({"home"})],
        "minutes": [frozenset({"minutes"})],
        "kind": [frozenset({"kind"})],
        "began (or date and time)": [frozenset({"began"}), frozenset({"date", "time"})],
    },
    example="home; began; minutes; contact; kind",
)


@dataclass(frozen=True)
class Sheet:
    """A file's lines by column name, and how it was written; the first line of a file is line 1."""

    encoding: str
    separator: str
    lines: Sequence[tuple[int, Mapping[str, str]]]
    odd: Sequence[tuple[int, str]]
    """Lines that have more cells than there are columns, and what to do."""


def read(data: bytes, columns: Columns = VISITS) -> Sheet:
    """Read a file; raises Refused where it cannot be a table with these columns."""
    if len(data) > LARGEST:
        raise _bad(f"The file has {len(data):,} bytes; {LARGEST:,} are the most.", "Split it by month.")
    encoding, text = _decoded(data)
    if "\0" in text:
        raise _bad("This is no text file.", "In the spreadsheet, save as CSV (UTF-8).")
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    rows = _rows(text, separator)
    head = [cell.strip().lower() for cell in next(rows, (0, []))[1]]
    names = _named(head, columns)
    lines: list[tuple[int, Mapping[str, str]]] = []
    odd: list[tuple[int, str]] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(lines) + len(odd) >= MOST_LINES:
            raise _bad(f"There are over {MOST_LINES:,} lines.", "Split the file by month.")
        if any(cell.strip() for cell in cells[len(head) :]):
            odd.append((number, _too_many(len(cells), len(head), separator)))
        else:
            lines.append((number, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}))
    return Sheet(encoding, separator, lines, odd)


def _decoded(data: bytes) -> tuple[str, str]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return "UTF-16", data.decode("utf-16").lstrip("\ufeff")
        except UnicodeDecodeError as error:
            raise _bad("The file begins as UTF-16 and goes on as something else.", "Save it as UTF-8.") from error
    try:
        return "UTF-8", data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "Latin-1", data.decode("cp1252", "replace")  # what spreadsheets call so


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        before = 1
        for cells in reader:
            yield before, cells
            before = reader.line_num + 1
    except csv.Error as error:
        raise _bad(f"Line {reader.line_num} cannot be read: {error}.", "Save the table as CSV again.") from error


def _named(head: Sequence[str], columns: Columns) -> list[str]:
    names = [next((name for name, others in columns.names.items() if cell in others), "") for cell in head]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    missing = [says for says, sets in columns.needed.items() if not any(one <= set(names) for one in sets)]
    if twice:
        raise _bad(f"Column {twice[0]} is there twice.", "Take one of them away.")
    if missing:
        raise _bad(
            f"The first line names no column {', '.join(missing)}; it says: {', '.join(head)[:120] or 'nothing'}.",
            f"Write the names of the columns into the first line: {columns.example}.",
        )
    return names


def _too_many(cells: int, columns: int, separator: str) -> str:
    says = f"it has {cells} cells, and there are {columns} columns."
    if separator == ",":
        return f"{says} A decimal comma cuts a number in two: save with semicolons between cells, or write 7.5."
    return f"{says} Put a text that holds {separator!r} in quotes."


def _bad(says: str, mend: str) -> Refused:
    return Refused(Reason.OUT_OF_RANGE, says, mend=mend, field="file")
