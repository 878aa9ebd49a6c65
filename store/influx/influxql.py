"""InfluxQL: conditions with their words quoted, and answers as points."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from care.clock import to_micros
from care.quantities import Value
from store.influx.line import NANOS
from store.influx.server import Table

FIELDS: Final = ("v", "vb", "vs")
ALL_FIELDS: Final = '"v", "vb", "vs"'
EVERYTHING: Final = "/.*/"


class Point(NamedTuple):
    """One value as it stands in InfluxDB."""

    quantity: str
    home: str
    device: str
    nanos: int
    value: Value


def name(word: str) -> str:
    """Quote the name of a measurement, tag or database."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def text(word: str) -> str:
    """Quote a text."""
    escaped = word.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def names(quantities: Collection[str]) -> str:
    """Quote the names of measurements to read from."""
    return ", ".join(map(name, sorted(quantities)))


def where(site: str, home: str | None = None, device: str | None = None) -> str:
    """Give the condition on whose readings."""
    tags = (("site", site), ("home", home), ("device", device))
    return " AND ".join(f"{name(tag)} = {text(value)}" for tag, value in tags if value is not None)


def within(since: datetime, until: datetime) -> str:
    """Give the condition that an event's time lies in [since, until)."""
    return f"time >= {to_micros(since) * NANOS} AND time < {to_micros(until) * NANOS}"


def points(tables: Collection[Table], *, quantity: str = "", home: str = "", device: str = "") -> Iterator[Point]:
    """Give the points of an answer to a SELECT of ``ALL_FIELDS`` or of one of ``FIELDS``.

    What the answer is not grouped by is what was asked for, as given.
    """
    for table in tables:
        tags = table.get("tags", {})
        told = (quantity or table["name"], tags.get("home", home), tags.get("device", device))
        columns = table["columns"][1:]
        for nanos, *values in table["values"]:
            for column, value in zip(columns, values, strict=True):
                if value is not None:
                    yield Point(*told, nanos, float(value) if column == "v" else value)
                    break
