"""The text form of the CASAS smart homes: ``2010-11-04 00:03:50.209589 M003 ON``, with ``Sleeping begin`` at times.

What a sensor is stands in the letters of its name: M motion, D door, T temperature (confirmed by public README files of
the data sets). MA motion, L light, I item, P electricity, AD1-A burner, AD1-B and AD1-C hot and cold water and asterisk
the telephone are in common use and unconfirmed: what a recording means by them is for its mapping to say.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from simulators.forms.row import Form, Row, Unread
from simulators.forms.text import moment, readable, shown

TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "M": "motion",
        "MA": "motion",
        "D": "door",
        "T": "temperature",
        "L": "light",
        "LL": "light level",
        "LS": "light level",
        "I": "item",
        "P": "electricity",
        "BA": "battery",
        "BATP": "battery",
        "BATV": "battery voltage",
        "AD1-A": "burner",
        "AD1-B": "water",
        "AD1-C": "water",
        "ASTERISK": "telephone",
    }
)
"""What the letters of a name stand for; letters that are not here are the type themselves, which then is unknown."""

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"ABSENT": "ON", "PRESENT": "OFF", "START": "ON", "STOP": "OFF", "END": "OFF"}
)
"""An item that was taken away is on; so is a telephone from the start of a call."""

_LINE: Final = re.compile(r"\d{4}-\d{2}-\d{2}\s+\d{1,2}:\d{2}:\d{2}\S*\s+\S+\s+\S+")
_FIELDS: Final = 4
_LETTERS: Final = re.compile(r"AD1-[A-C]$|[A-Za-z]+(?=\d*$)")


def rows(path: Path) -> Iterator[Row | Unread]:
    """Give the rows of a file; one that cannot be read is given as such, for nobody can mend a published data set."""
    with readable(path), path.open(encoding="utf-8-sig", errors="strict") as file:
        for line, text in enumerate(file, 1):
            fields = text.split(None, _FIELDS)
            if fields:
                yield _row(line, fields)


def _row(line: int, fields: list[str]) -> Row | Unread:
    if len(fields) < _FIELDS:
        return Unread(line, f"'{shown(' '.join(fields))}' is not date, time, sensor and value")
    day, clock, sensor, value, *rest = fields
    try:
        written = moment(f"{day} {clock}")
    except ValueError as error:
        return Unread(line, str(error).partition(";")[0])
    return Row(line, written, sensor, kind(sensor), value=WORDS.get(value.upper(), value), mark=_mark(rest))


def kind(sensor: str) -> str:
    """Tell a sensor's type by the letters of its name."""
    found = _LETTERS.match(sensor)
    letters = found.group().upper() if found else sensor
    return TYPES.get(letters, letters)


def _mark(rest: list[str]) -> tuple[str, bool] | None:
    """Read ``Sleeping begin``, ``R1 sleep end`` or ``Sleep="begin"``; a label that only stands there marks nothing."""
    label, _, word = re.sub(r'[="]+', " ", rest[0] if rest else "").strip().rpartition(" ")
    word = word.lower()
    return (" ".join(label.split()), word == "begin") if label and word in {"begin", "end"} else None


FORM: Final = Form(
    "CASAS", "a line such as '2010-11-04 00:03:50.209589 M003 ON'", lambda first: bool(_LINE.match(first)), rows
)
