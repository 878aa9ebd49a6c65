"""Simulate many homes live: through the broker into a test site, with a clock of their own; and say what came of it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

from pydantic import JsonValue

from care.errors import MistelError
from care.ids import new_id
from evaluation.estimates import Result
from evaluation.furnishing import Stage, furnish
from evaluation.runs import REPORT_EVERY
from evaluation.scoring import score
from simulators.population import Population
from simulators.publish import Progress, publish
from simulators.story import Story
from store.registry import Run, RunState

EARLY: Final = timedelta(minutes=5)
GRACE: Final = timedelta(minutes=30)
"""An alert counts for something true when its onset is so near it."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came of a live simulation; ``alerts`` by situation, of these the ``false`` ones told of nothing true."""

    readings: int
    ticks: int
    residents: int
    truths: int
    alerts: Mapping[str, int]
    false: Mapping[str, int]
    false_a_week: Result

    @property
    def record(self) -> dict[str, JsonValue]:
        """What is kept with the run."""
        return {
            "readings": self.readings,
            "residents": self.residents,
            "truths": self.truths,
            "alerts": dict(self.alerts),
            "false": dict(self.false),
        }


def spec_of(stage: Stage, population: Population, speed: float | None) -> dict[str, JsonValue]:
    """Give what is kept with a run of what it was asked to do."""
    asked: dict[str, JsonValue] = {**asdict(population), "start": population.start.isoformat()}
    asked["kits"] = [*population.kits]
    title = f"{population.homes} simulated homes, {population.days} days, seed {population.seed}"
    return {**asked, "site": stage.site, "speed": speed, "title": title}


async def carry_out(
    stage: Stage,
    run: Run,
    population: Population,
    speed: float | None,
    show: Callable[[str, float], None] = lambda _what, _done: None,
) -> Simulated:
    """Live a population at the stage as a running run, ``speed`` times faster than life (None: as fast as taken).

    The truth is kept as the run's episodes. ``show`` is called with what goes on and how far it is (0 to 1). The run
    ends as done, or as failed with why.
    """
    try:
        stories: list[Story] = []
        logins = {}
        for number in range(population.homes):
            story = population.story(number, new_id("h"))
            logins[story.home] = await asyncio.to_thread(furnish, stage, story, f"Home {number + 1} ({run.id[-4:]})")
            stories.append(story)
            show("Furnishing", (number + 1) / population.homes)
        await stage.enrol([*logins.values()])
        published = await publish(
            [story.feed() for story in stories],
            url=stage.broker_url,
            credentials=logins,
            site=stage.site,
            speed=speed,
            ca=stage.ca,
            progress=_reporter(stage, run, stories, show),
        )
        came = await asyncio.to_thread(_outcome, stage, run, stories, published.sent, published.ticks)
    except (MistelError, asyncio.CancelledError) as error:
        stage.registry.runs.finish(run.id, RunState.FAILED, {"why": str(error) or "It was stopped."})
        raise
    stage.registry.runs.finish(run.id, RunState.DONE, came.record)
    return came


def _reporter(
    stage: Stage, run: Run, stories: list[Story], show: Callable[[str, float], None]
) -> Callable[[Progress], None]:
    """Give what shows how far all homes have come together, and keeps it with the run now and then."""
    done = dict.fromkeys((story.home for story in stories), 0.0)
    total = 0.0
    reported = stage.now()

    def report(far: Progress) -> None:
        nonlocal total, reported
        now = (far.told - far.start) / (far.end - far.start)
        total += now - done[far.home]
        done[far.home] = now
        show("Living", total / len(done))
        if stage.now() - reported >= REPORT_EVERY:
            reported = stage.now()
            stage.registry.runs.report(run.id, min(1.0, total / len(done)))

    return report


def _outcome(stage: Stage, run: Run, stories: list[Story], readings: int, ticks: int) -> Simulated:
    episodes = [episode for story in stories for episode in story.episodes]
    stage.registry.episodes.add(run.id, *episodes)
    alerts = [alert for story in stories for alert in stage.registry.alerts.of_home(story.home)]
    residents = sum(len(story.household.residents) for story in stories)
    monitored = sum((len(s.household.residents) * s.scenario.lasts for s in stories), timedelta())
    scored = score(alerts, episodes, early=EARLY, grace=GRACE, monitored=monitored)
    return Simulated(
        readings=readings,
        ticks=ticks,
        residents=residents,
        truths=len(episodes),
        alerts=Counter(alert.situation for alert in alerts),
        false=Counter(alert.situation for alert in scored.false),
        false_a_week=scored.false_alarms,
    )
