"""A full disk: nothing is acknowledged, nothing kept is lost, and it goes on when there is room."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from care.errors import StoreError
from care.events import Event
from store.journal import Journal, JournalReader
from tests.small_disk import SmallDisk, no_small_disk, small_disk

Told = Callable[..., Event]


class Disk(Protocol):
    """A disk of about one megabyte for a journal."""

    state: Path

    def make_room(self, journal: Journal, /) -> None: ...

    def limit(self, journal: Journal, /) -> None: ...


class _SmallDisk:
    """A real one: a tmpfs, partly taken by somebody else's file."""

    def __init__(self, disk: SmallDisk) -> None:
        self.state = disk.folder / "state"
        self._disk = disk
        disk.fill(0.5)

    def limit(self, _journal: Journal) -> None:
        """It is limited already."""

    def make_room(self, _journal: Journal) -> None:
        self._disk.make_room()


class _SmallFile:
    """SQLite's own limit on the file's pages, which fails as a full disk does."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "state"

    def limit(self, journal: Journal) -> None:
        journal._connection.execute("PRAGMA max_page_count=100")

    def make_room(self, journal: Journal) -> None:
        journal._connection.execute("PRAGMA max_page_count=1000000")


@pytest.fixture(params=["a small tmpfs", "a limit of pages"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    if request.param == "a limit of pages":
        yield _SmallFile(tmp_path)
        return
    with small_disk(tmp_path / "disk", 1) as small:
        if small is None:
            no_small_disk()
        else:
            yield _SmallDisk(small)


async def test_a_full_disk_is_said_and_what_was_kept_stays_and_it_goes_on_with_room(disk: Disk, told: Told) -> None:
    async with Journal.open(disk.state, "north") as journal:
        disk.limit(journal)
        kept: list[Event] = []
        with pytest.raises(StoreError, match=r"journal\.sqlite: .*full.* Make room"):
            await _fill(journal, told, kept)
        assert kept
        with pytest.raises(StoreError, match="Make room"):
            await journal.keep(_batch(told, 5000))
        with JournalReader.open(disk.state, "north") as reader:
            assert [event for _, event in reader.after(0, limit=10**6)] == kept
            disk.make_room(journal)
            later = _batch(told, 5000)
            assert await journal.keep([*kept, *later]) == len(later)
            assert [event for _, event in reader.after(0, limit=10**6)] == kept + later
            assert reader.counts().events == len(kept) + len(later)


async def _fill(journal: Journal, told: Told, kept: list[Event]) -> None:
    for number in range(1000):
        batch = _batch(told, number)
        assert await journal.keep(batch) == len(batch)
        kept += batch


def _batch(told: Told, number: int) -> list[Event]:
    """Some events, each batch with a device that was not there before."""
    return [told(device=f"new-{number}", after=number * 100 + second) for second in range(50)]
