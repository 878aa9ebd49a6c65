"""What dispensers, planners, cameras and locators tell, in any order, with kills: the same alerts as in order."""

import asyncio
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from alerts.rules import build
from care.clock import ClockKind
from care.events import Event
from care.people import Device, Placement, Room
from care.quantities import Value
from evaluation.backtest import Key, over_all
from evaluation.past import past
from gateway.directory import Directory
from store.journal import Journal, JournalReader
from store.registry import Registry
from tests.gateway.judged import NIGHT, Judged, furnish, told
from tests.gateway.test_any_order import WEEK, arrivals, live

OURS = frozenset(
    {
        "missed_medication",
        "no_response_to_reminders",
        "bed_empty_at_check",
        "wandering_outdoors",
        "toilet_visits_rising",
    }
)
TELLS: list[tuple[str, str, list[Value]]] = [
    ("dispenser", "dose.taken", [True]),
    ("dispenser", "dose.missed", [True]),
    ("planner", "reminder.shown", ["Tea", "Medicine"]),
    ("planner", "reminder.missed", ["Tea", "Medicine"]),
    ("planner", "reminder.confirmed", ["Tea", "Medicine"]),
    ("planner", "battery", [2.0, 80.0]),
    ("camera", "check.seen", [True, False, False]),
    ("mat", "bed.occupied", [True, False]),
    ("wc", "flush", [True]),
    ("locator", "geofence.outside", [True, True, False]),
    ("locator", "accompanied", [True, False, False]),
    ("c-h1", "online", [True, True, False]),
]
END = NIGHT + timedelta(minutes=WEEK)
GAPS = [0, 3, 10, 20, 25, 31, 60, 61, 119, 121, 300]
PARAMETERS: dict[str, dict[str, JsonValue]] = {
    "missed_medication": {"times": ["08:00", "20:00"]},
    "no_response_to_reminders": {"in_a_row": 2},
    "toilet_visits_rising": {"recent_days": 2, "usual_days": 7, "enough_days": 4, "more": 1, "factor": 1.1},
}


@st.composite
def weeks(draw: st.DrawFn) -> list[Event]:
    """What these devices told in a week, each once."""
    at, events = -600.0, []
    for gap, (device, quantity, values), which in draw(
        st.lists(st.tuples(st.sampled_from(GAPS), st.sampled_from(TELLS), st.integers(0, 5)), min_size=20, max_size=60)
    ):
        at = min(at + gap, WEEK - 700)
        events.append(told(at, device, quantity, values[which % len(values)]))
    return list({event.identity: event for event in events}.values())


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> dict[ClockKind, Path]:
    folders = {}
    for clock in ClockKind:
        folders[clock] = tmp_path_factory.mktemp(clock)
        with Registry.open(folders[clock]) as registry:
            furnish(registry, {"h1": clock}, PARAMETERS)
            places = registry.places
            places.add_room(Room(id="bathroom", home="h1", name="Bathroom"))
            for device in ("dispenser", "planner", "camera", "wc", "locator"):
                places.add_device(Device(id=device, home="h1", connection="c-h1", name=device))
                room = "bathroom" if device == "wc" else None
                places.place(Placement(device=device, home="h1", room=room, since=NIGHT - timedelta(days=999)))
    return folders


@pytest.mark.parametrize("clock", ClockKind)
@settings(deadline=None, max_examples=6, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_order_duplicates_pauses_and_restarts_end_in_the_same_alerts(
    furnished: dict[ClockKind, Path], tmp_path_factory: pytest.TempPathFactory, clock: ClockKind, data: st.DataObject
) -> None:
    events = data.draw(weeks())
    rng = data.draw(st.randoms(use_true_random=False))
    folder = tmp_path_factory.mktemp("run") / "state"
    shutil.copytree(furnished[clock], folder)
    with Registry.open(folder) as registry:

        async def run() -> None:
            async with Journal.open(folder, "a") as journal:
                with JournalReader.open(folder, "a") as reader:
                    await live(Judged(folder, registry, journal, reader), clock, arrivals(events, rng), rng)

        asyncio.run(run())
        household = replace(Directory.read(registry, "a").households["h1"], clock=ClockKind.OWN)
        kept = {_cut(a.key) for a in registry.alerts.of_home("h1") if a.borne_out and a.situation in OURS}
    shutil.rmtree(folder)

    async def in_order() -> set[Key | None]:
        ordered = sorted(events, key=lambda event: event.order)
        async with past(ordered, "a", "h1") as history:
            rules = [rule for rule in build(household) if rule.situation in OURS]
            return {_cut(f.key) for f in over_all(household, rules, ordered, until=END, history=history)}

    assert kept - {None} == asyncio.run(in_order())


def _cut(key: Key) -> Key | None:
    """What is known of an alert at the end of the week: a wall clock goes on beyond it."""
    *about, onset, end = key
    return None if onset > END else (*about, onset, None if end is None or end > END else end)  # type: ignore[return-value]
