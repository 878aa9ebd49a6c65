"""Play scenarios through the broker into a test site, and give the verdicts."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from care.errors import MistelError
from care.ids import new_id
from devices.credentials import Credentials
from evaluation.furnishing import Stage, furnish
from evaluation.staffed import play_staffed
from evaluation.verdicts import Verdict, verdicts
from simulators.publish import Progress, publish
from simulators.scenario import Scenario
from simulators.staff.answering import ApiDesk
from simulators.staff.dispatch import Effort
from simulators.staff.team import Carer, Ground, Team
from simulators.story import Story
from store.registry import Run, RunState

REPORT_EVERY: Final = timedelta(seconds=0.5)


def new_stories(scenarios: Sequence[Scenario], seed: str, repeats: int = 1) -> list[Story]:
    """Give each scenario, each time, a home of its own, with an id that says nothing about it."""
    return [Story(scenario, new_id("h"), f"{seed}/{n}") for n in range(repeats) for scenario in scenarios]


async def play(
    stage: Stage,
    stories: Sequence[Story],
    logins: Mapping[str, Credentials],
    *,
    speed: float | None,
    progress: Callable[[Progress], None],
) -> list[Verdict]:
    """Publish the stories side by side, ``speed`` times faster than life (None: as fast as taken); then judge.

    When this returns, the last tick of every home has been processed: what the rules found is on the desk.
    """
    await publish(
        [story.feed() for story in stories],
        url=stage.broker_url,
        ca=stage.ca,
        credentials=logins,
        site=stage.site,
        speed=speed,
        progress=progress,
    )
    given: list[Verdict] = []
    for story in stories:
        alerts = await asyncio.to_thread(stage.registry.alerts.of_home, story.home)
        given += verdicts(story.scenario, story.episodes, alerts)
    return given


class Spec(BaseModel):
    """What a run of scenarios is asked to do: these scenarios, each ``repeats`` times, at this site."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    site: str
    scenarios: tuple[str, ...]
    seed: str = "1"
    repeats: int = Field(default=1, ge=1, le=1000)
    speed: float | None = Field(default=None, gt=0)
    staff: int = Field(default=0, ge=0, le=50)
    """So many simulated carers answer the alerts, and what they do changes what happens next; with 0 nobody does."""
    apart: float = Field(default=20, ge=0, le=7200)
    """Seconds of walk from each of the homes to the next, and from the staff room to the first."""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a run; ``effort`` is that of its staff, None when there were none."""

    verdicts: list[Verdict]
    effort: Effort | None = None


async def carry_out(
    stage: Stage, run: Run, scenarios: Sequence[Scenario], show: Callable[[str, float, datetime], None]
) -> Played:
    """Play a running run, keep its truth and verdicts with it, and end it as done, or as failed with why.

    ``show`` is called as it goes, with a scenario's name, how far it is (0 to 1), and the time in its home.
    """
    spec = Spec.model_validate(run.spec)
    try:
        stories = new_stories(scenarios, spec.seed, spec.repeats)
        logins = {story.home: furnish(stage, story, f"Flat {n} ({run.id[-4:]})") for n, story in enumerate(stories, 1)}
        await stage.enrol([*logins.values()])
        report = _reporter(stage, run, stories, show)
        if spec.staff:
            played = await _staffed(stage, spec, stories, logins, report)
        else:
            played = Played(await play(stage, stories, logins, speed=spec.speed, progress=report))
    except MistelError as error:
        stage.registry.runs.finish(run.id, RunState.FAILED, {"why": str(error)})
        raise
    for story in stories:
        for episode in story.episodes:
            stage.registry.episodes.add(run.id, episode)
    result: dict[str, JsonValue] = {"verdicts": [given.record for given in played.verdicts]}
    if played.effort is not None:
        result["staff"] = played.effort.record
    stage.registry.runs.finish(run.id, RunState.DONE, result)
    return played


async def _staffed(
    stage: Stage,
    spec: Spec,
    stories: Sequence[Story],
    logins: Mapping[str, Credentials],
    report: Callable[[Progress], None],
) -> Played:
    hired = await stage.hire(spec.staff)
    ground = Ground.corridor([story.home for story in stories], timedelta(seconds=spec.apart))
    team = Team(tuple(Carer(carer) for carer in hired.tokens), ground, stories[0].scenario.tz)
    async with ApiDesk(hired.url, hired.tokens, stage.site) as desk:
        done = await play_staffed(stage, stories, logins, team, desk, seed=spec.seed, speed=spec.speed, progress=report)
    return Played(list(done.verdicts), done.effort)


def _reporter(
    stage: Stage, run: Run, stories: Sequence[Story], show: Callable[[str, float, datetime], None]
) -> Callable[[Progress], None]:
    """Give what shows each home's progress, and keeps that of the whole run with it now and then."""
    names = {story.home: story.scenario.name for story in stories}
    done = dict.fromkeys(names, 0.0)
    reported = stage.now()

    def report(far: Progress) -> None:
        nonlocal reported
        done[far.home] = (far.told - far.start) / (far.end - far.start)
        show(names[far.home], done[far.home], far.told)
        if stage.now() - reported >= REPORT_EVERY:
            reported = stage.now()
            stage.registry.runs.report(run.id, sum(done.values()) / len(done))

    return report
