"""How soon a message is on the open pages of its connection's feed, and what pages cost that only stand open.

Through `mistel serve` in a process of its own: from before the message is published until the page has its line.
"""

import asyncio
import json
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

import aiomqtt
import httpx

from api.access.passwords import hashed, new_password
from api.access.tokens import kept, new_secret
from benchmarks.board import serving
from benchmarks.figure import Figure
from care.clock import wall_now
from care.people import Connection, Device, Home, Organisation, Person, Role, Site, World
from devices import topics
from devices.credentials import Credentials, hash_password
from mistel import state
from store.registry import Registry

PAGES: Final = 10
A_SECOND: Final = 20
SECONDS: Final = 15
IDLE_SECONDS: Final = 10
SITE: Final = "lab"
LOGIN: Final = Credentials("c-bench", "d" * 22)
_VALUE: Final = re.compile(r"<strong>([\d,.]+) W</strong>")


@dataclass
class Latencies:
    """When each value was published, and how long until each page had its line, in seconds."""

    begun: dict[int, float] = field(default_factory=dict)
    seen: list[float] = field(default_factory=list)
    ready: int = 0

    def note(self, html: str) -> None:
        """Take a line that a page was sent."""
        now = time.perf_counter()
        for text in _VALUE.findall(html):
            begun = self.begun.get(int(text.replace(",", "")))
            if begun is not None:
                self.seen.append(now - begun)


def measure() -> Iterator[Figure]:
    """Publish at a steady pace, and read the pages' streams."""
    with tempfile.TemporaryDirectory() as folder:
        latencies, idle, open_ = asyncio.run(_measure(Path(folder)))
    seen = sorted(latencies.seen)
    how = f"{len(latencies.begun):,} messages, {len(seen):,} lines at {PAGES} pages, {A_SECOND} messages/s"
    for share in (50, 95, 99):
        yield Figure(f"feed: published to line, p{share}", seen[len(seen) * share // 100] * 1e3, "ms", how)
    yield Figure("feed: slowest line", seen[-1] * 1e3, "ms", how)
    yield Figure(
        "feed: CPU with no page open", idle / IDLE_SECONDS * 100, "% of a core", f"{IDLE_SECONDS} s, no message"
    )
    yield Figure(
        f"feed: CPU with {PAGES} pages open", open_ / IDLE_SECONDS * 100, "% of a core", f"{IDLE_SECONDS} s, no message"
    )


async def _measure(folder: Path) -> tuple[Latencies, float, float]:
    latencies, stop = Latencies(), asyncio.Event()
    with Registry.open(folder) as registry:
        secret = _settle(registry)
    async with serving(folder, "serve") as url:
        running = state.running(folder)
        if running is None:
            raise RuntimeError("the server does not say where it is")
        process = int(running.pid)
        idle = await _cpu(process)
        async with asyncio.TaskGroup() as pages:
            for _ in range(PAGES):
                pages.create_task(_read(url, secret, latencies, stop))
            while latencies.ready < PAGES:  # noqa: ASYNC110 - nobody else waits
                await asyncio.sleep(0.05)
            open_ = await _cpu(process)
            await _publish(urlsplit(running.broker_url), latencies)
            await asyncio.sleep(1)
            stop.set()
            await _publish(urlsplit(running.broker_url), Latencies(), 1)  # wakes the readers, so that they see it
    return latencies, idle, open_


def _settle(registry: Registry) -> str:
    places = registry.places
    places.add_organisation(Organisation(id="own", name="Own"))
    places.add_site(Site(id=SITE, organisation="own", name="Lab", zone="Europe/Stockholm", world=World.TEST))
    places.add_home(Home(id="bench", site=SITE, name="Bench"))
    connection = Connection(id=LOGIN.user, site=SITE, home="bench", name="Box", created=wall_now())
    registry.connections.add(connection, hash_password(LOGIN.password))
    places.add_device(Device(id="plug", home="bench", connection=LOGIN.user, name="Plug"))
    roles = {"own": frozenset({Role.INNOVATOR})}
    person = Person(id="inn", email="inn@lab.example", name="Inn", language="en", roles=roles)
    registry.people.add(person, hashed(new_password()))
    secret = new_secret()
    registry.people.open_session(kept(secret), person.id, new_secret(), wall_now() + timedelta(hours=1))
    return secret


async def _cpu(process: int) -> float:
    """Give the seconds of CPU that a process takes while nothing is asked of it."""
    before = _ticks(process)
    await asyncio.sleep(IDLE_SECONDS)
    return _ticks(process) - before


def _ticks(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


async def _read(url: str, secret: str, latencies: Latencies, stop: asyncio.Event) -> None:
    async with (
        httpx.AsyncClient(base_url=url, cookies={"mistel": secret}, timeout=4 * SECONDS) as client,
        client.stream("GET", f"/connections/{LOGIN.user}/feed/stream") as answer,
    ):
        answer.raise_for_status()
        latencies.ready += 1
        async for line in answer.aiter_lines():
            if line.startswith("data:"):
                for one in json.loads(line[5:]).get("lines", ()):
                    latencies.note(one["html"])
            if stop.is_set():
                return


async def _publish(broker: SplitResult, latencies: Latencies, count: int = A_SECOND * SECONDS) -> None:
    topic = topics.events(SITE, "bench", LOGIN.user)
    host, port = broker.hostname or "127.0.0.1", broker.port or 1883
    async with aiomqtt.Client(host, port, username=LOGIN.user, password=LOGIN.password) as client:
        began = time.perf_counter()
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
            latencies.begun[number] = time.perf_counter()
            await client.publish(topic, f'[{{"n":"power","v":{number},"t":{time.time():.6f}}}]', qos=1)
