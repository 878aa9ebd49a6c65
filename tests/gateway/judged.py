"""A judge on the real registry and journal, without a broker: events are kept as if they had come by it."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import JsonValue

from alerts.desk import Desk
from care.alerts import Alert
from care.clock import ClockKind
from care.events import CLOCK, TICK, Event
from care.people import Connection, Device, Home, Organisation, Placement, Resident, Site, Spot, World
from care.quantities import Value
from devices.credentials import Credentials
from gateway.directory import Directory
from gateway.judge import Judge
from gateway.session import Session
from store.journal import Journal, JournalReader
from store.registry import Registry

NIGHT = datetime(2026, 1, 14, 22, tzinfo=UTC)  # 23:00 in Stockholm
SPOTS = {"door": Spot.OUTER_DOOR, "hall": Spot.ROOM, "button": Spot.WORN, "mat": Spot.ROOM}


def furnish(
    registry: Registry, clocks: dict[str, ClockKind], parameters: Mapping[str, Mapping[str, JsonValue]] | None = None
) -> None:
    """A test site with these homes, each with a resident with these parameters of rules."""
    places = registry.places
    places.add_organisation(Organisation(id="own", name="Own"))
    places.add_site(Site(id="a", organisation="own", name="A", zone="Europe/Stockholm", world=World.TEST))
    for home, clock in clocks.items():
        places.add_home(Home(id=home, site="a", name=home, clock=clock))
        places.add_resident(Resident(id="r1", home=home, parameters=parameters or {}))
        box = Connection(id=f"c-{home}", site="a", home=home, name="box", created=NIGHT)
        registry.connections.add(box, "")
        for device, spot in SPOTS.items():
            places.add_device(Device(id=device, home=home, connection=box.id, name=device))
            places.place(Placement(device=device, home=home, spot=spot, since=NIGHT - timedelta(days=999)))


def told(
    minute: float,
    device: str = "hall",
    quantity: str = "motion",
    value: Value = True,
    *,
    home: str = "h1",
    by: float = 0,
) -> Event:
    """What a device told so many minutes after NIGHT, and that it came ``by`` minutes later."""
    time = NIGHT + timedelta(minutes=minute)
    return Event("a", home, device, quantity, time, value, time + timedelta(minutes=by))


def opens(minute: float, *, home: str = "h1", by: float = 0) -> Event:
    """The outer door opens."""
    return told(minute, "door", "contact.open", home=home, by=by)


def presses(minute: float, *, home: str = "h1", by: float = 0) -> Event:
    """The alarm button is pressed."""
    return told(minute, "button", "alarm.button", home=home, by=by)


def tick(minute: float, *, home: str = "h1") -> Event:
    """The home's own clock reaches this minute."""
    return told(minute, CLOCK, TICK, home=home)


@dataclass
class Judged:
    """The judge of site ``a``, whose wall clock is ours to set."""

    state: Path
    registry: Registry
    journal: Journal
    reader: JournalReader
    wall: datetime = NIGHT
    judge: Judge = field(init=False)

    def start(self, without: frozenset[str] = frozenset()) -> None:
        """Start a judge from what is kept, as after a kill."""

        def now() -> datetime:
            return self.wall

        session = Session("mqtt://127.0.0.1:1", Credentials("g", "g"), client_id="g", subscription="#", now=now)
        self.judge = Judge(
            site="a",
            journal=self.journal,
            reader=self.reader,
            registry=self.registry,
            desk=Desk(self.registry, now),
            session=session,
            now=now,
            without=without,
        )
        self.judge.take_up(Directory.read(self.registry, "a"))
        self.judge.resumed(False)

    async def come(self, *events: Event) -> None:
        """Keep events, as the gateway does before it acknowledges."""
        await self.journal.keep(events)

    def at(self, minute: float) -> None:
        """Set the wall's clock."""
        self.wall = NIGHT + timedelta(minutes=minute)

    async def settle(self) -> None:
        """Let the judge do all that is to be done now."""
        async with asyncio.timeout(30):
            while await self.judge.go_on():
                pass

    async def go(self, minute: float, *events: Event) -> None:
        """Go to this minute in steps, keeping these events first."""
        await self.come(*events)
        await self.settle()
        for seconds in (0, 1, 5):  # homes that wait for their second look have it once nothing late has come for long
            self.wall = max(self.wall, NIGHT + timedelta(minutes=minute)) + timedelta(seconds=seconds and 1)
            await self.settle()

    def alerts(self, home: str = "h1") -> list[Alert]:
        """A home's alerts by onset."""
        return self.registry.alerts.of_home(home)

    def found(self, home: str = "h1") -> list[tuple[str, float, bool]]:
        """Situation, minute of onset and whether it was found late, of alerts that are borne out."""
        minute = timedelta(minutes=1)
        return [(a.situation, (a.onset - NIGHT) / minute, a.found_late) for a in self.alerts(home) if a.borne_out]


@asynccontextmanager
async def judged(
    folder: Path, clock: ClockKind = ClockKind.OWN, homes: Sequence[str] = ("h1",), also: Iterable[str] = ()
) -> AsyncIterator[Judged]:
    """A site with these homes of one clock, and its judge."""
    with Registry.open(folder) as registry:
        furnish(registry, dict.fromkeys(homes, clock))
        async with Journal.open(folder, "a") as journal:
            with JournalReader.open(folder, "a") as reader:
                site = Judged(folder, registry, journal, reader)
                site.start()
                yield site
