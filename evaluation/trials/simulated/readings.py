"""Keep what simulated homes told in the journal of their site, by its own keeper, as judged to its end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from care.events import CLOCK, TICK, Event
from store.journal import Journal, JournalReader

PAGE: Final = 5_000
"""Readings of one transaction."""


class Readings:
    """The journal while it is being written."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._judged: dict[str, datetime] = {}

    async def keep(self, home: str, events: list[Event], until: datetime) -> None:
        """Keep a home's readings, and that its clock has come to ``until``."""
        tick = Event(self._journal.site, home, CLOCK, TICK, until, True, until)
        whole = [*events, tick]
        for start in range(0, len(whole), PAGE):
            await self._journal.keep(whole[start : start + PAGE])
        self._judged[home] = until

    async def judge(self, last_seq: int) -> None:
        """Keep that all of it has been judged: what rules found in it is told at the desk already."""
        await self._journal.judged(self._judged, seen=last_seq)


@asynccontextmanager
async def journal(state: Path, site: str) -> AsyncIterator[Readings]:
    """Open a site's journal to write it; raises StoreError where a gateway has it."""
    async with Journal.open(state, site) as opened:
        readings = Readings(opened)
        yield readings
        with JournalReader.open(state, site) as reader:
            last = reader.last_seq()
        await readings.judge(last)
