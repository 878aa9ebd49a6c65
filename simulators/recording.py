"""Read the recording of a real home: a CSV of time, sensor and type, one row for each time a sensor told something."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final, NoReturn
from zoneinfo import ZoneInfo

from care.errors import ScenarioError
from care.people import Spot
from simulators.feed import Feed, Told
from simulators.local_time import Doubt, in_order

HEADER: Final = ["time", "sensor", "type"]
QUANTITY: Final[Mapping[str, str]] = MappingProxyType({"door": "contact.open", "motion": "motion"})
"""What a row of each type tells; the value is true."""

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100

STORAGE: Final = re.compile(
    r"fridge|freezer|cupboard|cabinet|drawer|wardrobe|pantry|larder|kyl|frys|skap|lada|garderob"
)
OUTER: Final = re.compile(
    r"front|back|outer|outdoor|outside|main|entrance|entry|patio|balcony|garage|garden|ytter|entre|altan|balkong|terrass"
)


@dataclass(frozen=True, slots=True)
class Sensor:
    """One sensor of a recording: its name in the file, the device it becomes, what it seems to stand for."""

    name: str
    device: str
    type: str
    spot: Spot
    rows: int

    @property
    def quantity(self) -> str:
        """What it tells."""
        return QUANTITY[self.type]


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that has been read through once and can be told: ``start`` and ``end`` are aware UTC, inclusive."""

    path: Path
    zone: ZoneInfo
    sensors: tuple[Sensor, ...]
    start: datetime
    end: datetime

    @property
    def rows(self) -> int:
        """How many readings it has."""
        return sum(sensor.rows for sensor in self.sensors)

    def readings(self) -> Iterator[tuple[datetime, Sensor]]:
        """Give each row's time (aware UTC) and sensor, lazily, in the order of the file, which is that of time."""
        by_name = {(sensor.name, sensor.type): sensor for sensor in self.sensors}
        for moment, name, kind in _rows(self.path, self.zone):
            yield moment, by_name[name, kind]

    def feed(self, home: str) -> Feed:
        """Give what is to be published as this home's."""
        told = (Told(home, sensor.device, sensor.quantity, moment, True) for moment, sensor in self.readings())
        return Feed(home, self.start, self.end, told)


def read(path: Path, zone: ZoneInfo) -> Recording:
    """Read a recording through and check every row; times without a zone are local in ``zone``.

    Raises ScenarioError as ``file:line: what and what to do``: a wrong header, row, time or type, or times that go
    backwards where no change of the clock explains it.
    """
    counts: Counter[tuple[str, str]] = Counter()
    start = end = None
    for moment, name, kind in _rows(path, zone):
        counts[name, kind] += 1
        start, end = start or moment, moment
    if start is None or end is None:
        _wrong(path, 2, "the recording has no rows; give at least one")
    return Recording(path, zone, _sensors(counts), start, end)


def spot(name: str, kind: str) -> Spot:
    """Guess from a sensor's name what it stands for; a door that says nothing is taken for an inner one."""
    plain = _ascii(name)
    if kind != "door":
        return Spot.ROOM
    if STORAGE.search(plain):
        return Spot.STORAGE
    return Spot.OUTER_DOOR if OUTER.search(plain) else Spot.INNER_DOOR


def _sensors(counts: Mapping[tuple[str, str], int]) -> tuple[Sensor, ...]:
    taken: dict[str, str] = {}
    sensors: list[Sensor] = []
    for (name, kind), rows in sorted(counts.items()):
        device = _device(name)
        number = 2
        while taken.setdefault(device, name) != name:
            device = f"{_device(name)[:29]}-{number}"
            number += 1
        sensors.append(Sensor(name, device, kind, spot(name, kind), rows))
    return tuple(sensors)


def _device(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _ascii(name)).strip("-")[:32].strip("-") or "sensor"


def _ascii(name: str) -> str:
    return unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()


def _rows(path: Path, zone: ZoneInfo) -> Iterator[tuple[datetime, str, str]]:
    """Give every row's time (aware UTC), sensor and type; raises ScenarioError at the first that is wrong."""
    try:
        for moment, _, name, kind in in_order(_written(path), zone):
            yield moment, name, kind
    except Doubt as doubt:
        _wrong(path, doubt.row, doubt.says)


def _written(path: Path) -> Iterator[tuple[datetime, int, str, str]]:
    """Give every row's time as written, its line, sensor and type."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            _check_header(path, [cell.strip() for cell in next(reader, [])])
            for row in reader:
                if row:
                    yield _row(path, reader.line_num, row)
    except UnicodeDecodeError:
        _wrong(path, 1, "this is not text in UTF-8; save it as UTF-8")
    except csv.Error as error:
        _wrong(path, reader.line_num, f"this is not CSV ({error}); export it again")
    except OSError as error:
        _wrong(path, 1, f"cannot be read ({error.strerror}); check the path")


def _check_header(path: Path, header: list[str]) -> None:
    if header[:3] == ["ts", "sensor", "type"] and "dur_s" in header:
        _wrong(
            path,
            1,
            "recordings with durations (ts,sensor,type,room,value,dur_s) cannot be replayed yet;"
            " give one with time,sensor,type",
        )
    if header != HEADER:
        _wrong(path, 1, f"the first row is '{','.join(header):.80}'; it must be time,sensor,type")


def _row(path: Path, line: int, row: list[str]) -> tuple[datetime, int, str, str]:
    if len(row) != len(HEADER):
        _wrong(path, line, f"{len(row)} values where time,sensor,type are wanted; mend the row")
    written, name, kind = row[0].strip(), row[1].strip(), row[2].strip()
    if kind not in QUANTITY:
        _wrong(path, line, f"unknown type '{kind:.40}'; known are {' and '.join(QUANTITY)}")
    if not name:
        _wrong(path, line, "the sensor has no name; give it one")
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or ":" not in written:
        _wrong(path, line, f"'{written:.40}' is not a time; write it as 2019-04-18 09:48:03")
    if not FIRST_YEAR <= moment.year < LAST_YEAR:
        _wrong(
            path, line, f"{written} lies outside the years {FIRST_YEAR} to {LAST_YEAR - 1}; check the recorder's clock"
        )
    return moment, line, name, kind


def _wrong(path: Path, line: int, says: str) -> NoReturn:
    raise ScenarioError(f"{path}:{line}: {says}.") from None
