"""How many events a second the journal keeps, durable when it says so."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.figure import Figure
from care.events import Event
from store.journal import Journal

EVENTS = 200_000
START = datetime(2026, 1, 14, tzinfo=UTC)


def measure() -> Iterator[Figure]:
    """Keep events in batches of several sizes, in a fresh file each time."""
    for size in (50, 500, 2000):
        count = min(EVENTS, size * 200)
        wall, cpu = asyncio.run(_keep(count, size))
        yield Figure(
            f"journal, batches of {size}", count / wall, "events/s", f"{count:,} events of 1,000 series, fsync each"
        )
        yield Figure(f"journal, batches of {size}, CPU", cpu / count * 1e5, "s per 100k", "the whole process")


async def _keep(count: int, size: int) -> tuple[float, float]:
    events = [
        Event("rosen", f"h{n % 100}", f"d{n // 100 % 10}", "motion", START + timedelta(milliseconds=n), True, START)
        for n in range(count)
    ]
    with tempfile.TemporaryDirectory() as folder:
        async with Journal.open(Path(folder), "rosen") as journal:
            wall, cpu = time.perf_counter(), time.process_time()
            kept = 0
            for first in range(0, count, size):
                kept += await journal.keep(events[first : first + size])
            if kept != count:
                raise RuntimeError(f"{kept} of {count} events were kept")
            return time.perf_counter() - wall, time.process_time() - cpu
