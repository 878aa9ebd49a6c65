"""A site of many homes, its gateway in a process of its own, and what became of all that its homes told."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiomqtt

from alerts.household import Household
from care.alerts import Alert
from care.clock import EPOCH, ClockKind, wall_now
from care.events import TICK, UPDATE_INTERVAL, Event
from care.people import Connection, Device, Home, Organisation, Placement, Resident, Site, Spot, World
from care.situations import SITUATIONS
from devices import topics
from devices.client import DeviceClient
from devices.credentials import Credentials
from gateway.site import SiteGateway
from store.influx import Target
from store.journal import JournalReader
from store.registry import Registry
from tests.drills.brokers import ACK_WAIT, HASH, PASSWORD, Broker
from tests.drills.facts import ZONE, Message, connection, demanded
from tests.gateway.at_a_site import SOLUTION

SPOTS = {"door": Spot.OUTER_DOOR, "hall": Spot.ROOM, "button": Spot.WORN}
STATES = {TICK, UPDATE_INTERVAL, "online"}
TRIED = "tried"
"""The home whose connection is that of SOLUTION."""


@dataclass
class Place:
    """Site ``site``; ``households`` by home, and the ``first`` fact that some have told before the drills."""

    site: str
    state: Path
    broker: Broker
    registry: Registry
    reader: JournalReader
    households: Mapping[str, Household]
    first: dict[str, Event] = field(default_factory=dict)
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)

    async def gateway_starts(self) -> None:
        """Start ``mistel gateway``; return once it has subscribed and taken up where it stood."""
        environment = {
            **os.environ,
            "MISTEL_STATE_DIR": str(self.state),
            "MISTEL_BROKER_URL": self.broker.url,
            "MISTEL_BROKER_USER": self._login,
            "MISTEL_BROKER_PASSWORD": PASSWORD,
            "MISTEL_BROKER_ACK_WAIT": str(ACK_WAIT.total_seconds()),
            "MISTEL_LOG_LEVEL": "ERROR",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "mistel", "gateway", "--site", self.site, env=environment
        )
        self._process = process

        def lives() -> bool:
            assert process.returncode is None, "the gateway ended"
            beat = self.registry.heartbeats.all().get(f"gateway/{self.site}")
            return beat is not None and beat.pid == process.pid

        await until(lives)

    async def gateway_ends(self, by: signal.Signals = signal.SIGKILL) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(by)
            await self._process.wait()

    @asynccontextmanager
    async def gateway_within(self, influx: Target | None = None) -> AsyncIterator[SiteGateway]:
        """Run the gateway in this process, where a test can look into it."""
        login = Credentials(self._login, PASSWORD)
        gateway = SiteGateway(
            self.state, self.site, self.registry, self.broker.url, login, wall_now, influx=influx, ack_wait=ACK_WAIT
        )
        running = asyncio.create_task(gateway.run())
        try:
            async with asyncio.timeout(30):
                await gateway.ready.wait()
            yield gateway
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    @property
    def _login(self) -> str:
        return f"gateway-{self.site}"

    @property
    def grants(self) -> list[topics.Grant]:
        """Of the gateway and of every home's connection."""
        connections = [topics.connection_grant(c, HASH) for c in self.registry.connections.all(site=self.site)]
        return [topics.gateway_grant(self._login, HASH, [self.site]), *connections]

    def device(self, home: str) -> DeviceClient:
        """Our own client, for innovators."""
        return DeviceClient(self.broker.url, Credentials(connection(home), PASSWORD), site=self.site, home=home)

    async def tell(self, home: str, messages: Sequence[Message], *, at_once: int = 200, patience: float = 30) -> None:
        """Tell these in their order; each is acknowledged by the broker once this returns.

        Whenever the connection is lost, or nothing was acknowledged for ``patience`` seconds, everything is told again
        from the start, as by a client that resends.
        """
        while True:
            try:
                async with self._plain(home, patience) as mqtt:
                    for start in range(0, len(messages), at_once):
                        told = messages[start : start + at_once]
                        await asyncio.gather(*(mqtt.publish(*message, qos=1) for message in told))
                    return
            except aiomqtt.MqttError:
                await asyncio.sleep(0.02)

    def _plain(self, home: str, patience: float) -> aiomqtt.Client:
        name = connection(home)
        client = aiomqtt.Client(
            "127.0.0.1",
            self.broker.port,
            username=name,
            password=PASSWORD,
            identifier=name,
            max_inflight_messages=200,
            max_queued_outgoing_messages=0,
            timeout=patience,
        )
        client.pending_calls_threshold = 10**6
        return client

    def kept(self, home: str) -> int:
        """How many events of this home the journal holds."""
        return self.reader.counts().by_home.get(home, 0)

    def alerts(self, home: str) -> list[Alert]:
        """The alerts of a home that are borne out and are about its people."""
        ever = self.registry.alerts.of_home(home)
        return [alert for alert in ever if alert.borne_out and not SITUATIONS[alert.situation].technical]

    async def is_through(self, home: str, facts: Iterable[Event], judged: datetime) -> None:
        """Return once all these facts are kept, the home is judged up to then, and nothing late waits."""
        number = len({event.identity for event in facts if event.quantity not in STATES})

        def through() -> bool:
            if self.kept(home) < number or self.reader.judged().get(home, judged - timedelta(1)) < judged:
                return False
            return home not in self.reader.late(self.reader.cursors().get("rules"))

        await until(through)

    def holds(self, home: str, facts: Sequence[Event], until: datetime) -> None:
        """Assert that every fact is there exactly once and that the alerts are those of an undisturbed run."""
        ever = self.reader.span(home, EPOCH, datetime.max.replace(tzinfo=UTC))
        there = [event.identity for event in ever if event.quantity not in STATES]
        expected = {event.identity for event in facts if event.quantity not in STATES}
        assert len(there) == len(set(there))
        assert set(there) == expected
        needed = demanded(self.households[home], facts, until)
        assert len(needed) > 1
        assert {alert.key for alert in self.alerts(home)} == needed
        assert len(self.alerts(home)) == len(needed)


