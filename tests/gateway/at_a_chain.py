"""A site with a chain, its alerts and a clock that tests move; messages go to real servers, or nowhere."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from alerts.desk import Desk
from alerts.notify import Outlets, Post, Smtp
from care.alerts import Alert, Onset
from care.clock import ClockKind
from care.duty import Chain, Channel, Contact, Ladder, Step
from care.notices import Notice
from care.people import Home, Organisation, Site, World
from care.rota import Rota, Shift
from care.situations import Priority
from gateway.delivering import Delivering, Outward
from gateway.escalating import Escalating
from store.registry import Registry

NIGHT = datetime(2026, 3, 3, 0, 12, tzinfo=UTC)
MIN = timedelta(minutes=1)
EMAIL = (Channel.EMAIL,)
ANNA = Contact(id="anna", name="Anna", email="anna@kommun.example", ntfy="anna")
BO = Contact(id="bo", name="Bo", email="bo@kommun.example", language="en")
CHIEF = Contact(id="chief", name="Chief", phone="+46700000003")
ROUND_THE_CLOCK = Rota(
    id="nurses",
    name="Nurses",
    shifts=(Shift(days=frozenset(range(7)), start=time(7), end=time(7), who=("anna",)),),
)
LADDER = Ladder(
    steps=(Step(rota="nurses", by=EMAIL), Step(contact="bo", after=3 * MIN, by=EMAIL)), again_after=5 * MIN, rounds=1
)


@dataclass
class AtAChain:
    """What runs the chain, and what tests ask of it."""

    state: Path
    registry: Registry
    site: Site
    now: datetime = NIGHT
    own: dict[str, datetime] = field(default_factory=dict)
    outward: Outward = field(default_factory=Outward)

    def __post_init__(self) -> None:
        self.desk = Desk(self.registry, self.clock)
        self.escalating = self.anew()

    def clock(self) -> datetime:
        return self.now

    def clocks(self) -> Mapping[str, datetime]:
        return self.own

    def anew(self) -> Escalating:
        """Begin as a gateway does that has just been started."""
        delivering = Delivering(self.site, self.registry, self.clock, self.outward, Post(self.outward.outlets))
        return Escalating(self.site, self.registry, self.desk, self.clock, delivering, self.clocks)

    def fall(self, home: str = "wall", onset: datetime | None = None) -> Alert:
        (alert,) = self.desk.apply([Onset("fall", home, None, onset or self.now)], self.site.id)
        return alert

    async def go_on(self, *, minutes: float = 0, times: int = 1) -> None:
        """Move the clock, then look, send all that is due, and wait for what came of it."""
        self.now += minutes * MIN
        for _ in range(times):
            async with asyncio.TaskGroup() as tasks:
                await self.escalating.go_on(tasks)

    def told(self, alert: Alert) -> list[Notice]:
        return self.registry.notices.of_alert(alert.id)

    def said(self, alert: Alert) -> list[tuple[int, int, str, str, str]]:
        """Give each notice as (round, step, contact, channel, state)."""
        return [(n.round, n.step, n.contact, n.channel.value, n.state.value) for n in self.told(alert)]

    def standing(self) -> list[tuple[str, bool]]:
        """Give what stands on the board, as (situation, over)."""
        return [(alert.situation, alert.end is not None) for alert in self.registry.alerts.open([self.site.id])]


@contextmanager
def at_a_chain(
    state: Path, world: World = World.REAL, outlets: Outlets | None = None, ladder: Ladder = LADDER
) -> Iterator[AtAChain]:
    with Registry.open(state) as registry:
        registry.places.add_organisation(Organisation(id="o", name="O"))
        site = Site(id="s", organisation="o", name="Solgården", zone="Europe/Stockholm", world=world)
        registry.places.add_site(site)
        registry.places.add_home(Home(id="wall", site="s", name="Lägenhet 12"))
        if world is World.TEST:
            registry.places.add_home(Home(id="own", site="s", name="Lägenhet 13", clock=ClockKind.OWN))
        put_chain(registry, ladder)
        outward = Outward(outlets or Outlets(), pages="https://mistel.example")
        yield AtAChain(state, registry, site, outward=outward)


def put_chain(registry: Registry, ladder: Ladder, site: str = "s") -> None:
    for content in (
        [ANNA, BO, CHIEF],
        ROUND_THE_CLOCK,
        Chain(name="Chain", ladders={Priority.HIGH: ladder, Priority.MEDIUM: ladder, Priority.LOW: None}),
    ):
        registry.duty.put(site, content, "", by="test", at=NIGHT)


def smtp(port: int) -> Outlets:
    return Outlets(smtp=Smtp(host="127.0.0.1", sender="larm@kommun.example", port=port, security="none"), timeout=2)
