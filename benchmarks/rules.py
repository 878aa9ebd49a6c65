"""What the rules cost: CPU time for each event, all rules together and each by itself, in one home's timeline."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from alerts.household import Household
from alerts.rule import Rule
from alerts.rules import RULES
from alerts.timeline import Timeline
from benchmarks.figure import Figure
from care.clock import ClockKind
from care.events import CLOCK, TICK, Event
from care.people import Placement, Resident, Spot
from care.quantities import QUANTITIES, Kind

START = datetime(2026, 1, 14, tzinfo=UTC)
DAYS = 30
A_DAY = 450
TELLS = (
    *((room, room, Spot.ROOM, "motion", 12) for room in ("hall", "kitchen", "living-room", "bedroom", "bathroom")),
    ("outer-door", "hall", Spot.OUTER_DOOR, "contact.open", 3),
    ("fridge", "kitchen", Spot.STORAGE, "contact.open", 5),
    ("bed", "bedroom", Spot.ROOM, "bed.occupied", 2),
    ("chair", "living-room", Spot.ROOM, "chair.occupied", 3),
    ("stove", "kitchen", Spot.ROOM, "stove.on", 2),
    ("meter", "kitchen", Spot.ROOM, "power", 8),
    ("climate", "living-room", Spot.ROOM, "temperature", 8),
)
"""Device, room, spot, quantity, and how often it tells beside the others: about as in a simulated home."""


def measure() -> Iterator[Figure]:
    """Show a home's days to all rules, then to each alone; without store or broker."""
    home, events = _home(), _events()
    how = f"{DAYS} days of {A_DAY} events by {len(TELLS)} devices, a tick each 10 minutes, one home"
    yield Figure("rules: all", _cost(home, [rule(home) for rule in RULES.values()], events), "us/event", how)
    for situation, rule in RULES.items():
        alone = f"alone; {', '.join(sorted(rule.quantities)) if len(rule.quantities) < 5 else 'many quantities'}"  # noqa: PLR2004
        yield Figure(f"rules: {situation}", _cost(home, [rule(home)], events), "us/event", alone)
    yield Figure("rules: none", _cost(home, [], events), "us/event", "what ticks and passing over cost")


def _cost(home: Household, rules: Sequence[Rule], events: Sequence[Event]) -> float:
    timeline = Timeline(home, rules)
    began = time.process_time()
    for event in events:
        timeline.take(event)
    spent = time.process_time() - began
    if timeline.failures:
        raise timeline.failures[0].error
    return spent / (DAYS * A_DAY) * 1e6


def _home() -> Household:
    return Household(
        site="s",
        home="h",
        zone=ZoneInfo("Europe/Stockholm"),
        clock=ClockKind.OWN,
        residents=(Resident(id="r", home="h"),),
        placements=tuple(
            Placement(device=device, home="h", room=room, spot=spot, since=START - timedelta(days=1))
            for device, room, spot, _, _ in TELLS
        ),
        carried={"box": frozenset(device for device, *_ in TELLS)},
    )


def _events() -> list[Event]:
    rng = Random("rules")
    told = []
    weights = [often for *_, often in TELLS]
    state: dict[str, bool] = {}
    for moment in sorted(rng.uniform(0, DAYS * 86_400) for _ in range(DAYS * A_DAY)):
        device, _, _, quantity, _ = rng.choices(TELLS, weights)[0]
        at = START + timedelta(seconds=moment)
        if QUANTITIES[quantity].kind is Kind.NUMBER:
            told.append(_event(device, quantity, at, rng.uniform(15, 25)))
        else:
            state[device] = quantity == "motion" or not state.get(device, False)
            told.append(_event(device, quantity, at, state[device]))
    ticks = (_event(CLOCK, TICK, START + timedelta(minutes=10 * n), value=True) for n in range(1, DAYS * 24 * 6 + 1))
    return sorted([*told, *ticks], key=lambda event: event.order)


def _event(device: str, quantity: str, at: datetime, value: bool | float) -> Event:
    return Event("s", "h", device, quantity, at, value, at)
