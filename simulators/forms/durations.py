"""The form ``ts,sensor,type,room,value,dur_s``: when a sensor told a value, and for how many seconds it held.

A row without ``dur_s`` tells its value only.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from simulators.forms.row import Form, Row
from simulators.forms.text import moment, shown, table
from store.yaml_file import wrong

HEADER: Final = ("ts", "sensor", "type", "room", "value", "dur_s")
LONGEST: Final = timedelta(days=366)
BRIEFLY: Final = timedelta(milliseconds=1)
"""What a duration of 0 s is taken for, so that on comes before off."""


def rows(path: Path) -> Iterator[Row]:
    """Give the rows of a file; raises ScenarioError for the first that is wrong."""
    for line, (written, sensor, kind, room, value, lasted) in table(path, HEADER):
        if not sensor:
            wrong(path, line, "the sensor has no name; give it one")
        try:
            yield Row(line, moment(written), sensor, kind, room, value, _duration(lasted))
        except ValueError as error:
            wrong(path, line, str(error))


def _duration(lasted: str) -> timedelta | None:
    if not lasted:
        return None
    try:
        lasts = timedelta(seconds=float(lasted))
    except (ValueError, OverflowError):
        lasts = None
    if lasts is None or not timedelta(0) <= lasts <= LONGEST:
        msg = f"dur_s is '{shown(lasted, 40)}'; it must be seconds, from 0 to a year"
        raise ValueError(msg)
    return lasts or BRIEFLY


def _begins(first: str) -> bool:
    return [cell.strip() for cell in first.split(",")] == list(HEADER)


FORM: Final = Form("durations", "ts,sensor,type,room,value,dur_s", _begins, rows)
