"""A small trial that is over, in the sources that all share: four homes of one site, two days with and two without."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from care.alerts import RULES, Alert, Closing, Move, Outcome, State
from care.clock import ClockKind
from care.events import Event
from care.people import Connection, Device, Home, Organisation, Resident, Site, World
from care.situations import Priority
from care.solutions import Kind as SolutionKind
from care.solutions import Solution
from care.trials import (
    Aim,
    Aspect,
    Better,
    Cluster,
    Condition,
    Consent,
    Design,
    Entry,
    Logged,
    Measure,
    Period,
    Plan,
    Trial,
)
from care.trials import State as Stands
from care.visits import Kind, Source, Visit
from store.journal import Journal
from store.registry import Registry

HOMES = ("anna", "bo", "cilla", "dan")
FIRST = date(2026, 1, 5)
MADE = datetime(2026, 1, 1, tzinfo=UTC)
OVER = datetime(2026, 2, 1, tzinfo=UTC)
_CONTROL, _SOLUTION = Condition.CONTROL, Condition.SOLUTION


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Give an instant of a day of the trial, from 0, by Swedish winter time."""
    return datetime(2026, 1, 5, hour, minute, tzinfo=UTC) + timedelta(days=day, hours=-1)


def plan() -> Plan:
    aim = {"aspect": Aspect.SECONDARY, "measure": Measure.RATIO, "margin": 0.2}
    return Plan(
        title="Secret title",
        solution="cam",
        design=Design.CROSSOVER,
        zone="Europe/Stockholm",
        clusters=tuple(Cluster(id=f"c-{home}", homes=(home,)) for home in HOMES),
        periods=(
            Period(first=FIRST, last=FIRST + timedelta(days=1)),
            Period(first=FIRST + timedelta(days=2), last=FIRST + timedelta(days=3)),
        ),
        sequences=((_CONTROL, _SOLUTION), (_SOLUTION, _CONTROL)),
        aims=(
            Aim.model_validate({**aim, "indicator": "night_visits", "aspect": Aspect.PRIMARY, "better": Better.LESS}),
            Aim.model_validate({**aim, "indicator": "alert_precision", "better": Better.MORE}),
        ),
        analysis="Secret words",
        seed="1",
    )


def trial() -> Trial:
    return Trial(
        id="t1",
        organisation="org",
        state=Stands.FROZEN,
        plan=plan(),
        frozen_plan=plan(),
        fingerprint="f" * 64,
        allocation={f"c-{home}": number % 2 for number, home in enumerate(HOMES)},
        created=MADE,
        created_by="p1",
        frozen=MADE,
    )


async def fill(registry: Registry, state: Path) -> Trial:
    """Keep the trial and its data: a planned visit each evening, in homes without the solution one more at night.

    Anna fell on the first day, and an alert of Bo's was false on the second. Dan's consent was taken back at the end
    of the second night.
    """
    registry.places.add_organisation(Organisation(id="org", name="Org"))
    for site in ("north", "sandbox"):
        registry.places.add_site(
            Site(id=site, organisation="org", name=site, zone="Europe/Stockholm", world=World.TEST)
        )
    registry.solutions.add(
        Solution(
            id="cam",
            organisation="org",
            site="sandbox",
            name="Camera",
            kinds=frozenset({SolutionKind.DEVICE}),
            created=MADE,
        )
    )
    for home in HOMES:
        registry.places.add_home(Home(id=home, site="north", name=home, clock=ClockKind.OWN))
        registry.places.add_resident(Resident(id="r1", home=home))
        registry.connections.add(
            Connection(id=f"{home}-c", site="north", home=home, name="box", solution="cam", created=MADE), "hash"
        )
        registry.places.add_device(Device(id="bed", home=home, connection=f"{home}-c", name="bed"))
    held = trial()
    registry.trials.add(held)
    registry.trials.consent(*(Consent(trial="t1", home=home, who="r1", given=MADE, by="p1") for home in HOMES))
    registry.trials.withdraw("t1", "dan", "r1", at=at(2, 12))
    registry.trials.log(
        Logged(trial="t1", entry=Entry.ROUTINE, says="Secret note", homes=("bo",), since=FIRST, by="p1", at=MADE)
    )
    registry.visits.add(*visits(held))
    for number, (home, day, outcome) in enumerate([("anna", 0, Outcome.TRUE), ("bo", 1, Outcome.FALSE)]):
        _alert(registry, number, home, at(day, 15), outcome)
    journal = Journal.open(state, "north")
    try:
        await journal.keep([event for home in HOMES for event in _nights(home)])
    finally:
        journal.close()
    return held


def visits(held: Trial) -> Iterator[Visit]:
    for home in HOMES:
        for day in range(4):
            began = [at(day, 18)]
            if held.condition(home, FIRST + timedelta(days=day)) is _CONTROL:
                began.append(at(day + 1, 2))
            for one in began:
                yield Visit(
                    id=f"v-{home}-{one:%d-%H}",
                    home=home,
                    resident="r1",
                    began=one,
                    minutes=20,
                    contact=15,
                    kind=Kind.PLANNED,
                    source=Source.CSV,
                    by="nurse-7",
                    told=one,
                )


def _alert(registry: Registry, number: int, home: str, onset: datetime, outcome: Outcome) -> None:
    alert = Alert(
        id=f"01ALERT{number}",
        source=RULES,
        site="north",
        home=home,
        resident="r1",
        situation="fall",
        priority=Priority.HIGH,
        onset=onset,
        state=State.UNACKNOWLEDGED,
        version=1,
        raised=onset,
    )
    registry.alerts.insert(alert, by=RULES, at=onset, wall=onset)
    soon, later = onset + timedelta(minutes=2), onset + timedelta(minutes=12)
    registry.alerts.move(
        alert.id, 1, move=Move.ACKNOWLEDGE, state=State.ACKNOWLEDGED, by="p1", at=soon, wall=soon, acknowledged=soon
    )
    closing = Closing(outcome=outcome, cause="Secret cause", minutes=9, visit=False)
    registry.alerts.move(
        alert.id, 2, move=Move.CLOSE, state=State.CLOSED, by="p1", at=later, wall=later, closing=closing
    )


def _nights(home: str) -> Iterator[Event]:
    for day in range(4):
        for time, value in ((at(day, 22), True), (at(day + 1, 6), False)):
            yield Event("north", home, "bed", "bed.occupied", time, value, time)
