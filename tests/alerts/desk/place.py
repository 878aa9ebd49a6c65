"""Where the desk is tried: a test site with three homes (one of its own time), a real site with one, two people."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from alerts.desk import Desk
from care.alerts import Alert, Closing, End, Move, Onset, Outcome, State
from care.clock import ClockKind
from care.people import Home, Organisation, Resident, Site, World
from store.registry import Registry

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FALL = "fall"
DOOR = "door_left_open"
TRUE_ALARM = Closing(outcome=Outcome.TRUE, cause="she had fallen in the hall", minutes=25, visit=True)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def furnish(registry: Registry) -> None:
    places = registry.places
    places.add_organisation(Organisation(id="town", name="The town"))
    for site, world in (("s1", World.TEST), ("s2", World.REAL)):
        places.add_site(Site(id=site, organisation="town", name=site, zone="Europe/Stockholm", world=world))
    for home, site, clock in (
        ("h1", "s1", ClockKind.WALL),
        ("h2", "s1", ClockKind.WALL),
        ("own", "s1", ClockKind.OWN),
        ("h3", "s2", ClockKind.WALL),
    ):
        places.add_home(Home(id=home, site=site, name=home, clock=clock))
        for resident in ("anna", "bo"):
            places.add_resident(Resident(id=f"{resident}-{home}", home=home))


@dataclass
class Place:
    """The desk, whose wall clock is ours to set; it shows noon and ``wall`` minutes."""

    registry: Registry
    wall: float = 0
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk(self.registry, self.now)

    def now(self) -> datetime:
        return NOON + minutes(self.wall)

    def begins(
        self,
        situation: str = FALL,
        home: str | None = "h1",
        resident: str | None = None,
        *,
        at: float = 0,
        site: str = "s1",
    ) -> Alert:
        """A rule finds an onset, so many minutes past noon; give the alert as it stands then."""
        self.wall = max(self.wall, at)
        onset = Onset(situation, home, resident, NOON + minutes(at))
        self.desk.apply([onset], site, clocks={home: self.now()} if home else {})
        alert = self.registry.alerts.find("rules", home, resident, situation, onset.time, site=site)
        assert alert is not None
        return alert

    def ends(self, alert: Alert, *, at: float) -> Alert:
        """A rule finds that it is over."""
        self.wall = max(self.wall, at)
        end = End(alert.situation, alert.home, alert.resident, alert.onset, NOON + minutes(at))
        self.desk.apply([end], alert.site)
        return self.now_of(alert)

    def passes(self, at: float, *, site: str = "s1") -> None:
        """The clocks of the site's homes, and the wall's, reach so many minutes past noon."""
        self.wall = at
        homes = [home.id for home in self.registry.places.homes(site)]
        self.desk.pass_time(site, dict.fromkeys(homes, self.now()))

    def now_of(self, alert: Alert) -> Alert:
        return self.registry.alerts.get(alert.id)

    def state(self, alert: Alert) -> State:
        return self.now_of(alert).state

    def made(self, alert: Alert) -> list[tuple[Move, State, str, float]]:
        """An alert's moves: what, to which state, by whom, how many minutes past noon by the home's clock."""
        return [(m.move, m.state, m.by, (m.at - NOON) / minutes(1)) for m in self.registry.alerts.moves(alert.id)]
