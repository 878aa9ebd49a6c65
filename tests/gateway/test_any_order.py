"""The events of a week in any order, with any duplicates, pauses and restarts, end in the same alerts as in order."""

import asyncio
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from care.alerts import Alert
from care.clock import ClockKind
from care.events import Event
from care.situations import SITUATIONS
from evaluation.backtest import Found, backtest
from gateway.directory import Directory
from store.journal import Journal, JournalReader
from store.registry import Registry
from tests.gateway.judged import NIGHT, Judged, furnish, tick, told

WEEK = 7 * 24 * 60
TELLS = [
    ("door", "contact.open"),
    ("door", "contact.open"),
    ("hall", "motion"),
    ("mat", "bed.occupied"),
    ("button", "alarm.button"),
    ("c-h1", "online"),
]
GAPS = [0, 0.02, 3, 9.99, 10, 10.01, 25, 25, 119, 121, 600, 1400]
PAUSE, RESTART = "the clock moves", "the gateway is killed"


@st.composite
def weeks(draw: st.DrawFn) -> list[Event]:
    """What a home told in a week, each once."""
    at, events = -600.0, []
    told_so = st.tuples(st.sampled_from(GAPS), st.sampled_from(TELLS), st.sampled_from([True, True, True, False]))
    for gap, (device, quantity), value in draw(st.lists(told_so, min_size=15, max_size=40)):
        at = min(at + gap, WEEK - 700)
        events.append(told(at, device, quantity, value))
    return list({event.identity: event for event in events}.values())


def arrivals(events: list[Event], rng: Random) -> list[Event | str]:
    """These events in some order, some twice, with moves of the clock and kills between."""
    far = rng.choice([0, 30, 3000, WEEK])  # how much later than others one may come, in minutes
    came = sorted(events, key=lambda event: event.time + timedelta(minutes=rng.uniform(0, far)))
    what: list[Event | str] = [*came]
    for happens in [PAUSE] * rng.randint(0, 12) + [RESTART] * rng.randint(0, 3):
        what.insert(rng.randint(0, len(what)), happens)
    for event in rng.sample(came, min(5, len(came))):
        what.insert(rng.randint(0, len(what)), event)
    return what


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> dict[ClockKind, Path]:
    folders = {}
    for clock in ClockKind:
        folders[clock] = tmp_path_factory.mktemp(clock)
        with Registry.open(folders[clock]) as registry:
            furnish(registry, {"h1": clock})
    return folders


async def live(site: Judged, clock: ClockKind, arriving: list[Event | str], rng: Random) -> None:
    """Let a home tell all this; each move of its clock goes near the newest that has come, or far beyond."""
    site.start()
    minute = -700.0
    for what in arriving:
        if isinstance(what, Event):
            await site.come(what)
        elif what == RESTART:
            site.start()
        else:
            newest = max((event.time for _, event in site.reader.after(0)), default=NIGHT)
            beyond = (newest - NIGHT) / timedelta(minutes=1) + rng.choice([0, 5, 11, 200])
            minute = min(max(minute, rng.choice([beyond, rng.uniform(minute, WEEK - 1)])), WEEK - 1)
            if clock is ClockKind.OWN:
                await site.come(tick(minute))
            else:
                site.at(minute)
        if what in (PAUSE, RESTART):
            await site.settle()
    if clock is ClockKind.OWN:
        await site.come(tick(WEEK))
    site.wall = max(site.wall, NIGHT) + timedelta(minutes=WEEK + 1)
    await site.settle()
    for _ in range(2):
        site.wall += timedelta(seconds=10)
        await site.settle()


@pytest.mark.parametrize("clock", ClockKind)
@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
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
        household = Directory.read(registry, "a").households["h1"]
        kept = {alert.key for alert in registry.alerts.of_home("h1") if alert.borne_out and _is_about(alert)}
    shutil.rmtree(folder)
    in_order = sorted(events, key=lambda event: event.order)
    by_ticks = replace(household, clock=ClockKind.OWN)
    assert kept == {found.key for found in backtest(by_ticks, [*in_order, tick(WEEK)]) if _is_about(found)}


def _is_about(found: Alert | Found) -> bool:
    """Whether it is about a person: that equipment was silent is never taken back."""
    return not SITUATIONS[found.situation].technical
