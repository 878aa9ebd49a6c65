"""Live, accelerated, replayed and in-process are one code path: the same night ends in the same alerts."""

import asyncio
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path

from alerts.household import Household
from care.alerts import RULES
from care.clock import ClockKind
from care.events import CLOCK, TICK, Event
from care.people import Organisation, Site, World
from evaluation.backtest import Key, backtest
from evaluation.furnishing import Stage, furnish
from evaluation.runs import play
from gateway.directory import Directory
from mistel.reach import Reach, reached
from mistel.settings import Settings
from simulators.scenario import Scenario
from simulators.scenario_file import load, ours
from simulators.story import Story
from store.journal import JournalReader

SITE = Site(id="night", organisation="own", name="Night", zone="Europe/Stockholm", world=World.TEST)


def _two_hours(name: str) -> Scenario:
    (path,) = [path for path in ours() if path.stem == name]
    return load(path).model_copy(update={"starts": time(23, 20), "lasts": timedelta(hours=2)})


def _stories() -> list[Story]:
    return [Story(_two_hours(name), f"h{n}", "4") for n, name in enumerate(("left_home_at_night", "only_looks_out"))]


async def _staged(reach: Reach) -> Stage:
    reach.registry.places.add_organisation(Organisation(id="own", name="Own"))
    return await reach.stage(SITE)


async def _through_the_broker(folder: Path, speed: float | None) -> tuple[set[Key], list[Event], dict[str, Household]]:
    """Play the night through everything; give the alerts, the journal in order of arrival, and who lives there."""
    async with reached(Settings.load(state_dir=folder)) as reach:
        stage, stories = await _staged(reach), _stories()
        logins = {story.home: furnish(stage, story, "a home") for story in stories}
        verdicts = await play(stage, stories, logins, speed=speed, progress=lambda _: None)
        assert all(verdict.passed for verdict in verdicts), verdicts
        keys = {alert.key for story in stories for alert in reach.registry.alerts.of_home(story.home)}
        with JournalReader.open(folder, SITE.id) as reader:
            journal = [event for _, event in reader.after(0, 100_000)]
        return keys, journal, Directory.read(reach.registry, SITE.id).households


def _in_process(story: Story, household: Household) -> set[Key]:
    def events() -> Iterator[Event]:
        for told in story.tell():
            yield Event(SITE.id, told.home, told.device, told.quantity, told.time, told.value, told.time)
        yield Event(SITE.id, story.home, CLOCK, TICK, story.end, True, story.end)

    return {found.key for found in backtest(household, events())}


async def test_600_times_unlimited_replayed_and_in_process_end_in_the_same_alerts(tmp_path: Path) -> None:
    (paced, _, _), (unlimited, journal, households) = await asyncio.gather(
        _through_the_broker(tmp_path / "paced", 600), _through_the_broker(tmp_path / "unlimited", None)
    )
    replayed = {
        found.key
        for household in households.values()
        for found in backtest(household, [event for event in journal if event.home == household.home])
    }
    in_process = {key for story in _stories() for key in _in_process(story, households[story.home])}

    assert {(source, home, situation) for source, home, _, situation, _, _ in paced} == {
        (RULES, "h0", "left_home_at_night")
    }
    assert all(end is not None for *_, end in paced)
    assert paced == unlimited
    assert paced == replayed
    assert paced == in_process
    assert {household.clock for household in households.values()} == {ClockKind.OWN}
