"""How soon a change is on the boards: 200 open alerts, 50 boards, 100 changes a second, through a server of its own."""

import asyncio
import json
import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Final

import httpx

from alerts.desk import Desk
from api.access.passwords import hashed, new_password
from api.access.tokens import kept, new_secret
from benchmarks.figure import Figure
from care.alerts import Alert, Closing, Onset, Outcome
from care.clock import wall_now
from care.people import Home, Organisation, Person, Role, Site, World
from mistel.settings import Settings
from store.registry import Registry

OPEN: Final = 200
BOARDS: Final = 50
A_SECOND: Final = 100
SECONDS: Final = 15
HOMES: Final = 100
SITE: Final = "house"
SITUATION: Final = "left_home_at_night"
_ROW: Final = re.compile(r'data-id="([^"]+)"[^>]*data-version="(\d+)"')


@dataclass
class Latencies:
    """When each change was begun, by alert and version, and how long until each board had its row, in seconds."""

    begun: dict[tuple[str, int], float] = field(default_factory=dict)
    seen: list[float] = field(default_factory=list)
    ready: int = 0

    def note(self, html: str) -> None:
        """Take a row that a board was sent; rows of before the load are none of ours."""
        now = time.perf_counter()
        for alert, version in _ROW.findall(html):
            begun = self.begun.get((alert, int(version)))
            if begun is not None:
                self.seen.append(now - begun)


def measure() -> Iterator[Figure]:
    """Change alerts at the desk from one process, serve boards from another, read them from the first."""
    with tempfile.TemporaryDirectory() as folder:
        latencies, changes, cpu = asyncio.run(_measure(Path(folder)))
    seen = sorted(latencies.seen)
    how = f"{changes:,} changes, {len(seen):,} rows at {BOARDS} boards, {OPEN} open, {A_SECOND} changes/s"
    for share in (50, 95, 99):
        yield Figure(f"board: change to row, p{share}", seen[len(seen) * share // 100] * 1e3, "ms", how)
    yield Figure("board: CPU of the server", cpu, "s CPU", f"{SECONDS} s")


async def _measure(folder: Path) -> tuple[Latencies, int, float]:
    latencies, stop = Latencies(), asyncio.Event()
    with Registry.open(folder) as registry:
        desk = Desk(registry, wall_now)
        secret = _settle(registry)
        standing = [_raised(desk, n) for n in range(OPEN)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        async with serving(folder) as url, asyncio.TaskGroup() as boards:
            for _ in range(BOARDS):
                boards.create_task(_read(url, secret, latencies, stop))
            while latencies.ready < BOARDS:  # noqa: ASYNC110 - nobody else waits
                await asyncio.sleep(0.05)
            changes = await _change(desk, standing, latencies)
            await asyncio.sleep(1)
            stop.set()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return latencies, changes, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _settle(registry: Registry) -> str:
    """Make a house and its night staff; give the secret of a session."""
    registry.places.add_organisation(Organisation(id="own", name="Own"))
    registry.places.add_site(Site(id=SITE, organisation="own", name="House", zone="Europe/Stockholm", world=World.TEST))
    for n in range(HOMES):
        registry.places.add_home(Home(id=f"h{n}", site=SITE, name=f"Flat {n}"))
    person = Person(id="night", email="night@house.example", name="Night", roles={"own": frozenset({Role.CARE})})
    registry.people.add(person, hashed(new_password()))
    secret = new_secret()
    registry.people.open_session(kept(secret), person.id, new_secret(), wall_now() + timedelta(hours=1))
    return secret


@asynccontextmanager
async def serving(folder: Path, what: str = "api") -> AsyncIterator[str]:
    """Run ``mistel api`` or another server in a process of its own; give the address of its pages."""
    settings = Settings.load(state_dir=folder)
    environment = os.environ | {"MISTEL_STATE_DIR": str(settings.state_dir), "MISTEL_HTTP_PORT": "0"}
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "mistel", what, env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        line = b""
        while server.stderr is not None and b"Pages: " not in line:
            line = await server.stderr.readline()
            if not line:
                raise RuntimeError("the server ended before it answered")
        yield line.split(b"Pages: ")[1].split()[0].decode()
    finally:
        server.terminate()
        await server.wait()


async def _read(url: str, secret: str, latencies: Latencies, stop: asyncio.Event) -> None:
    """Be one open board until told to stop."""
    async with (
        httpx.AsyncClient(base_url=url, cookies={"mistel": secret}, timeout=2 * SECONDS) as client,
        client.stream("GET", "/board/stream") as answer,
    ):
        answer.raise_for_status()
        first = True
        async for line in answer.aiter_lines():
            if line.startswith("data:"):
                if first:
                    latencies.ready += 1
                    first = False
                for put in json.loads(line[5:]).get("put", ()):
                    latencies.note(put["html"])
            if stop.is_set():
                return


def _raised(desk: Desk, n: int) -> Alert:
    onset = Onset(SITUATION, f"h{n % HOMES}", f"r{n}", wall_now(), ())
    return desk.apply([onset], SITE)[0]


async def _change(desk: Desk, standing: list[Alert], latencies: Latencies) -> int:
    """Acknowledge, go, close and raise anew in turns, so that as many stay open; give how many changes were made."""
    began, done, fresh = time.perf_counter(), 0, OPEN
    while done < A_SECOND * SECONDS:
        for which in cycle(range(len(standing))):
            if done >= A_SECOND * SECONDS:
                break
            await asyncio.sleep(max(0.0, began + done / A_SECOND - time.perf_counter()))
            at = time.perf_counter()
            alert = standing[which]
            if done % 4 == 3:  # noqa: PLR2004 - three answers, then a new one
                await asyncio.to_thread(_finish, desk, alert)
                fresh += 1
                alert = await asyncio.to_thread(_raised, desk, fresh)
            elif alert.version == 1:
                alert = await asyncio.to_thread(desk.acknowledge, alert.id, alert.version, "night")
            else:
                alert = await asyncio.to_thread(desk.on_the_way, alert.id, alert.version, "night")
            standing[which] = alert
            latencies.begun[alert.id, alert.version] = at
            done += 1
    return done


def _finish(desk: Desk, alert: Alert) -> None:
    if alert.version == 1:
        alert = desk.acknowledge(alert.id, alert.version, "night")
    desk.close(alert.id, alert.version, "night", closing=Closing(outcome=Outcome.TRUE))
