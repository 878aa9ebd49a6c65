"""The form ``time,sensor,type``: one row each time a sensor told something, which is always that it was on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from simulators.forms.row import Form, Row
from simulators.forms.text import moment, table
from store.yaml_file import wrong

HEADER: Final = ("time", "sensor", "type")


def rows(path: Path) -> Iterator[Row]:
    """Give the rows of a file; raises ScenarioError for the first that is wrong."""
    for line, (written, sensor, kind) in table(path, HEADER):
        if not sensor:
            wrong(path, line, "the sensor has no name; give it one")
        try:
            yield Row(line, moment(written), sensor, kind)
        except ValueError as error:
            wrong(path, line, str(error))


def _begins(first: str) -> bool:
    return [cell.strip() for cell in first.split(",")] == list(HEADER)


FORM: Final = Form("time,sensor,type", "time,sensor,type", _begins, rows)
