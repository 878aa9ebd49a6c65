"""What every form is read into: rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is written: naive times are local; an empty ``value`` means on.

    ``lasts`` is how long the value held when that is written beside it. ``mark`` is what the row says of an activity:
    its label, and whether it begins (else it ends).
    """

    line: int
    written: datetime
    sensor: str
    type: str
    room: str = ""
    value: str = ""
    lasts: timedelta | None = None
    mark: tuple[str, bool] | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that cannot be read, and why; the rows after it can."""

    line: int
    says: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form of recordings: how its first line looks, in words and as a test, and its reader.

    The reader gives the rows lazily in the order of the file, and raises ScenarioError that names file and line.
    """

    name: str
    looks: str
    begins: Callable[[str], bool]
    rows: Callable[[Path], Iterator[Row | Unread]]
