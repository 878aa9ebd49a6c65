"""What the readers share: text files and CSV files opened, times as they are written; errors by file and line."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from store.yaml_file import wrong

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn the errors of reading a text file into ScenarioError."""
    try:
        yield
    except UnicodeDecodeError:
        wrong(path, 1, "this is not text in UTF-8; save it as UTF-8")
    except OSError as error:
        wrong(path, 1, f"cannot be read ({error.strerror}); check the path")


def table(path: Path, header: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Give each row of a CSV file with this header, with its line; cells are stripped, empty rows left out."""
    wanted = ",".join(header)
    with readable(path), path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        begun = False
        try:
            for row in reader:
                cells = [cell.strip() for cell in row]
                if not any(cells):
                    continue
                if not begun:
                    begun = True
                    if cells != list(header):
                        wrong(
                            path, reader.line_num, f"the first row is '{shown(','.join(cells))}'; it must be {wanted}"
                        )
                elif len(cells) != len(header):
                    wrong(path, reader.line_num, f"{len(cells)} values where {wanted} are wanted; mend the row")
                else:
                    yield reader.line_num, cells
        except csv.Error as error:
            wrong(path, reader.line_num, f"this is not CSV ({error}); export it again")
        if not begun:
            wrong(path, 1, f"the file is empty; its first row must be {wanted}")


def moment(written: str) -> datetime:
    """Read a time as it is written, naive when it has no zone; raises ValueError with what is wrong."""
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        read = None
    if read is None or ":" not in written:
        msg = f"'{shown(written, 40)}' is not a time; write it as 2019-04-18 09:48:03"
        raise ValueError(msg)
    if not FIRST_YEAR <= read.year < LAST_YEAR:
        msg = f"{written} lies outside the years {FIRST_YEAR} to {LAST_YEAR - 1}; check the recorder's clock"
        raise ValueError(msg)
    return read


def shown(text: str, most: int = 80) -> str:
    """Give a text as it may stand in a message: no longer than ``most``, and nothing in it that steers a terminal."""
    return "".join(sign if sign.isprintable() else "?" for sign in text[:most])
