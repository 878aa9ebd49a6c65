"""A try as it is lived: homes in step with the solution, what is known meanwhile, and what came of it."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Final

from pydantic import JsonValue

from care.episodes import Episode
from care.errors import Conflict, MistelError
from care.events import ALERT
from devices.credentials import Credentials
from evaluation.furnishing import Stage
from evaluation.runs import REPORT_EVERY
from evaluation.solutions.asking import STEP
from evaluation.solutions.faults import UNANSWERED, Fault, faults_of
from evaluation.solutions.results import Play
from simulators.feed import Feed
from simulators.publish import Progress, publish
from store.journal import JournalReader
from store.registry import Run, RunState

FOLLOWER: Final = "solutions"
"""The journal's follower that brings what solutions told to the desk."""
SETTLED_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Far:
    """How far a try is: all its homes together, ``done`` from 0 to 1; ``lived`` of their time in ``wall`` seconds."""

    done: float
    lived: timedelta
    wall: float
    at: datetime

    @property
    def speed(self) -> float:
        """How many times faster than life the homes go, all their time taken together."""
        return self.lived.total_seconds() / self.wall if self.wall else 0.0


Show = Callable[[Far], None]


def show_nothing(_far: Far) -> None:
    """Show nothing: how far a run is stands in the registry."""


@dataclass(frozen=True)
class Tried:
    """What came of a try; ``faults`` are of the solution's connections."""

    plays: tuple[Play, ...]
    faults: tuple[Fault, ...]
    lived: timedelta
    seconds: float
    more: Mapping[str, JsonValue]

    @property
    def speed(self) -> float:
        """How many times faster than life, all homes' time taken together."""
        return self.lived.total_seconds() / self.seconds if self.seconds else 0.0

    @property
    def record(self) -> dict[str, JsonValue]:
        """What is kept with the run, as ``Results.read`` takes it."""
        return {
            "plays": [play.model_dump(mode="json") for play in self.plays],
            "left_behind": [fault.says for fault in self.faults],
            "faults": [fault.record for fault in self.faults],
            "seconds": round(self.seconds, 3),
            "speed": round(self.speed, 1),
            "mistel": version("mistel"),
            **self.more,
        }


@dataclass(frozen=True)
class Homes:
    """The homes of a try: what is played in each, what they tell, how they log in, what is true of them.

    ``judged`` gives what else is kept with the run, once all is over.
    """

    plays: Sequence[Play]
    feeds: Sequence[Feed]
    logins: Mapping[str, Credentials]
    truth: Sequence[Episode]
    residents: Mapping[str, int]
    judged: Callable[[], dict[str, JsonValue]] = dict


async def live(
    stage: Stage,
    run: Run,
    reader: JournalReader,
    make: Callable[[], Homes],
    *,
    speed: float | None,
    tick: timedelta = STEP,
    show: Show = show_nothing,
) -> Tried:
    """Live the homes that ``make`` furnishes, as a running run; end it as done, or as failed with why.

    Their clocks tick after each reading, and every ``tick``.

    Nothing is told before the solution has answered what came before, as long as it answers at all; one that does not
    is left behind. The homes' logins end with the run. Raises what hindered it; a run that somebody stopped meanwhile
    raises Conflict.
    """
    homes: Homes | None = None
    try:
        homes = await asyncio.to_thread(make)
        await stage.enrol([*homes.logins.values()])
        await asyncio.to_thread(_keep_known, stage, run, homes)
        since, began = stage.now(), time.monotonic()
        await publish(
            homes.feeds,
            url=stage.broker_url,
            credentials=homes.logins,
            site=stage.site,
            speed=speed,
            window=2 * tick,
            tick=tick,
            in_step=True,
            ca=stage.ca,
            progress=_Reporter(stage, run, homes.feeds, began, show),
        )
        seconds = time.monotonic() - began
        await _settled(reader)
        tried = await asyncio.to_thread(_came, stage, run, reader, homes, since, seconds)
        stage.registry.runs.finish(run.id, RunState.DONE, tried.record)
    except (MistelError, asyncio.CancelledError) as error:
        with suppress(Conflict):  # somebody stopped it
            stage.registry.runs.finish(run.id, RunState.FAILED, {"why": str(error) or "It was stopped."})
        raise
    finally:
        if homes is not None:
            await asyncio.to_thread(_leave, stage, homes)
    return tried


def _keep_known(stage: Stage, run: Run, homes: Homes) -> None:
    """Keep the truth and what is played where, for those who watch."""
    stage.registry.episodes.add(run.id, *homes.truth)
    stage.registry.runs.so_far(run.id, {"plays": [play.model_dump(mode="json") for play in homes.plays]})


def _leave(stage: Stage, homes: Homes) -> None:
    """End the homes' logins: nobody tells of them any more."""
    for login in homes.logins.values():
        stage.registry.connections.revoke(login.user, stage.now())


class _Reporter:
    """Shows how far all homes have come together, and keeps it with the run now and then."""

    def __init__(self, stage: Stage, run: Run, feeds: Sequence[Feed], began: float, show: Show) -> None:
        self._stage, self._run, self._began, self._show = stage, run, began, show
        self._lived = dict.fromkeys((feed.home for feed in feeds), timedelta())
        self._all = timedelta()
        self._whole = sum((feed.end - feed.start for feed in feeds), timedelta())
        self._reported = stage.now()

    def __call__(self, far: Progress) -> None:
        lived = min(far.told, far.end) - far.start
        self._all += lived - self._lived[far.home]
        self._lived[far.home] = lived
        whole = Far(self._all / self._whole, self._all, time.monotonic() - self._began, far.told)
        self._show(whole)
        if self._stage.now() - self._reported >= REPORT_EVERY:
            self._reported = self._stage.now()
            self._stage.registry.runs.report(self._run.id, whole.done)


async def _settled(reader: JournalReader) -> None:
    """Wait until the desk knows all that solutions have told."""
    until = reader.last_seq()
    with suppress(TimeoutError):
        async with asyncio.timeout(SETTLED_SECONDS):
            while True:
                if not reader.of_quantity(ALERT, reader.cursors().get(FOLLOWER, 0), until):
                    return
                await asyncio.sleep(0.02)


def _came(stage: Stage, run: Run, reader: JournalReader, homes: Homes, since: datetime, seconds: float) -> Tried:
    plays = tuple(
        _watched(play, _gone(reader, homes.logins[play.home].user, play), homes.residents[play.home])
        for play in homes.plays
    )
    found = faults_of(stage.registry, reader, stage.site, str(run.spec["solution"]), since, stage.now())
    return Tried(
        plays=plays,
        faults=tuple(fault for fault in found if fault.kind != UNANSWERED or run.spec.get("speed") != 1),
        lived=sum((feed.end - feed.start for feed in homes.feeds), timedelta()),
        seconds=seconds,
        more=homes.judged(),
    )


def _gone(reader: JournalReader, connection: str, play: Play) -> timedelta:
    """Give how long a home's connection was known to be gone while it was played."""
    gone, since = timedelta(), None
    for event in reader.span(play.home, play.start, play.end, ["online"]):
        if event.device != connection:
            continue
        if event.value is False:
            since = since or event.time
        elif since is not None:
            gone, since = gone + (event.time - since), None
    return gone + (play.end - since if since is not None else timedelta())


def _watched(play: Play, gone: timedelta, residents: int) -> Play:
    """Give a play with the time that its residents were under watch, and that nothing could be seen of them."""
    return play.model_copy(
        update={
            "monitored": residents * (play.end - play.start - gone).total_seconds(),
            "offline": residents * gone.total_seconds(),
        }
    )