async def until(condition: Callable[[], object], within: float = 120) -> None:
    """Wait until the condition holds."""
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def place(
    state: Path, broker: Broker, homes: Mapping[str, ClockKind], *, site: str = "a"
) -> AsyncIterator[Place]:
    """A site with these homes, known to the broker; without gateway yet."""
    with Registry.open(state) as registry, JournalReader.open(state, site) as reader:
        there = Place(site, state, broker, registry, reader, _furnish(registry, site, homes))
        await broker.let_in(there.grants)
        try:
            yield there
        finally:
            await there.gateway_ends(signal.SIGTERM)


def _furnish(registry: Registry, site: str, homes: Mapping[str, ClockKind]) -> dict[str, Household]:
    places, since = registry.places, wall_now() - timedelta(days=10_000)
    places.add_organisation(Organisation(id="own", name="Own"))
    places.add_site(Site(id=site, organisation="own", name=site, zone=ZONE.key, world=World.TEST))
    households = {}
    for home, clock in homes.items():
        places.add_home(Home(id=home, site=site, name=home, clock=clock))
        places.add_resident(Resident(id=f"r-{home}", home=home))
        own = clock is ClockKind.OWN
        registry.connections.add(
            Connection(
                id=connection(home),
                site=site,
                home=home,
                name=home,
                keeps_clock=own,
                solution=SOLUTION if home == TRIED else None,
                created=wall_now(),
            ),
            HASH,
        )
        for device, spot in SPOTS.items():
            places.add_device(Device(id=f"{device}", home=home, connection=connection(home), name=device))
            places.place(Placement(device=device, home=home, spot=spot, since=since))
        residents, placements = tuple(places.residents(home)), tuple(places.placements(home))
        households[home] = Household(site, home, ZONE, clock, residents, placements)
    return households
