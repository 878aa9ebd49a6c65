"""The gateway's side of a site's journal: what ``keep`` returned for survives a crash."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Final, Self

from care.errors import StoreError
from care.events import Event, Refusal
from store.folder import private_file, private_folder, site_folder
from store.journal.keeper import Keeper
from store.journal.lock import SiteLock
from store.journal.schema import connect, journal_path, migrate, told
from store.journal.writer import Job, Writer

RULES: Final = "rules"
"""The cursor of the rules."""


class Journal:
    """One site's journal, for writing. One holder a site; readers use JournalReader meanwhile."""

    def __init__(self, site: str, path: Path, lock: SiteLock) -> None:
        self.site = site
        self._path = path
        self._lock = lock
        with told(path):
            self._connection = connect(path)
            migrate(self._connection)
        self._writer = Writer(Keeper(self._connection, site), path)
        self._open = True

    @classmethod
    def open(cls, state: Path, site: str) -> Self:
        """Open, and make if need be, the journal of ``site`` below the folder ``state``.

        Raises StoreError when another process holds it, or when the folder or file cannot be used.
        """
        folder = private_folder(site_folder(state, site))
        lock = SiteLock(folder / "gateway.lock", site)
        try:
            return cls(site, private_file(journal_path(state, site)), lock)
        except StoreError:
            lock.release()
            raise

    async def keep(self, events: Sequence[Event], refusals: Sequence[Refusal] = ()) -> int:
        """Keep events and refusals; return how many events were new. Once this returns they are durable.

        An event that is there already changes nothing. May be called while other calls wait: they share a
        transaction. Raises StoreError when nothing of this call was kept (disk full); a later call tries anew.
        """
        return await self._wait(events=events, refusals=refusals)

    async def judged(
        self,
        moves: Mapping[str, datetime],
        *,
        seen: int | None = None,
        late: Mapping[str, datetime | None] = MappingProxyType({}),
    ) -> None:
        """Keep how far each home has been judged, durably; an earlier time than the kept one changes nothing.

        In the same transaction: that rules were shown all that arrived up to number ``seen`` (the cursor ``RULES``),
        and by home the time of the earliest event that came too late and waits for the second look, None for no more.
        """
        await self._wait(judged=moves, cursors={} if seen is None else {RULES: seen}, late=late)

    async def forwarded(self, name: str, seq: int, refusals: Sequence[Refusal] = ()) -> None:
        """Keep that follower ``name`` has done all up to arrival number ``seq``, durably; an earlier one is nothing.

        ``refusals`` tell what the follower passed over; they are kept in the same transaction.
        """
        await self._wait(refusals=refusals, cursors={name: seq})

    def close(self) -> None:
        """Finish what was handed in, close the file and let the next holder in. Closing twice is harmless."""
        if not self._open:
            return
        self._open = False
        self._writer.stop()
        with told(self._path):
            self._connection.close()
        self._lock.release()

    async def _wait(
        self,
        *,
        events: Sequence[Event] = (),
        refusals: Sequence[Refusal] = (),
        judged: Mapping[str, datetime] | None = None,
        cursors: Mapping[str, int] | None = None,
        late: Mapping[str, datetime | None] | None = None,
    ) -> int:
        if not self._open:
            raise StoreError(f"The journal of site '{self.site}' is closed.")
        loop = asyncio.get_running_loop()
        job = Job(loop, loop.create_future(), events, refusals, judged or {}, cursors or {}, late or {})
        self._writer.put(job)
        return await job.done

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.close)
