"""What rules over days ask for: events in a journal of their own, so that they learn here as in a gateway."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from alerts.hearing import History
from care.events import Event
from gateway.history import JournalHistory
from store.journal import Journal, JournalReader

_AT_ONCE: Final = 20_000
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder with a name that nobody can guess is made in it
"""Where a journal that is removed at once costs no disk, on Linux."""


@asynccontextmanager
async def past(events: Sequence[Event], site: str, home: str) -> AsyncIterator[History]:
    """Keep one home's events in a journal that is removed at the end, and give what is known of them at any instant.

    All may be kept before the first is judged: what History answers depends on nothing that came for a later time.
    """
    with TemporaryDirectory(prefix="mistel-past-", dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        journal = Journal.open(Path(folder), site)
        try:
            for start in range(0, len(events), _AT_ONCE):
                await journal.keep(events[start : start + _AT_ONCE])
        finally:
            journal.close()
        with JournalReader.open(Path(folder), site) as reader:
            yield JournalHistory(reader, home)
