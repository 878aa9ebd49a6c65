"""The recording of a home: what it has been found to hold when it was read through, and how it can be told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from simulators import labels as labels_file
from simulators.feed import Feed, Told
from simulators.forms import Form
from simulators.forms.text import shown
from simulators.guesses import guess
from simulators.labels import Label
from simulators.mapping import NONE, Item, Mapped
from simulators.ordering import First
from simulators.survey import Seen, Survey, survey
from simulators.telling import Pass, Reading, Sensor, Unsent
from store.yaml_file import wrong


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that has been read through and can be told: ``start`` and ``end`` are aware UTC, inclusive.

    ``rows`` are all rows; ``sent`` is how many readings they make, ``unsent`` what rows make none. ``late`` rows stood
    out of order and are put in their place; ``twice`` are readings that another row has told before, and that are
    given once. ``labels`` is what was truly going on, ``odd`` what is said of labels that were left out.
    """

    path: Path
    form: Form
    zone: ZoneInfo
    sensors: tuple[Sensor, ...]
    rows: int
    sent: int
    start: datetime
    end: datetime
    unsent: tuple[Unsent, ...]
    late: First
    twice: First
    labels: tuple[Label, ...]
    odd: tuple[str, ...]

    def readings(self) -> Iterator[Reading]:
        """Give the readings in time order, lazily; those of one time stay in the order of the file."""
        by_name = {(sensor.name, sensor.type): sensor for sensor in self.sensors}
        return Pass(self.path, self.form, self.zone, by_name).readings()

    def feed(self, home: str) -> Feed:
        """Give what is to be published as this home's."""
        told = (Told(home, r.sensor.device, r.sensor.quantity, r.time, r.value) for r in self.readings())
        return Feed(home, self.start, self.end, told)


def read(path: Path, zone: ZoneInfo, mapped: Mapped | None = None, labels: Path | None = None) -> Recording:
    """Read a recording through; times without a zone are local in ``zone``.

    Its sensors are what ``mapped`` says, or what they are guessed to be. Raises ScenarioError as
    ``file:line: what and what to do`` when the file is none of the forms, a row is wrong, a time lies over a day
    behind those before it, or nothing can be sent of it.
    """
    return read_surveyed(survey(path), zone, mapped, labels)


def read_surveyed(seen: Survey, zone: ZoneInfo, mapped: Mapped | None = None, labels: Path | None = None) -> Recording:
    """Read a recording, as ``read``, whose sensors are known already."""
    path = seen.path
    if not seen.sensors:
        wrong(path, 2, "the recording has no rows; give at least one")
    said = mapped or guess(seen.sensors)
    sensors = tuple(Sensor(one.sensor, one.type, one.rows, _item(one, said)) for one in seen.sensors)
    told = tuple(sensor for sensor in sensors if sensor.quantity != NONE)
    here = Pass(path, seen.form, zone, {(sensor.name, sensor.type): sensor for sensor in told})
    sent, start, end = 0, None, None
    for reading in here.readings():
        sent += 1
        start, end = start or reading.time, reading.time
    unsent = here.unsent(tuple(sensor for sensor in sensors if sensor.quantity == NONE), seen.sensors)
    if start is None or end is None:
        first = unsent[0]
        wrong(path, first.line, f"nothing can be sent of it; '{shown(first.sensor, 40)}': {first.reason}")
    truth, odd = labels_file.from_marks(here.marks)
    if labels is not None:
        truth = labels_file.read(labels, zone)
    return Recording(
        path, seen.form, zone, told, here.rows, sent, start, end, unsent, here.order.late, here.twice, truth, odd
    )


def _item(seen: Seen, mapped: Mapped) -> Item:
    return mapped.of(seen.sensor, seen.type) or Item(
        sensor=seen.sensor, quantity=NONE, reason="the mapping does not name it"
    )
