"""A small world for tests: two organisations, their homes and people, what devices told, and an alert on the desk."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import httpx
from fastapi import FastAPI

from alerts.desk import Desk
from api.access.passwords import hashed
from api.access.tokens import kept, new_secret
from api.app import create_app
from api.platform import Platform
from api.server import Server
from care.alerts import Alert, End, Onset
from care.clock import ClockKind
from care.events import Event, Refusal
from care.people import (
    Connection,
    Device,
    Home,
    Organisation,
    Person,
    Placement,
    Resident,
    Role,
    Room,
    Site,
    Spot,
    World,
)
from care.questionnaires import Answered, Answerer, Lent
from care.solutions import Asker, Kind, Need, Solution
from care.trials import (
    Aim,
    Aspect,
    Better,
    Cluster,
    Condition,
    Consent,
    Design,
    Measure,
    Period,
    Plan,
    State,
    Trial,
)
from store.journal import Journal, JournalReader
from store.registry import Registry, Run, RunState

NIGHT: Final = datetime(2026, 3, 3, 0, 12, tzinfo=UTC)
"""01:12 in Sweden: somebody opens the outer door."""

PASSWORD: Final = "correct horse battery"
HOMES: Final = {"real": "home-a1", "test": "home-t1", "other": "home-s1"}
SITES: Final = {"real": "north-house", "test": "north-lab", "other": "south-house"}
TRIED: Final = "run-floor"
PERSONS: Final = (*(role.value for role in Role), "stranger", "newcomer")

_HASH: Final = hashed(PASSWORD)
_ONCE: Final = hashed(PASSWORD, once=True)


@dataclass
class Clock:
    """A time that tests move."""

    at: datetime = NIGHT + timedelta(minutes=18)

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Town:
    """The world: what the application stands on, and what tests ask of it."""

    platform: Platform
    clock: Clock
    readers: dict[str, JournalReader] = field(default_factory=dict)

    @property
    def registry(self) -> Registry:
        return self.platform.registry

    @property
    def desk(self) -> Desk:
        return self.platform.desk

    def close(self) -> None:
        for reader in self.readers.values():
            reader.close()
        self.registry.close()

    def app(self) -> FastAPI:
        return create_app(self.platform)

    def session(self, person: str) -> tuple[dict[str, str], str]:
        """Open a session; give its cookie and its CSRF token."""
        secret, csrf = new_secret(), new_secret()
        self.registry.people.open_session(kept(secret), person, csrf, self.clock() + timedelta(hours=1))
        return {"mistel": secret}, csrf

    def token(self, person: str) -> dict[str, str]:
        """Make an API token; give the header that carries it."""
        secret = new_secret()
        self.registry.people.add_token(kept(secret), person, "test", self.clock() + timedelta(days=1))
        return {"Authorization": f"Bearer {secret}"}

    def raise_alert(
        self, situation: str = "left_home_at_night", home: str = HOMES["real"], onset: datetime | None = None
    ) -> Alert:
        """Raise an alert at the desk, with the door that it rests on."""
        at = onset or NIGHT + timedelta(minutes=10)
        site = self.registry.places.home(home).site
        seen = {
            "left_home_at_night": ("front-door", "contact.open"),
            "emergency_button": ("button", "alarm.button"),
        }.get(situation)
        events = (_event(site, home, *seen, at - timedelta(minutes=10), value=True),) if seen else ()
        return self.desk.apply([Onset(situation, home, f"resident-{home}", at, events)], site)[0]

    def end_alert(self, alert: Alert, at: datetime) -> Alert:
        """Have the rules say that it is over."""
        assert alert.home is not None
        return self.desk.apply([End(alert.situation, alert.home, alert.resident, alert.onset, at)], alert.site)[0]

    def client(self, app: FastAPI | None = None, person: str | None = None, **headers: str) -> httpx.AsyncClient:
        """Give a client that speaks to the application directly; of a person's browser if one is named."""
        cookies, csrf = self.session(person) if person else ({}, "")
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app or self.app()),
            base_url="http://127.0.0.1",
            cookies=cookies,
            headers={"X-CSRF-Token": csrf, "Accept": "application/json", **headers},
        )


async def build(state: Path) -> Town:
    """Make the world in a folder."""
    town = open_town(state)
    _settle(town.registry)
    _people(town.registry)
    for site, home in zip(SITES.values(), HOMES.values(), strict=True):
        with Journal.open(state, site) as journal:
            await journal.keep(list(_told(site, home)), [_refusal(site, home)])
            if home == HOMES["test"]:
                await journal.judged({home: NIGHT + timedelta(minutes=41)})
    _runs(town.registry)
    _solutions(town.registry)
    _tries(town.registry)
    put_trial(town.registry)
    return town


def open_town(state: Path) -> Town:
    """Open a world that a folder holds."""
    clock = Clock()
    registry = Registry.open(state, now=clock)
    readers: dict[str, JournalReader] = {}

    def reader(site: str) -> JournalReader:
        if site not in readers:
            readers[site] = JournalReader.open(state, site)
        return readers[site]

    ca = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    platform = Platform(registry=registry, desk=Desk(registry, clock), reader=reader, now=clock, ca=ca)
    return Town(platform, clock, readers)


