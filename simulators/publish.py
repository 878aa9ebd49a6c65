"""Publish what homes tell, live, in virtual time: through the real broker, under the gateway's flow control."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from care.clock import MICROSECOND
from care.errors import MistelError
from care.events import TICK
from devices import topics
from devices.credentials import Credentials
from devices.dialects.senml import pack
from simulators.feed import ONLINE, Feed, Told
from simulators.line import Line

WINDOW: Final = timedelta(minutes=240)
TICK_EVERY: Final = timedelta(minutes=60)
PACED_TICK_SECONDS: Final = 0.2
"""Wall seconds between ticks of a paced run, so that alerts come to the board as they happen."""
PACED_HOMES: Final = 10
"""More homes than these tick so much more seldom, that all of them together tick as often as these."""
JUST_AFTER: Final = timedelta(microseconds=500)
"""Less than any two readings of a home lie apart that are not of one instant."""
PACK: Final = 50
"""Readings sent in one message when nobody waits for each of them."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one home has come: told up to ``told``, judged by the gateway up to ``processed`` (None: not yet)."""

    home: str
    start: datetime
    end: datetime
    told: datetime
    processed: datetime | None
    sent: int
    ticks: int


@dataclass(frozen=True, slots=True)
class Published:
    """What was sent and acknowledged: readings (ticks not counted), and ticks."""

    sent: int
    ticks: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Virtual against wall time: ``speed`` virtual seconds a second, None as fast as taken."""

    speed: float | None
    wall: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]

    async def until(self, ahead: timedelta, began: float) -> None:
        """Wait until the wall has come as far as ``ahead`` of the story is at this speed."""
        if self.speed is not None:
            wait = began + ahead.total_seconds() / self.speed - self.wall()
            if wait > 0:
                await self.sleep(wait)


async def publish(  # noqa: PLR0913 - all but the first by keyword, most with a default
    feeds: Sequence[Feed],
    *,
    url: str,
    credentials: Mapping[str, Credentials],
    site: str,
    speed: float | None,
    window: timedelta = WINDOW,
    tick: timedelta = TICK_EVERY,
    in_step: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
    wall: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ca: Path | None = None,
) -> Published:
    """Publish all feeds side by side, one connection a home; return when everything is acknowledged and judged.

    Each home is at most ``window`` ahead of what the gateway has processed; its clock ticks every ``tick`` (closer
    when paced) and at its end, always after the readings that arrive by that time. Readings go in the order in which
    they arrive, each with its own time. ``in_step``, for a solution that follows the clock: a home also ticks after
    each instant in which readings arrive, and tells nothing more before each tick is processed. With ``speed`` None
    readings are packed up to 50 a message; paced, each is sent by itself when it is due. Raises BrokerError when the
    broker refuses or when broker or gateway do not answer for a minute, ValueError when ``tick`` is over half of
    ``window``. ``ca`` is the file of the CA that signed the broker's certificate, where the system does not know it.
    """
    if not timedelta(0) < 2 * tick <= window:
        raise ValueError(f"ticks every {tick} do not fit a window of {window}: at least two must, or nobody may go on")
    if speed is not None:
        if speed <= 0:
            raise ValueError(f"speed is {speed}; it must be over 0, or None for as fast as taken")
        between = PACED_TICK_SECONDS * max(1.0, len(feeds) / PACED_HOMES)
        tick = min(tick, max(timedelta(seconds=1), timedelta(seconds=speed * between)))
    pace = Pace(speed, wall, sleep)
    homes = [
        _Home(feed, _Way(url, ca, site, credentials[feed.home]), window, tick, pace, progress, in_step=in_step)
        for feed in feeds
    ]
    try:
        async with asyncio.TaskGroup() as tasks:
            for home in homes:
                tasks.create_task(home.run(), name=f"publish home {home.feed.home}")
    except BaseExceptionGroup as group:
        only, _ = group.split(MistelError)
        if only is None:
            raise
        raise first_of(only) from None
    return Published(sum(home.sent for home in homes), sum(home.ticks for home in homes))


def first_of(group: BaseExceptionGroup[MistelError]) -> BaseException:
    """Give the first single error of a group."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


