"""Labels: what people say was going on in a recorded home, and from when to when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from simulators.forms.text import moment, table
from simulators.local_time import Doubt, in_utc, meanings
from store.yaml_file import wrong

HEADER: Final = ("start", "end", "label")


@dataclass(frozen=True, slots=True)
class Label:
    """One activity, from ``start`` to ``end`` (aware UTC), and the line that says so."""

    label: str
    start: datetime
    end: datetime
    line: int


def read(path: Path, zone: ZoneInfo) -> tuple[Label, ...]:
    """Read a file of labels, ``start,end,label``; times without a zone are local. They may overlap.

    Raises ScenarioError as ``file:line: what and what to do``.
    """
    try:
        return tuple(
            Label(label, start, _end(path, line, start, end, zone), line)
            for start, line, (end, label) in in_utc(_written(path), zone)
        )
    except Doubt as doubt:
        wrong(path, doubt.row, doubt.says)


def _written(path: Path) -> Iterator[tuple[datetime, int, tuple[datetime, str]]]:
    for line, (start, end, label) in table(path, HEADER):
        if not label:
            wrong(path, line, "the label is empty; say what was done")
        try:
            yield moment(start), line, (moment(end), label)
        except ValueError as error:
            wrong(path, line, str(error))


def _end(path: Path, line: int, start: datetime, end: datetime, zone: ZoneInfo) -> datetime:
    found = next((meant for meant in sorted(meanings(end, zone)) if meant >= start), None)
    if found is None:
        wrong(path, line, f"it ends at {end}, before it begins; mend the row")
    return found


def from_marks(marks: Iterable[tuple[datetime, int, str, bool]]) -> tuple[tuple[Label, ...], tuple[str, ...]]:
    """Make labels of the marks that stand in a recording: time, line, label, and whether it begins (else it ends).

    Give beside them what is said of marks that have no other half: these are left out.
    """
    begun: dict[str, tuple[datetime, int]] = {}
    labels: list[Label] = []
    odd: list[tuple[int, str]] = []
    for at, line, label, begins in marks:
        if begins:
            if label in begun:
                odd.append((begun[label][1], f"'{label}' begins, and begins again on line {line}; left out"))
            begun[label] = at, line
        elif label in begun:
            start, first = begun.pop(label)
            labels.append(Label(label, start, at, first))
        else:
            odd.append((line, f"'{label}' ends, but it has not begun; left out"))
    odd += [(line, f"'{label}' begins, but it never ends; left out") for label, (_, line) in begun.items()]
    return tuple(sorted(labels, key=lambda label: label.start)), tuple(
        f"line {line}: {says}" for line, says in sorted(odd)
    )
