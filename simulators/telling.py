"""What the rows of a recording tell, once through: readings in time order; rows of which nothing is sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from care.errors import Refused
from care.people import Spot
from care.quantities import Kind, Value, quantity
from simulators.forms import Form, Row, Unread
from simulators.forms.text import shown
from simulators.guesses import plain_id
from simulators.local_time import Doubt, in_utc
from simulators.mapping import Item
from simulators.ordering import First, Order
from simulators.survey import Seen
from store.yaml_file import wrong

TRUE: Final = frozenset({"", "on", "open", "opened", "true", "yes", "1"})
FALSE: Final = frozenset({"off", "close", "closed", "false", "no", "0"})
_NOW: Final = timedelta(0)


@dataclass(frozen=True, slots=True)
class Sensor:
    """One sensor of a recording: what it is called there, and the device that it becomes."""

    name: str
    type: str
    rows: int
    item: Item

    @property
    def device(self) -> str:
        """The id of its device."""
        return self.item.device or plain_id(self.name)

    @property
    def quantity(self) -> str:
        """What it tells."""
        return self.item.quantity

    @property
    def spot(self) -> Spot:
        """What it stands for."""
        return self.item.spot


@dataclass(frozen=True, slots=True)
class Unsent:
    """Rows of which nothing is sent: whose, how many, the line of the first, and why."""

    sensor: str
    rows: int
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading, and the line of the row that told it; ``time`` is aware UTC."""

    time: datetime
    sensor: Sensor
    value: Value
    line: int


@dataclass
class Pass:
    """Goes once through a recording, and notes what it meets."""

    path: Path
    form: Form
    zone: ZoneInfo
    sensors: Mapping[tuple[str, str], Sensor]
    rows: int = 0
    order: Order = field(default_factory=Order)
    twice: First = field(default_factory=First)
    marks: list[tuple[datetime, int, str, bool]] = field(default_factory=list)
    bad: dict[tuple[str, str], tuple[First, str]] = field(default_factory=dict)

    def readings(self) -> Iterator[Reading]:
        """Give the readings in time order; raises ScenarioError."""
        instant: datetime | None = None
        there: set[tuple[str, str, Value]] = set()
        try:
            for moment, line, (sensor, value) in self.order.sort(self._told()):
                if moment != instant:
                    instant = moment
                    there.clear()
                said = (sensor.device, sensor.quantity, value)
                if said in there:
                    self.twice.note(line)
                    continue
                there.add(said)
                yield Reading(moment, sensor, value, line)
        except Doubt as doubt:
            wrong(self.path, doubt.row, doubt.says)

    def unsent(self, left_out: tuple[Sensor, ...], seen: tuple[Seen, ...]) -> tuple[Unsent, ...]:
        """Give what was not sent, by line."""
        lines = {(one.sensor, one.type): one.line for one in seen}
        none = [Unsent(s.name, s.rows, lines[s.name, s.type], s.item.reason or "") for s in left_out]
        bad = [Unsent(sensor, first.count, first.line, says) for (sensor, _), (first, says) in self.bad.items()]
        return tuple(sorted([*none, *bad], key=lambda unsent: unsent.line))

    def _told(self) -> Iterator[tuple[datetime, datetime, int, tuple[Sensor, Value]]]:
        """Give each reading with the time of its row, its own time and its line, in the order of the file."""
        for moment, line, row in in_utc(self._written(), self.zone):
            if row.mark is not None:
                self.marks.append((moment, line, *row.mark))
            sensor = self.sensors.get((row.sensor, row.type))
            if sensor is None:
                continue
            try:
                values = _values(row, sensor)
            except Refused as refused:
                self._note(row.sensor, refused.reason, line, refused.says.rstrip("."))
                continue
            except ValueError as error:
                self._note(row.sensor, "value", line, str(error))
                continue
            for after, value in values:
                yield moment, moment + after, line, (sensor, value)

    def _written(self) -> Iterator[tuple[datetime, int, Row]]:
        for row in self.form.rows(self.path):
            self.rows += 1
            if isinstance(row, Unread):
                self._note("(a row that cannot be read)", "", row.line, row.says)
            else:
                yield row.written, row.line, row

    def _note(self, sensor: str, problem: str, line: int, says: str) -> None:
        self.bad.setdefault((sensor, problem), (First(), says))[0].note(line)


def _values(row: Row, sensor: Sensor) -> tuple[tuple[timedelta, Value], ...]:
    """Give what a row tells, each with how long after the row's time; raises Refused or ValueError when nothing."""
    about = quantity(sensor.quantity)
    value = _value(row.value, about.kind)
    told = about.check(value)
    if row.lasts is None:
        return ((_NOW, told),)
    if told is not True:
        msg = f"'{shown(row.value, 40)}' cannot last {row.lasts.total_seconds():g} s; only what is on can"
        raise ValueError(msg)
    return ((_NOW, True), (row.lasts, False))


def _value(written: str, kind: Kind) -> Value:
    if kind is Kind.BOOL:
        word = written.lower()
        if word in TRUE or word in FALSE:
            return word in TRUE
        msg = f"'{shown(written, 40)}' is neither on (or open) nor off (or closed)"
        raise ValueError(msg)
    if not written:
        msg = f"the row has no value, and a {kind.value} is wanted"
        raise ValueError(msg)
    if kind is Kind.TEXT:
        return written
    try:
        return float(written)
    except ValueError:
        msg = f"'{shown(written, 40)}' is not a number"
        raise ValueError(msg) from None