@contextmanager
def serving(town: Town, *, port: int = 0) -> Iterator[str]:
    """Serve the world by the real server in a thread; give its address. It stops though boards are open."""
    started = threading.Event()

    class Told(Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            started.set()

    server = Told(town.app(), port=port)
    thread = threading.Thread(target=server.run, name="server")
    thread.start()
    try:
        assert started.wait(20), "the server did not start"
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
    assert not thread.is_alive(), "the server did not stop"


def _settle(registry: Registry) -> None:
    places = registry.places
    for organisation, name in (("north", "Norra kommunen"), ("south", "Södra kommunen")):
        places.add_organisation(Organisation(id=organisation, name=name))
    for (kind, site), name in zip(SITES.items(), ("Solgården", "Labbet", "Månen"), strict=True):
        organisation = "south" if kind == "other" else "north"
        world = World.TEST if kind == "test" else World.REAL
        places.add_site(Site(id=site, organisation=organisation, name=name, zone="Europe/Stockholm", world=world))
        clock = ClockKind.OWN if kind == "test" else ClockKind.WALL
        _furnish(registry, Home(id=HOMES[kind], site=site, name=f"Lägenhet {name[0]}12", clock=clock))


def _furnish(registry: Registry, home: Home) -> None:
    places, since = registry.places, NIGHT - timedelta(days=30)
    places.add_home(home)
    places.add_resident(Resident(id=f"resident-{home.id}", home=home.id, parameters={}))
    registry.connections.add(
        Connection(id=f"box-{home.id}", site=home.site, home=home.id, name="Box", created=since), "hash"
    )
    for room, name in (("hall", "Hallen"), ("bedroom", "Sovrummet")):
        places.add_room(Room(id=room, home=home.id, name=name))
    for device, name, room, spot in (
        ("front-door", "Dörrgivare", "hall", Spot.OUTER_DOOR),
        ("hall-motion", "Rörelsegivare", "hall", Spot.ROOM),
        ("bed", "Sängen", "bedroom", Spot.ROOM),
        ("button", "Larmknapp", None, Spot.WORN),
        ("climate", "Termometer", "bedroom", Spot.ROOM),
    ):
        places.add_device(Device(id=device, home=home.id, connection=f"box-{home.id}", name=name))
        places.place(Placement(device=device, home=home.id, room=room, spot=spot, since=since))


def _people(registry: Registry) -> None:
    for role in Role:
        roles = {"north": frozenset({role})}
        registry.people.add(
            Person(id=role.value, email=f"{role.value}@north.example", name=f"Kim {role.value}", roles=roles), _HASH
        )
    every = {"south": frozenset(Role)}
    registry.people.add(Person(id="stranger", email="s@south.example", name="Sam Syd", roles=every), _HASH)
    every = {"north": frozenset(Role)}
    registry.people.add(Person(id="newcomer", email="new@north.example", name="Nyn Ny", roles=every), _ONCE)


def _told(site: str, home: str) -> Iterator[Event]:
    tell: Callable[..., Event] = lambda device, quantity, minutes, value: _event(  # noqa: E731 - a short name for many lines
        site, home, device, quantity, NIGHT + timedelta(minutes=minutes), value=value
    )
    for hour in range(24):
        yield tell("climate", "temperature", -60 * hour, 21 + hour % 5 / 2)
    for minutes in (-700, -640, -500, -430, -425, -300, -3, -1):
        yield tell("hall-motion", "motion", minutes, True)
        yield tell("hall-motion", "motion", minutes + 0.5, False)
    yield tell("bed", "bed.occupied", -170, True)
    yield tell("bed", "bed.occupied", -5, False)
    yield tell("front-door", "contact.open", -600, True)
    yield tell("front-door", "contact.open", -599, False)
    yield tell("front-door", "contact.open", 0, True)


def _event(site: str, home: str, device: str, quantity: str, time: datetime, *, value: bool | float) -> Event:
    kept_value = value if isinstance(value, bool) else float(value)
    return Event(site, home, device, quantity, time, kept_value, time + timedelta(seconds=1))


def _refusal(site: str, home: str) -> Refusal:
    return Refusal(
        site=site,
        home=home,
        connection=f"box-{home}",
        topic=f"mistel/{site}/{home}/box-{home}/events",
        reason="not_json",
        field="",
        says="This is not JSON.",
        mend="Send SenML JSON.",
        excerpt="hello",
        received=NIGHT,
    )


def answered(home: str, *, id: str = "q-1") -> Answered:  # noqa: A002 - a name of the record's own
    """Make WHO-5 as the resident of a home filled it in: 52 points."""
    chosen = {"cheerful": 3, "calm": 2, "active": 3, "rested": 1, "interested": 4}
    return Answered(
        id=id,
        home=home,
        resident=f"resident-{home}",
        instrument="who5",
        answerer=Answerer.RESIDENT,
        day=NIGHT.date(),
        answers=chosen,
        by="care",
        at=NIGHT,
        wall=NIGHT,
    )


def lent(home: str, hash_: str) -> Lent:
    """Make WHO-5 as it is lent to the resident of a home for a day."""
    return Lent(
        hash=hash_,
        answer="q-lent",
        home=home,
        resident=f"resident-{home}",
        instrument="who5",
        answerer=Answerer.RESIDENT,
        easy=True,
        by="care",
        expires=NIGHT + timedelta(days=1),
    )


def _runs(registry: Registry) -> None:
    for organisation in ("north", "south"):
        run = Run(
            id=f"run-{organisation}",
            organisation=organisation,
            kind="scenario",
            spec={"site": f"s-{organisation}", "scenarios": ["leaves-home-at-night"]},
            created=NIGHT,
        )
        registry.runs.add(run)
    taken = registry.runs.take("worker", NIGHT)
    assert taken is not None
    verdicts = [
        {
            "scenario": "leaves-home-at-night",
            "expected": "left_home_at_night",
            "raised": "left_home_at_night",
            "delay": 601,
            "passed": True,
            "why": "",
        },
        {
            "scenario": "looks-out-of-the-door",
            "expected": None,
            "raised": "left_home_at_night",
            "delay": None,
            "passed": False,
            "why": "raised though nobody left",
        },
    ]
    registry.runs.finish(taken.id, RunState.DONE, {"verdicts": verdicts})


def _solutions(registry: Registry) -> None:
    """A need and a solution of the north's, the latter in its test site; and somebody else's in a sandbox."""
    registry.needs.add(
        Need(
            id="bathrooms",
            organisation="north",
            title="Falls in bathrooms",
            problem="Nobody hears of a fall before the morning.",
            asker=Asker.STAFF,
            created=NIGHT,
        )
    )
    lab = Site(id="south-lab", organisation="south", name="Verkstan", zone="Europe/Stockholm", world=World.TEST)
    registry.places.add_site(lab)
    for name, site in (("floor", SITES["test"]), ("mat", lab.id)):
        registry.solutions.add(
            Solution(
                id=name,
                organisation=site.partition("-")[0],
                site=site,
                name=name.capitalize(),
                kinds=frozenset({Kind.DETECTOR}),
                created=NIGHT,
            )
        )


def put_trial(registry: Registry, name: str = "nights", *, state: State = State.FROZEN) -> Trial:
    """Plan a trial of the north's solution, two weeks before the world's day, in the real home; all consented."""
    first = NIGHT.date() - timedelta(days=14)
    plan = Plan(
        title="Quieter nights",
        solution="floor",
        need="bathrooms",
        design=Design.BEFORE_AFTER,
        zone="Europe/Stockholm",
        clusters=(Cluster(id=HOMES["real"], homes=(HOMES["real"],)),),
        periods=(
            Period(first=first, last=first + timedelta(days=5)),
            Period(first=first + timedelta(days=6), last=first + timedelta(days=11)),
        ),
        sequences=((Condition.CONTROL, Condition.SOLUTION),),
        aims=(
            Aim(
                indicator="night_visits",
                aspect=Aspect.PRIMARY,
                better=Better.LESS,
                measure=Measure.RATIO,
                margin=0.2,
            ),
        ),
        seed="1",
    )
    at = NIGHT - timedelta(days=20)
    trial = Trial(id=name, organisation="north", state=State.DRAFT, plan=plan, created=at, created_by="evaluator")
    registry.trials.add(trial)
    if state is not State.DRAFT:
        registry.trials.freeze(name, plan, "f" * 64, by="evaluator", at=at)
        registry.trials.allocate(name, {HOMES["real"]: 0}, "No lot: all have the one sequence.", by="evaluator", at=at)
        who = f"resident-{HOMES['real']}"
        registry.trials.consent(Consent(trial=name, home=HOMES["real"], who=who, given=at, by="evaluator"))
    return registry.trials.get(name)


def _tries(registry: Registry) -> None:
    """A try of the north's solution that goes on in the test home."""
    run = Run(
        id=TRIED,
        organisation="north",
        kind="try",
        spec={"site": SITES["test"], "solution": "floor", "version": "1", "scenarios": ["left_home_at_night"]},
        state=RunState.RUNNING,
        created=NIGHT,
        started=NIGHT,
    )
    registry.runs.add(run)
    play = {"home": HOMES["test"], "scenario": "left_home_at_night", "monitored": 0}
    span = {"start": (NIGHT - timedelta(hours=1)).isoformat(), "end": (NIGHT + timedelta(hours=3)).isoformat()}
    registry.runs.so_far(TRIED, {"plays": [play | span]})


def behind_tls(town: Town) -> Town:
    """Give the same world, behind TLS."""
    platform = replace(town.platform, secure_cookies=True, base_url="https://mistel.example")
    return Town(platform, town.clock, town.readers)
