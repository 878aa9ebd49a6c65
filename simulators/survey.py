"""What stands in a recording: which sensors, of which type, in which room, how often."""

from dataclasses import dataclass
from pathlib import Path

from simulators.forms import Form, Unread, detect


@dataclass(slots=True)
class Seen:
    """One sensor of a recording, of one type; its room if the rows say so, how many they are, the first one's line."""

    sensor: str
    type: str
    room: str
    rows: int
    line: int


@dataclass(frozen=True, slots=True)
class Survey:
    """What a recording is: its form, and its sensors by name and type."""

    path: Path
    form: Form
    sensors: tuple[Seen, ...]


def survey(path: Path) -> Survey:
    """Read a recording through; raises ScenarioError at the first row that is wrong."""
    form = detect(path)
    seen: dict[tuple[str, str], Seen] = {}
    for row in form.rows(path):
        if isinstance(row, Unread):
            continue
        found = seen.get((row.sensor, row.type))
        if found is None:
            found = seen[row.sensor, row.type] = Seen(row.sensor, row.type, row.room, 0, row.line)
        found.rows += 1
    return Survey(path, form, tuple(seen[key] for key in sorted(seen)))