@dataclass(frozen=True, slots=True)
class _Way:
    """To which broker a home speaks, as whom."""

    url: str
    ca: Path | None
    site: str
    credentials: Credentials


class _Home:
    """One home as it is being published."""

    def __init__(
        self,
        feed: Feed,
        way: _Way,
        window: timedelta,
        tick: timedelta,
        pace: Pace,
        progress: Callable[[Progress], None],
        *,
        in_step: bool,
    ) -> None:
        self.feed = feed
        self.sent = 0
        self.ticks = 0
        self._told = feed.start
        self._window = window
        self._tick = tick
        self._pace = pace
        self._progress = progress
        self._in_step = in_step
        self._began = pace.wall()
        self._line = Line(
            way.url,
            way.credentials,
            site=way.site,
            home=feed.home,
            on_processed=self._tell_progress,
            obey=feed.obey,
            ca=way.ca,
        )
        self._events_topic = topics.events(way.site, feed.home, way.credentials.user)
        self._status_topic = topics.status(way.site, feed.home, way.credentials.user)
        self._clock_topic = topics.clock(way.site, feed.home)
        self._batch: list[Told] = []
        self._unticked: datetime | None = None
        self._batch_size = PACK if pace.speed is None else 1

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._line.run(), name=f"connection of home {self.feed.home}")
            try:
                await self._tell()
            finally:
                self._line.close()  # aiomqtt may lose a cancellation (wait_for, Python 3.11); this is not lost

    async def _tell(self) -> None:
        due = self.feed.start + self._tick
        last = self.feed.end
        for told in self.feed.told:
            await self._let_follow(told.came)
            while due < told.came:
                await self._send_tick(due)
                due += self._tick
            last = max(last, told.came)
            if told.quantity == ONLINE:
                await self._send_status(told)
                continue
            await self._wait_for(told.came)
            self._batch.append(told)
            self._unticked = told.came
            if len(self._batch) >= self._batch_size:
                await self._flush()
        await self._let_follow(last)
        while due < last:
            await self._send_tick(due)
            due += self._tick
        await self._send_tick(last)
        await self._line.acknowledged()
        await self._line.has_processed(last)
        self._tell_progress()

    async def _let_follow(self, moment: datetime) -> None:
        """In step, tick at what was told last, when ``moment`` is later."""
        if self._in_step and self._unticked is not None and self._unticked < moment:
            await self._send_tick(self._unticked)

    async def _wait_for(self, moment: datetime) -> None:
        """Wait until ``moment`` is due, and no further ahead of the gateway than the window."""
        behind = moment - self._window
        if behind > self.feed.start and (self._line.processed is None or self._line.processed < behind):
            await self._flush()
            await self._line.has_processed(behind)
        await self._pace.until(moment - self.feed.start, self._began)

    async def _flush(self) -> None:
        if self._batch:
            batch, self._batch = self._batch, []
            payload = pack((f"{told.device}/{told.quantity}", told.value, told.time) for told in batch)
            await self._line.send(self._events_topic, payload)
            self.sent += len(batch)
            self._told = batch[-1].came

    async def _send_tick(self, moment: datetime) -> None:
        await self._wait_for(moment)
        await self._flush()
        await self._line.send(self._clock_topic, pack([(TICK, True, moment)]))
        self.ticks += 1
        self._told = moment
        self._unticked = None
        if self._in_step:
            await self._line.has_processed(moment)
        self._tell_progress()

    async def _send_status(self, told: Told) -> None:
        """Tell that the home's connection is there or not, as a gateway hears it in life: when all before is judged.

        It stamps a status just after the home's last tick; one more lets the rules see it before anything else comes.
        """
        tick = told.came - MICROSECOND
        await self._send_tick(tick)
        await self._line.send(self._status_topic, b"online" if told.value else b"offline", retain=True)
        await self._send_tick(tick + JUST_AFTER)
        await self._line.has_processed(tick + JUST_AFTER)

    def _tell_progress(self) -> None:
        feed = self.feed
        self._progress(
            Progress(feed.home, feed.start, feed.end, self._told, self._line.processed, self.sent, self.ticks)
        )
