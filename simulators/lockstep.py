"""Publish homes in step: each clock waits for all the others and for whoever acts in between.

For homes that share staff: what a carer does at 02:10 in one home is done before 02:11 begins in any. ``publish`` is
for homes that know nothing of each other, and much faster.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from care.errors import BrokerError
from care.events import TICK
from devices import topics
from devices.credentials import Credentials
from devices.dialects.senml import pack
from simulators.feed import ONLINE, Told
from simulators.line import Line
from simulators.publish import PACK, Pace, Progress, Published, first_of

STEP: Final = timedelta(minutes=1)
"""The least time in which staff react: what happens within it, nobody can answer."""


@dataclass(frozen=True, slots=True)
class Stepped:
    """One home: ``until`` lets it happen up to an instant and gives what was told meanwhile; ``obey`` as in Feed."""

    home: str
    start: datetime
    end: datetime
    until: Callable[[datetime], Iterable[Told]]
    obey: Callable[[bytes], bytes | None] = lambda _: None


@dataclass
class _Home:
    stepped: Stepped
    line: Line
    events_topic: str
    clock_topic: str
    status_topic: str
    sent: int = 0
    ticks: int = 0
    reached: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.reached = self.stepped.start

    def lives(self, moment: datetime) -> bool:
        """Tell whether there is anything of its story in the step that ends at ``moment``."""
        return self.stepped.start < moment and self.reached < self.stepped.end

    async def go_to(self, moment: datetime) -> None:
        """Tell all up to ``moment``, then tick."""
        moment = min(moment, self.stepped.end)
        told = list(self.stepped.until(moment))
        readings = [one for one in told if one.quantity != ONLINE]
        for start in range(0, len(readings), PACK):
            some = readings[start : start + PACK]
            await self.line.send(
                self.events_topic, pack((f"{one.device}/{one.quantity}", one.value, one.time) for one in some)
            )
        await self.line.send(self.clock_topic, pack([(TICK, True, moment)]))
        for one in told:  # a status is stamped with the last tick: it is right to the step
            if one.quantity == ONLINE:
                await self.line.send(self.status_topic, b"online" if one.value else b"offline", retain=True)
        self.sent += len(told)
        self.ticks += 1
        self.reached = moment


async def publish_in_step(  # noqa: PLR0913 - all but the first by keyword, most with a default
    homes: Sequence[Stepped],
    *,
    url: str,
    credentials: Mapping[str, Credentials],
    site: str,
    act: Callable[[datetime], Awaitable[None]],
    step: timedelta = STEP,
    speed: float | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    ca: Path | None = None,
) -> Published:
    """Publish all homes side by side; ``act`` is awaited at each step, when every home has been judged up to it.

    At most ``speed`` times faster than life (None: as fast as taken); stretches in which no home has a story are
    passed over. Returns when every home has come to its end and everything is acknowledged and judged. Raises
    BrokerError as ``publish`` does.
    """
    going: list[_Home] = []
    try:
        async with AsyncExitStack() as stack:
            lines = await stack.enter_async_context(asyncio.TaskGroup())
            for stepped in homes:
                user = credentials[stepped.home].user
                line = Line(
                    url,
                    credentials[stepped.home],
                    site=site,
                    home=stepped.home,
                    on_processed=lambda: None,
                    obey=stepped.obey,
                    ca=ca,
                )
                lines.create_task(line.run(), name=f"connection of home {stepped.home}")
                going.append(
                    _Home(
                        stepped,
                        line,
                        topics.events(site, stepped.home, user),
                        topics.clock(site, stepped.home),
                        topics.status(site, stepped.home, user),
                    )
                )
            await _step_through(going, step, Pace(speed, time.monotonic, asyncio.sleep), act, progress)
            for home in going:
                await home.line.acknowledged()
                home.line.close()
    except BaseExceptionGroup as group:
        only, _ = group.split(BrokerError)
        if only is None:
            raise
        raise first_of(only) from None
    return Published(sum(home.sent for home in going), sum(home.ticks for home in going))


async def _step_through(
    going: Sequence[_Home],
    step: timedelta,
    pace: Pace,
    act: Callable[[datetime], Awaitable[None]],
    progress: Callable[[Progress], None],
) -> None:
    moment = min(home.stepped.start for home in going)
    end = max(home.stepped.end for home in going)
    began, passed = pace.wall(), timedelta(0)
    while moment < end:
        moment = min(moment + step, end)
        moved = [home for home in going if home.lives(moment)]
        if not moved:
            moment = min(home.stepped.start for home in going if home.stepped.start >= moment)
            continue
        passed += step
        await pace.until(passed, began)
        for home in moved:
            await home.go_to(moment)
        for home in moved:
            await home.line.has_processed(home.reached)
            progress(
                Progress(
                    home.stepped.home,
                    home.stepped.start,
                    home.stepped.end,
                    home.reached,
                    home.line.processed,
                    home.sent,
                    home.ticks,
                )
            )
        await act(moment)
