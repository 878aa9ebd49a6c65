"""Write what simulated homes tell, and what was true, to files: each home by itself, the same bytes every time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import Final

from care.events import Event
from simulators.feed import Told
from simulators.population import Population
from simulators.story import Story
from store.folder import usable
from store.parquet import ParquetRows
from store.parquet_table import Column, write_table

SITE: Final = "simulated"
"""The site that stands in the files."""
PAGE: Final = 5000
"""Readings held at once."""
EVENTS: Final = "events"
TRUTH: Final = "truth"
TRUTH_COLUMNS: Final = {
    "home": Column.TEXT,
    "resident": Column.TEXT,
    "kind": Column.TEXT,
    "label": Column.TEXT,
    "since": Column.TIME,
    "deadline": Column.TIME,
    "until": Column.TIME,
}
"""``kind``: ``activity`` (what somebody did) or ``situation`` (what staff should know of; it has a deadline)."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A device of a home, as a reader of its events wants to know it."""

    id: str
    name: str
    model: str
    spot: str
    room: str | None
    resident: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """One home's files: what is in them, and their SHA-256."""

    number: int
    home: str
    profile: str
    dwelling: str
    readings: int
    truths: int
    events_sha256: str
    truth_sha256: str
    devices: tuple[Fitted, ...]


def write_home(population: Population, number: int, folder: Path) -> Written:
    """Live one home and write ``events/<home>.parquet`` and ``truth/<home>.parquet``; each appears whole.

    Raises StoreError when they cannot be written.
    """
    story = population.story(number)
    events, truth = files_of(folder, story.home)
    playing = story.begin()
    lived: list[tuple[object, ...]] = []

    def take_diaries() -> None:
        for resident, whose in zip(playing.scene.residents, story.household.residents, strict=True):
            while resident.diary.ended:
                one = resident.diary.ended.popleft()
                since, until = (story.start + timedelta(seconds=round(at)) for at in (one.since, one.until))
                lived.append((story.home, whose.id, "activity", one.what, since, None, until))

    readings = 0
    part = events.with_name(f"{events.name}.part")
    rows = ParquetRows(part, with_received=True, small=True)
    try:
        told = playing.until(story.end)
        while page := [_event(one) for one in islice(told, PAGE)]:
            rows.write(page)
            readings += len(page)
            take_diaries()
        for resident in playing.scene.residents:
            resident.diary.close()
        take_diaries()
        rows.finish()
    finally:
        rows.close()
    truths = sorted([*lived, *_situations(story)], key=lambda row: (row[4], row[6], row[1] or "", row[3]))
    table = truth.with_name(f"{truth.name}.part")
    write_table(table, TRUTH_COLUMNS, truths)
    with usable(folder):
        part.replace(events)
        table.replace(truth)
        return Written(
            number=number,
            home=story.home,
            profile=story.scenario.profile or "",
            dwelling=story.scenario.home,
            readings=readings,
            truths=len(truths),
            events_sha256=checksum(events),
            truth_sha256=checksum(truth),
            devices=tuple(_fitted(story)),
        )


def files_of(folder: Path, home: str) -> tuple[Path, Path]:
    """Give where a home's events and its truth lie."""
    return folder / EVENTS / f"{home}.parquet", folder / TRUTH / f"{home}.parquet"


def checksum(path: Path) -> str:
    """Give a file's SHA-256, in hex."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _event(told: Told) -> Event:
    return Event(SITE, told.home, told.device, told.quantity, told.time, told.value, told.arrives or told.time)


def _situations(story: Story) -> Iterator[tuple[object, ...]]:
    for one in story.episodes:
        yield one.home, one.resident, "situation", one.label, one.hazard_from, one.deadline, one.end


def _fitted(story: Story) -> Iterator[Fitted]:
    for device, spot, room, resident in story.household.devices:
        yield Fitted(device.id, device.name, device.model, spot.value, room, resident)
