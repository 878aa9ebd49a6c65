"""The writer thread: takes what came while it was busy and makes it durable in one transaction."""

import asyncio
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

from care.events import Event, Refusal
from store.journal.keeper import Keeper
from store.journal.schema import as_store_error

MOST_ROWS: Final = 2_000
LONGEST_SECONDS: Final = 0.05


@dataclass(slots=True, eq=False)
class Job:
    """What one caller wants kept, and what became of it: ``new`` events, or the ``error`` that it alone caused."""

    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[int]
    events: Sequence[Event] = ()
    refusals: Sequence[Refusal] = ()
    judged: Mapping[str, datetime] = field(default_factory=dict)
    cursors: Mapping[str, int] = field(default_factory=dict)
    late: Mapping[str, datetime | None] = field(default_factory=dict)
    new: int = 0
    error: Exception | None = None


class Writer:
    """Owns the keeper's thread. Jobs are taken in order; one is answered after its transaction is on disk."""

    def __init__(self, keeper: Keeper, path: Path) -> None:
        self._keeper = keeper
        self._path = path
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=f"journal {path.parent.name}", daemon=True)
        self._thread.start()

    def put(self, job: Job) -> None:
        """Hand in a job; its ``done`` is answered in its own loop."""
        self._jobs.put(job)

    def stop(self) -> None:
        """Finish what was handed in, then end the thread; returns when it has ended."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping:
            first = self._jobs.get()
            if first is None:
                break
            taken = [first]
            error: Exception | None = None
            try:
                self._keeper.begin()
                for job in self._batch(taken):
                    self._keep(job)
                self._keeper.commit()
            except Exception as caught:  # noqa: BLE001 - those who wait must hear of it, and the next batch be tried
                error = caught
                self._roll_back()
            self._answer(taken, error)

    def _batch(self, taken: list[Job]) -> Iterator[Job]:
        """Give the first job and those that wait behind it, until there are MOST_ROWS or LONGEST_SECONDS are over."""
        until = time.monotonic() + LONGEST_SECONDS
        rows = 0
        for job in taken:
            yield job
            rows += len(job.events) + len(job.refusals)
            if rows >= MOST_ROWS or time.monotonic() >= until:
                return
            try:
                waiting = self._jobs.get_nowait()
            except Empty:
                return
            if waiting is None:
                self._stopping = True
                return
            taken.append(waiting)

    def _keep(self, job: Job) -> None:
        try:
            rows = self._keeper.rows(job.events)
        except (ValueError, TypeError) as error:
            job.error = error
            return
        job.new = self._keeper.keep(rows)
        if job.refusals:
            self._keeper.refuse(job.refusals)
        if job.judged:
            self._keeper.judge(job.judged)
        if job.cursors:
            self._keeper.follow(job.cursors)
        if job.late:
            self._keeper.wait_for_second_look(job.late)

    def _roll_back(self) -> None:
        with suppress(sqlite3.Error):
            self._keeper.roll_back()

    def _answer(self, jobs: Sequence[Job], error: Exception | None) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[Job]] = defaultdict(list)
        for job in jobs:
            if error is not None:
                job.error = as_store_error(self._path, error) if isinstance(error, sqlite3.Error) else error
            by_loop[job.loop].append(job)
        for loop, of_loop in by_loop.items():
            with suppress(RuntimeError):  # that loop is closed: nobody waits there any more
                loop.call_soon_threadsafe(_settle, of_loop)


def _settle(jobs: Sequence[Job]) -> None:
    for job in jobs:
        if job.done.done():  # its caller was cancelled; what it handed in is kept all the same
            continue
        if job.error is None:
            job.done.set_result(job.new)
        else:
            job.done.set_exception(job.error)
