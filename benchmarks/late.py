"""50 homes deliver what they kept for 48 hours: how long until all are judged again, and the longest stop meanwhile."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from alerts.desk import Desk
from benchmarks.figure import Figure
from care.clock import wall_now
from care.events import Event
from care.people import Connection, Device, Home, Organisation, Placement, Resident, Site, Spot, World
from devices.credentials import Credentials
from gateway.directory import Directory
from gateway.judge import Judge
from gateway.session import Session
from store.journal import Journal, JournalReader
from store.registry import Registry

HOMES = 50
HOURS = 48
A_DAY = 450
DEVICES = {f"d{n}": Spot.OUTER_DOOR if n == 0 else Spot.ROOM for n in range(12)}
BATCH = 1000


def measure() -> Iterator[Figure]:
    """Keep all of it as fast as the journal takes it, through the judge with its real rules, desk and registry."""
    with tempfile.TemporaryDirectory() as folder:
        kept, total, stop, alerts = asyncio.run(_deliver(Path(folder)))
    how = f"{HOMES} homes, {HOURS} h, {kept:,} events, {alerts} alerts found late; without broker"
    yield Figure("late: until all is kept and judged", total, "s", how)
    yield Figure("late: the longest stop of the loop", stop * 1e3, "ms", "by a task that wakes every millisecond")


async def _deliver(folder: Path) -> tuple[int, float, float, int]:
    now = wall_now()
    homes = [f"h{n}" for n in range(HOMES)]
    events = _late(homes, now)
    with Registry.open(folder) as registry:
        _furnish(registry, homes, now - timedelta(days=30))
        async with Journal.open(folder, "a") as journal:
            with JournalReader.open(folder, "a") as reader:
                await journal.keep([Event("a", h, "d1", "motion", now, True, now) for h in homes])
                await journal.judged(dict.fromkeys(homes, now), seen=reader.last_seq())
                session = Session(
                    "mqtt://127.0.0.1:1", Credentials("g", "g"), client_id="g", subscription="#", now=wall_now
                )
                judge = Judge("a", journal, reader, registry, Desk(registry, wall_now), session, wall_now)
                judge.take_up(Directory.read(registry, "a"))
                judge.resumed(False)
                grown, stops = asyncio.Event(), [0.0]
                tasks = [asyncio.create_task(judge.run(grown)), asyncio.create_task(_watch(stops))]
                await asyncio.sleep(0.2)
                stops[0] = 0.0
                began = time.perf_counter()
                for first in range(0, len(events), BATCH):
                    await journal.keep(events[first : first + BATCH])
                    grown.set()
                while judge.seen < reader.last_seq() or judge.looks.late:  # noqa: ASYNC110 - nobody tells when it is done
                    await asyncio.sleep(0.005)
                total = time.perf_counter() - began
                for task in tasks:
                    task.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await task
        found = sum(alert.found_late for alert in registry.alerts.open(["a"]))
    return len(events), total, stops[0], found


async def _watch(stops: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        stops[0] = max(stops[0], time.perf_counter() - before - 0.001)


def _furnish(registry: Registry, homes: list[str], since: datetime) -> None:
    places = registry.places
    places.add_organisation(Organisation(id="o", name="O"))
    places.add_site(Site(id="a", organisation="o", name="A", zone="Europe/Stockholm", world=World.TEST))
    for home in homes:
        places.add_home(Home(id=home, site="a", name=home))
        places.add_resident(Resident(id="r", home=home))
        registry.connections.add(Connection(id=f"c-{home}", site="a", home=home, name="box", created=since), "")
        for device, spot in DEVICES.items():
            places.add_device(Device(id=device, home=home, connection=f"c-{home}", name=device))
            places.place(Placement(device=device, home=home, spot=spot, since=since))


def _late(homes: list[str], now: datetime) -> list[Event]:
    """What the homes kept: a pack of each in turn, as they come side by side."""
    rng = Random("late")
    packs = []
    for home in homes:
        told = []
        for _ in range(A_DAY * HOURS // 24):
            device = rng.choice([*DEVICES])
            quantity = "contact.open" if device == "d0" else "motion"
            moment = now - timedelta(seconds=rng.uniform(1, HOURS * 3600))
            told.append(Event("a", home, device, quantity, moment, rng.choice([True, True, False]), now))
        told.sort(key=lambda event: event.order)
        packs += [(number, home, told[number : number + 50]) for number in range(0, len(told), 50)]
    packs.sort(key=lambda pack: pack[:2])
    return [event for _, _, pack in packs for event in pack]
