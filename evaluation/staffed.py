"""Play stories in step with simulated staff who answer the desk's alerts, and count what their work came to."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from care.alerts import Outcome
from care.clock import wall_now
from care.situations import SITUATIONS
from devices.credentials import Credentials
from evaluation.furnishing import Stage
from evaluation.verdicts import Verdict, verdicts
from simulators.answering import Answering
from simulators.lockstep import STEP, Stepped, publish_in_step
from simulators.playing import Playing
from simulators.publish import Progress
from simulators.staff.answering import ApiDesk
from simulators.staff.dispatch import Call, Dispatch, Effort, Visit
from simulators.staff.help import CHECK, HELP, OTHERWISE
from simulators.staff.team import Team, stream
from simulators.story import Story


@dataclass(frozen=True, slots=True)
class Staffed:
    """What came of it: the verdicts, and the staff's work."""

    verdicts: tuple[Verdict, ...]
    effort: Effort


@dataclass
class _Floor:
    """The homes as they go on, for whoever comes in."""

    stories: Mapping[str, Story]
    playing: Mapping[str, Playing]
    rng: Random

    def visit(self, call: Call, _carer: str, at: datetime) -> Visit:
        """Let a carer come in: who needed help gets it, and that changes the rest of the story."""
        if SITUATIONS[call.situation].technical:
            return Visit(Outcome.TRUE, CHECK.lasts(self.rng))
        episodes = self.stories[call.home].episodes
        is_so = any(e.label == call.situation and e.hazard_from <= at and call.onset <= e.end for e in episodes)
        if not is_so:
            return Visit(Outcome.FALSE, CHECK.lasts(self.rng))
        given = HELP.get(call.situation, OTHERWISE)
        goes_on = any(e.label == call.situation and e.hazard_from <= at < e.end for e in episodes)
        if given.step is not None and goes_on:
            self.playing[call.home].ask(given.step)
        return Visit(Outcome.TRUE, given.lasts(self.rng))


async def play_staffed(  # noqa: PLR0913 - the last four by keyword
    stage: Stage,
    stories: Sequence[Story],
    logins: Mapping[str, Credentials],
    team: Team,
    desk: ApiDesk,
    *,
    seed: str,
    speed: float | None = None,
    step: timedelta = STEP,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Staffed:
    """Play the stories of one site side by side and in step, answered by one team; then judge.

    The same stories, team and seed give the same acts at the same times of the homes' clocks.
    """
    playing = {story.home: story.begin() for story in stories}
    floor = _Floor({story.home: story for story in stories}, playing, stream(seed, "visits"))
    dispatch = Dispatch(team, stream(seed, "dispatch"), floor.visit)

    async def act(now: datetime) -> None:
        for one in dispatch.step(now, [call for call in await desk.calls() if call.home in playing]):
            if not await desk.do(one):
                dispatch.give_up(one)

    await publish_in_step(
        [
            Stepped(story.home, story.start, story.end, one.until, Answering(one.scene, story.home, wall_now).take)
            for story, one in ((story, playing[story.home]) for story in stories)
        ],
        url=stage.broker_url,
        ca=stage.ca,
        credentials=logins,
        site=stage.site,
        act=act,
        step=step,
        speed=speed,
        progress=progress,
    )
    given: list[Verdict] = []
    for story in stories:
        alerts = await asyncio.to_thread(stage.registry.alerts.of_home, story.home)
        given += verdicts(story.scenario, story.episodes, alerts)
    return Staffed(tuple(given), dispatch.effort)
