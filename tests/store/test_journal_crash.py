"""What keep returned for survives a SIGKILL amid writing."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from care.events import Event
from store.journal import Journal, JournalReader

_WRITE_UNTIL_KILLED = """
import asyncio, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from care.events import Event
from store.journal import Journal

START = datetime(2026, 1, 1, 22, tzinfo=UTC)

def event(number):
    time = START + timedelta(seconds=number)
    return Event("north", "h1", f"d{number % 50}", "motion", time, True, time)

async def write():
    async with Journal.open(Path(sys.argv[1]), "north") as journal:
        async def sender(first):
            for start in range(first, 10**9, 400):
                await journal.keep([event(number) for number in range(start, start + 100)])
                await journal.judged({f"h{first}": START + timedelta(seconds=start)})
                print(start, flush=True)
        await asyncio.gather(*(sender(first) for first in (0, 100, 200, 300)))

asyncio.run(write())
"""


@pytest.mark.parametrize("acknowledged", [1, 7, 60])
async def test_sigkill_amid_writing_loses_nothing_that_was_acknowledged(
    state: Path, told: Callable[..., Event], acknowledged: int
) -> None:
    starts = _write_and_kill(state, acknowledged)
    with JournalReader.open(state, "north") as reader:
        kept = [event for _, event in reader.after(0, limit=10**6)]
        seconds = [(event.time - told().time).total_seconds() for event in kept]
        assert len(seconds) == len(set(seconds)) == reader.counts().events
        promised = {start + number for start in starts for number in range(100)}
        assert promised <= set(seconds)
        assert {f"h{start % 400}" for start in starts} <= set(reader.judged())
        newest = max(kept, key=lambda event: event.time)
        assert newest in reader.latest()
        before = reader.last_seq()
        async with Journal.open(state, "north") as journal:
            assert await journal.keep(kept) == 0
            assert await journal.keep([told(after=-1)]) == 1
        assert reader.after(before)[0][1] == told(after=-1)


def _write_and_kill(state: Path, acknowledged: int) -> list[int]:
    """Give the starts of all batches that the child said were kept before it was killed."""
    with subprocess.Popen(
        [sys.executable, "-c", _WRITE_UNTIL_KILLED, str(state)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(acknowledged)]
        child.kill()
        lines += child.stdout.readlines()
    return [int(line) for line in lines if line.endswith("\n")]
