"""What the way in takes: from a publisher through the broker until kept, with and without rules, and how soon.

Broker, gateway and publishers are processes of their own on this machine, one reading a message. Beside the gateway
stands the bare broker: a subscriber that only counts and acknowledges. All kinds are measured in turns, round after
round, and the median is given with the least and the most: others may use this machine too.
"""

import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.figure import Figure
from benchmarks.load import world
from benchmarks.load.brokers import brokers
from store.journal import JournalReader

COUNT: Final = 100_000
ROUNDS: Final = 3
SECONDS: Final = 20.0
"""The longest that one measurement loads the machine."""
RATE: Final = 1000
PACED_SECONDS: Final = 15.0
LOOK_SECONDS: Final = 0.02

KINDS: Final = {
    "bare subscriber": ("benchmarks.load.subscriber",),
    "gateway": ("benchmarks.load.gateway", "--without-rules"),
    "gateway, all rules": ("benchmarks.load.gateway",),
    "gateway over paho-mqtt, all rules": ("benchmarks.load.gateway", "--paho"),
}
PACED: Final = {
    "immediate": ("benchmarks.load.gateway", "--timed"),
    "ordered": ("benchmarks.load.gateway", "--timed", "--ordered"),
}


@dataclass(slots=True)
class Process:
    """A child that answers when asked."""

    child: asyncio.subprocess.Process

    async def ask(self) -> dict[str, Any]:
        """Ask it, and read its answer."""
        assert self.child.stdin is not None  # noqa: S101 - it was started with pipes
        self.child.stdin.write(b"\n")
        return await self.told()

    async def told(self) -> dict[str, Any]:
        """Read the next line that it says; raises RuntimeError when it ended instead."""
        assert self.child.stdout is not None  # noqa: S101 - as above
        line = await self.child.stdout.readline()
        if not line:
            raise RuntimeError("a process of the benchmark ended too early; what it said is above")
        return {} if line == b"ready\n" else dict(json.loads(line))


@dataclass(frozen=True, slots=True)
class Flood:
    """How many readings were ``done`` in how long, the measured process's CPU, and the machine's load before."""

    done: int
    seconds: float
    cpu: float
    load: float


@asynccontextmanager
async def running(module: str, *arguments: str) -> AsyncIterator[Process]:
    """Run a module of the load as a process, from when it is ready until the block ends."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", module, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**26,
    )
    process = Process(child)
    try:
        await process.told()
        yield process
        assert child.stdin is not None  # noqa: S101 - as above
        child.stdin.close()
        await asyncio.wait_for(child.wait(), 20)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


def measure() -> Iterator[Figure]:
    """Measure each broker that is here."""
    with tempfile.TemporaryDirectory() as folder:
        furnished = Path(folder) / "state"
        world.furnish(furnished)
        for broker in brokers():
            runs: dict[str, list[Flood]] = defaultdict(list)
            for _ in range(ROUNDS):
                for kind in KINDS:
                    runs[kind].append(asyncio.run(_flood(broker, kind, furnished)))
            for kind in KINDS:
                yield from _figures(f"{broker}: {kind}", runs[kind])
            for kind in PACED:
                yield from asyncio.run(_pace(broker, kind, furnished))


def _figures(what: str, runs: Sequence[Flood]) -> Iterator[Figure]:
    how = (
        f"{min(run.done for run in runs):,} messages of one reading, {world.HOMES * len(world.DEVICES):,} series; {{}}"
    )
    for values, name, unit in (
        ([run.done / run.seconds for run in runs], what, "events/s"),
        ([run.cpu / run.done * 1e5 for run in runs], f"{what}, CPU", "s per 100k"),
    ):
        spread = f"{len(runs)} rounds: {min(values):,.4g} to {max(values):,.4g}"
        yield Figure(name, statistics.median(values), unit, how.format(spread))
    load = max(run.load for run in runs)
    yield Figure(f"{what}, load average then", load, "processes", "of the whole machine, before the busiest round")


async def _flood(broker: str, kind: str, furnished: Path) -> Flood:
    module, *options = KINDS[kind]
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        shutil.copytree(furnished, state)
        where = [str(state)] if module.endswith("gateway") else []
        async with (
            brokers()[broker]() as url,
            running(module, url, *where, *options) as process,
            running("benchmarks.load.publisher", url, "--count", str(COUNT), "--lines", "4") as publisher,
        ):
            load = os.getloadavg()[0]
            before, begin = await process.ask(), time.perf_counter()
            assert publisher.child.stdin is not None  # noqa: S101 - it was started with pipes
            publisher.child.stdin.write(b"go\n")
            while True:
                now, took = await process.ask(), time.perf_counter() - begin
                done = int(min(now["kept"], now["seen"]))
                if done >= COUNT or took > SECONDS:
                    break
                await asyncio.sleep(LOOK_SECONDS)
            if done >= COUNT:
                await publisher.told()
            else:
                publisher.child.kill()
        if where and done >= COUNT:
            with JournalReader.open(state, world.SITE) as reader:
                if reader.counts().events != COUNT:
                    raise RuntimeError(f"{reader.counts().events} of {COUNT} events are in the journal")
    return Flood(done, took, now["cpu"] - before["cpu"], load)


async def _pace(broker: str, kind: str, furnished: Path) -> list[Figure]:
    module, *options = PACED[kind]
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        shutil.copytree(furnished, state)
        rate = ("--rate", str(RATE), "--seconds", str(PACED_SECONDS))
        async with (
            brokers()[broker]() as url,
            running(module, url, str(state), *options) as process,
            running("benchmarks.load.publisher", url, *rate) as publisher,
        ):
            assert publisher.child.stdin is not None  # noqa: S101 - it was started with pipes
            publisher.child.stdin.write(b"go\n")
            published = (await publisher.told())["published"]
            await asyncio.sleep(1)  # what is under way
            now = await process.ask()
    if now["kept"] != published:
        raise RuntimeError(f"{now['kept']} of {published} events were kept")
    figures = []
    done = {"keep": "kept", "alert": f"alert, {kind} rule"} if kind == "immediate" else {"alert": f"alert, {kind} rule"}
    for what, name in done.items():
        delays = now["delays"][what]
        cut = statistics.quantiles(delays, n=100)
        for percent in (50, 99):
            says = f"{RATE:,} events/s, n = {len(delays):,}"
            figures.append(Figure(f"{broker}: publish → {name}, p{percent}", cut[percent - 1] * 1e3, "ms", says))
    return figures
