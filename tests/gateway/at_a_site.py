"""A site with one home, a running gateway and a device's login, on a real broker: the embedded one or mosquitto."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiomqtt

from care.clock import ClockKind, wall_now
from care.people import Connection, Device, Home, Organisation, Placement, Resident, Site, Spot, World
from care.solutions import Kind, Solution
from care.trials import Aim, Aspect, Better, Cluster, Condition, Design, Measure, Period, Plan, State, Trial
from devices import topics
from devices.credentials import Credentials, hash_password
from gateway.site import SiteGateway
from store.influx import Target
from store.journal import JournalReader
from store.registry import Registry
from tests.brokers import Running
from tests.brokers import running as running_broker

GATEWAY = Credentials("gateway", "g" * 22)
LOGIN = Credentials("c1", "d" * 22)
LISTENER = Credentials("d1", "l" * 22)
TRIED = Credentials("t1", "t" * 22)
SOLUTION = "s1"
DEVICES = {"door": Spot.OUTER_DOOR, "hall": Spot.ROOM, "button": Spot.WORN, "mat": Spot.ROOM}


@dataclass
class AtASite:
    state: Path
    registry: Registry
    broker: Running
    gateway: SiteGateway
    reader: JournalReader
    running: asyncio.Task[None]

    async def restart(self) -> None:
        """Stop the gateway, and start it again where it stood."""
        await self.stop()
        self.gateway = SiteGateway(self.state, "a", self.registry, self.broker.url, GATEWAY, wall_now)
        self.running = asyncio.create_task(self.gateway.run())
        async with asyncio.timeout(20):
            await self.gateway.ready.wait()

    async def stop(self) -> None:
        """Stop the gateway."""
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)

    @asynccontextmanager
    async def device(self, login: Credentials = LOGIN) -> AsyncIterator[aiomqtt.Client]:
        client = aiomqtt.Client(
            "127.0.0.1", self.broker.port, username=login.user, password=login.password, identifier=login.user
        )
        async with client:
            yield client

    async def until(self, condition: object, within: float = 20) -> None:
        """Wait until ``condition()`` holds."""
        assert callable(condition)
        async with asyncio.timeout(within):
            while not condition():
                await asyncio.sleep(0.01)


def furnish(registry: Registry, clock: ClockKind) -> None:
    places = registry.places
    places.add_organisation(Organisation(id="own", name="Own"))
    places.add_site(Site(id="a", organisation="own", name="A", zone="Europe/Stockholm", world=World.TEST))
    places.add_home(Home(id="h1", site="a", name="One", clock=clock))
    places.add_resident(Resident(id="r1", home="h1"))
    registry.connections.add(
        Connection(
            id=LOGIN.user,
            site="a",
            home="h1",
            name="box",
            keeps_clock=clock is ClockKind.OWN,
            created=wall_now(),
        ),
        hash_password(LOGIN.password),
    )
    for device, spot in DEVICES.items():
        places.add_device(Device(id=device, home="h1", connection=LOGIN.user, name=device))
        places.place(Placement(device=device, home="h1", spot=spot, since=wall_now() - timedelta(days=10_000)))


def add_a_listener(registry: Registry) -> None:
    """Add a detector of solution SOLUTION, bound to a home of its own."""
    registry.places.add_home(Home(id="bench", site="a", name="Bench"))
    listener = Connection(
        id=LISTENER.user, site="a", home="bench", name="it", listens=True, solution=SOLUTION, created=wall_now()
    )
    registry.connections.add(listener, hash_password(LISTENER.password))


def add_a_solution(registry: Registry) -> None:
    """Add SOLUTION with a sandbox of its own."""
    registry.places.add_site(Site(id="sandbox", organisation="own", name="Bench", zone="UTC", world=World.TEST))
    kinds = frozenset({Kind.DEVICE, Kind.ALARM_DEVICE})
    registry.solutions.add(
        Solution(id=SOLUTION, organisation="own", site="sandbox", name="It", kinds=kinds, created=wall_now())
    )


def try_a_solution(registry: Registry, condition: Condition) -> None:
    """Add SOLUTION with a sandbox of its own, a device of it in h1, and a frozen trial without consents."""
    add_a_solution(registry)
    registry.connections.add(
        Connection(id=TRIED.user, site="a", home="h1", name="it", solution=SOLUTION, created=wall_now()),
        hash_password(TRIED.password),
    )
    registry.places.add_device(Device(id="it", home="h1", connection=TRIED.user, name="it"))
    worn = Placement(device="it", home="h1", spot=Spot.WORN, since=wall_now() - timedelta(days=100))
    registry.places.place(worn)
    freeze_a_trial(registry, "h1", condition)


def freeze_a_trial(registry: Registry, home: str, condition: Condition) -> None:
    """Freeze trial "t" of SOLUTION in one home, which is in its second period; nobody consents yet."""
    today = wall_now().date()
    plan = Plan(
        title="Tried in one home",
        solution=SOLUTION,
        design=Design.BEFORE_AFTER,
        zone="Europe/Stockholm",
        clusters=(Cluster(id="k1", homes=(home,)),),
        periods=(
            Period(first=today - timedelta(days=20), last=today - timedelta(days=11)),
            Period(first=today - timedelta(days=10), last=today + timedelta(days=10)),
        ),
        sequences=((Condition.CONTROL, condition),),
        aims=(
            Aim(
                indicator="falls",
                aspect=Aspect.PRIMARY,
                better=Better.LESS,
                measure=Measure.DIFFERENCE,
                margin=0.1,
            ),
        ),
        seed="1",
    )
    at = wall_now() - timedelta(days=30)
    registry.trials.add(
        Trial(id="t", organisation="own", state=State.DRAFT, plan=plan, created=at, created_by="evaluator")
    )
    registry.trials.freeze("t", plan, "f" * 64, by="evaluator", at=at)
    registry.trials.allocate("t", {"k1": 0}, "one home", by="evaluator", at=at)


@asynccontextmanager
async def at_a_site(
    folder: Path,
    clock: ClockKind = ClockKind.WALL,
    *,
    influx: Target | None = None,
    kind: str = "embedded",
    listens: bool = False,
    tried: Condition | None = None,
) -> AsyncIterator[AtASite]:
    state = folder / "state"
    with Registry.open(state) as registry:
        furnish(registry, clock)
        if listens:
            add_a_listener(registry)
        if tried is not None:
            try_a_solution(registry, tried)
        hashes = registry.connections.hashes()
        grants = [
            topics.gateway_grant(GATEWAY.user, hash_password(GATEWAY.password)),
            *(topics.connection_grant(one, hashes[one.id]) for one in registry.connections.all()),
        ]
        users = {grant.user for grant in grants}
        passwords = {one.user: one.password for one in (GATEWAY, LOGIN, LISTENER, TRIED) if one.user in users}
        async with running_broker(kind, folder, grants, passwords) as broker:
            gateway = SiteGateway(state, "a", registry, broker.url, GATEWAY, wall_now, influx=influx)
            running = asyncio.create_task(gateway.run())
            site = None
            try:
                async with asyncio.timeout(20):
                    await gateway.ready.wait()
                with JournalReader.open(state, "a") as reader:
                    site = AtASite(state, registry, broker, gateway, reader, running)
                    yield site
            finally:
                ours = site.running if site else running
                ours.cancel()
                await asyncio.gather(ours, return_exceptions=True)
