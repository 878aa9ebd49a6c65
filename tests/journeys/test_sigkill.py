"""A gateway killed amid a stream of events loses none of them, and raises what an undisturbed one raises."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiomqtt

from alerts.household import Household
from care.clock import ClockKind, wall_now
from care.events import CLOCK, TICK, Event
from care.people import Connection, Device, Home, Organisation, Placement, Resident, Site, Spot, World
from devices import topics
from devices.broker import EmbeddedBroker
from devices.credentials import Credentials, hash_password, new_password
from devices.dialects.senml import pack
from evaluation.backtest import backtest
from store.journal import JournalReader
from store.registry import Registry

EVENTS = 5000
EVENING = datetime(2026, 1, 14, 20, tzinfo=UTC)
STEP = timedelta(seconds=10)
DEVICE_LOGIN = Credentials("c-home", new_password())
GATEWAY_LOGIN = Credentials("gateway", new_password())


def _night() -> list[Event]:
    """5,000 events of a long night: movement every 10 s, and now and then the door, then stillness; ticks between."""
    events: list[Event] = []
    moment, told = EVENING, 0
    while told < EVENTS:
        if told % 500 == 250:
            events.append(_event("door", "contact.open", moment))
            moment += timedelta(minutes=25)
        else:
            events.append(_event("hall", "motion", moment))
            moment += STEP
        told += 1
        if told % 100 == 0:
            events.append(_event(CLOCK, TICK, moment - STEP / 2))
    events.append(_event(CLOCK, TICK, moment + timedelta(hours=1)))
    return events


def _event(device: str, quantity: str, moment: datetime) -> Event:
    return Event("a", "h1", device, quantity, moment, True, moment)


def _furnish(registry: Registry) -> Household:
    places = registry.places
    places.add_organisation(Organisation(id="own", name="Own"))
    places.add_site(Site(id="a", organisation="own", name="A", zone="Europe/Stockholm", world=World.TEST))
    places.add_home(Home(id="h1", site="a", name="One", clock=ClockKind.OWN))
    places.add_resident(Resident(id="r1", home="h1"))
    registry.connections.add(
        Connection(id=DEVICE_LOGIN.user, site="a", home="h1", name="home", keeps_clock=True, created=EVENING),
        hash_password(DEVICE_LOGIN.password),
    )
    since = EVENING - timedelta(days=1)
    for device, spot in (("door", Spot.OUTER_DOOR), ("hall", Spot.ROOM)):
        places.add_device(Device(id=device, home="h1", connection=DEVICE_LOGIN.user, name=device))
        places.place(Placement(device=device, home="h1", spot=spot, since=since))
    return Household(
        "a",
        "h1",
        ZoneInfo("Europe/Stockholm"),
        ClockKind.OWN,
        tuple(places.residents("h1")),
        tuple(places.placements("h1")),
    )


@asynccontextmanager
async def _gateway(state: Path, broker: EmbeddedBroker) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {
        **os.environ,
        "MISTEL_STATE_DIR": str(state),
        "MISTEL_BROKER_URL": broker.url,
        "MISTEL_BROKER_PASSWORD": GATEWAY_LOGIN.password,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "mistel", "gateway", "--site", "a", env=environment
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _publish(broker: EmbeddedBroker, night: list[Event]) -> None:
    async with aiomqtt.Client(
        "127.0.0.1",
        broker.port,
        username=DEVICE_LOGIN.user,
        password=DEVICE_LOGIN.password,
        identifier=DEVICE_LOGIN.user,
        max_queued_outgoing_messages=0,
    ) as client:
        for start in range(0, len(night), 200):
            await asyncio.gather(*(client.publish(*_message(e), qos=1) for e in night[start : start + 200]))


def _message(event: Event) -> tuple[str, bytes]:
    if event.quantity == TICK:
        return topics.clock("a", "h1"), pack([(TICK, True, event.time)])
    return (
        topics.events("a", "h1", DEVICE_LOGIN.user),
        pack([(f"{event.device}/{event.quantity}", event.value, event.time)]),
    )


async def test_a_gateway_killed_amid_5000_events_keeps_each_once_and_misses_no_alert(tmp_path: Path) -> None:
    state = tmp_path / "state"
    night = _night()
    with Registry.open(state) as registry:
        household = _furnish(registry)
        undisturbed = {found.key for found in backtest(household, night)}
        grants = [
            topics.gateway_grant(GATEWAY_LOGIN.user, hash_password(GATEWAY_LOGIN.password)),
            topics.connection_grant(
                registry.connections.get(DEVICE_LOGIN.user), registry.connections.hashes()[DEVICE_LOGIN.user]
            ),
        ]
        async with EmbeddedBroker(tmp_path / "broker", grants=grants) as broker:
            with JournalReader.open(state, "a") as reader:
                async with asyncio.timeout(90), asyncio.TaskGroup() as tasks:
                    async with _gateway(state, broker) as first:
                        while "gateway/a" not in registry.heartbeats.all():
                            await asyncio.sleep(0.02)
                        publishing = tasks.create_task(_publish(broker, night))
                        while reader.counts().events < EVENTS // 4:
                            await asyncio.sleep(0.01)
                        first.send_signal(signal.SIGKILL)
                        await first.wait()
                    kept_before = reader.counts().events
                    await publishing
                    async with _gateway(state, broker):
                        while reader.judged().get("h1") != night[-1].time:
                            await asyncio.sleep(0.05)

                kept = [event for _, event in reader.after(0, 10_000) if event.quantity != TICK]
        raised = {alert.key for alert in registry.alerts.of_home("h1")}

    assert EVENTS // 4 <= kept_before < EVENTS
    assert len(kept) == EVENTS
    assert {e.identity for e in kept} == {e.identity for e in night if e.quantity != TICK}
    assert len(undisturbed) > 1
    assert raised == undisturbed


def test_the_night_is_what_it_says() -> None:
    night = _night()
    assert len({e.identity for e in night if e.quantity != TICK}) == EVENTS
    assert night == sorted(night, key=lambda e: e.time)
    assert replace(night[0], received=wall_now()).identity == night[0].identity
