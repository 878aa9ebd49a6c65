from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from care.alerts import RULES, Alert, State
from care.clock import ClockKind
from care.events import Event, Refusal
from care.people import Connection, Device, Home, Organisation, Resident, Room, Site, World
from care.quantities import Value
from care.situations import Priority
from store.journal import Journal, JournalReader
from store.registry import Registry

START = datetime(2026, 1, 1, 22, tzinfo=UTC)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
async def journal(state: Path) -> AsyncIterator[Journal]:
    async with Journal.open(state, "north") as opened:
        yield opened


@pytest.fixture
def reader(state: Path) -> Iterator[JournalReader]:
    with JournalReader.open(state, "north") as opened:
        yield opened


@pytest.fixture
def told() -> Callable[..., Event]:
    """Make an event, ``after`` seconds from the start; unless told otherwise received at its own time."""

    def make(
        value: Value = True,
        *,
        after: float = 0,
        home: str = "h1",
        device: str = "hall",
        quantity: str = "motion",
        received: float | None = None,
    ) -> Event:
        time = START + timedelta(seconds=after)
        taken = time if received is None else START + timedelta(seconds=received)
        return Event("north", home, device, quantity, time, value, taken)

    return make


@pytest.fixture
def refusal() -> Callable[..., Refusal]:
    def make(number: int = 0, *, home: str = "h1", connection: str = "c1", reason: str = "not_json") -> Refusal:
        return Refusal(
            site="north",
            home=home,
            connection=connection,
            topic=f"mistel/north/{home}/{connection}/events",
            reason=reason,
            field="",
            says=f"It is broken ({number}).",
            mend="Send JSON.",
            excerpt="{",
            received=START + timedelta(seconds=number),
        )

    return make


@pytest.fixture
def registry(state: Path) -> Iterator[Registry]:
    """A registry whose clock stands at the start."""
    with Registry.open(state, now=lambda: START) as opened:
        yield opened


@pytest.fixture
def furnished(registry: Registry) -> Registry:
    """One organisation, one test site, one home with a hall, a resident and a door sensor."""
    places = registry.places
    places.add_organisation(Organisation(id="town", name="The town"))
    places.add_site(Site(id="north", organisation="town", name="North", zone="Europe/Stockholm", world=World.TEST))
    places.add_home(Home(id="h1", site="north", name="Flat 1", clock=ClockKind.OWN))
    places.add_room(Room(id="hall", home="h1", name="Hall"))
    places.add_resident(Resident(id="r1", home="h1", parameters={"fall": {"patience_s": 60}}))
    registry.connections.add(Connection(id="c1", site="north", home="h1", name="Box", created=START), "hash of c1")
    places.add_device(Device(id="door", home="h1", connection="c1", name="Front door"))
    return registry


@pytest.fixture
def alert() -> Callable[..., Alert]:
    def make(number: int = 1, *, home: str | None = "h1", site: str = "north", after: float = 0) -> Alert:
        onset = START + timedelta(seconds=after)
        return Alert(
            id=f"alert-{number}",
            source=RULES,
            site=site,
            home=home,
            resident=None,
            situation="fall",
            priority=Priority.HIGH,
            onset=onset,
            state=State.UNACKNOWLEDGED,
            version=1,
            raised=onset,
        )

    return make
