"""The client for detectors: hear all homes of a site, and tell alerts of them.

async with Detector("mqtt://127.0.0.1:1883", Credentials("c-…", "…"), "site-…") as detector:
    async for heard in detector:
        if heard.quantity == "fall" and heard.value:
            await detector.alert(heard.home, "fall", onset=heard.time)

Ticks of homes that have a clock of their own are answered by themselves, once all that was heard before has been dealt
with: when the loop comes back for the next. So such homes wait for the detector, and may be simulated many times faster
than life.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import aiomqtt

from care.clock import Now, wall_now
from care.ids import ID
from care.people import NOBODY
from devices import topics
from devices.claims import claimed, pack_alert, pack_clock
from devices.credentials import Credentials
from devices.dialects import Known, Message
from devices.heard import About, Heard, heard
from devices.speaker import Notice, Speaker, log_notice

MOST_WAITING: Final = 100_000
"""Messages that may wait to be heard; who is slower than that loses the oldest."""
MOST_HOMES: Final = 1000
"""So many homes may be answered at once without a warning."""
DESCRIBED_SECONDS: Final = 2.0
"""How long a home that has told something is waited for to be described."""


class Detector(Speaker):
    """Speaks for one connection that listens; connects by itself, again and again.

    What homes tell while it is away is not heard later. Other parameters are those of ``Speaker``. ``answers``
    False leaves ticks unanswered: then no home waits for it.
    """

    _forgets = True  # nobody wants to hear a night's readings in the morning, and the broker need not keep them

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        site: str,
        *,
        ca: Path | None = None,
        answers: bool = True,
        on_refused: Callable[[Notice], None] = log_notice,
        now: Now = wall_now,
    ) -> None:
        super().__init__(url, credentials, site=site, home=NOBODY, ca=ca, on_refused=on_refused, now=now)
        self.homes: dict[str, About] = {}
        """The homes of the site, as they are described."""
        self.clocks: dict[str, datetime] = {}
        """The newest time that was heard of each home."""
        self._site = site
        self._answers = answers
        self._known: dict[str, Known] = {}
        self._messages: deque[Message] = deque(maxlen=MOST_WAITING)
        self._heard: deque[Heard] = deque()
        self._news = asyncio.Event()
        self._described = asyncio.Event()
        self._undescribed: set[str] = set()
        self._unanswered: dict[str, datetime] = {}
        self._to_answer = asyncio.Event()
        self._over = False

    async def alert(
        self,
        home: str,
        situation: str,
        *,
        onset: datetime | None = None,
        ended: datetime | None = None,
        resident: str | None = None,
        id: str | None = None,  # noqa: A002 - its name on the wire
        withdrawn: bool = False,
    ) -> str:
        """Tell an alert of a home of the site; give its id. See ``DeviceClient.alert`` for the rest.

        ``onset`` is the newest time heard of that home if not given. Raises ValueError for what is no id of a home.
        """
        if not ID.fullmatch(home):
            msg = f"'{home}' is no id of a home"
            raise ValueError(msg)
        since = onset or self.clocks.get(home) or self._now()
        claim = claimed(situation, since, ended=ended, resident=resident, id=id, withdrawn=withdrawn)
        await self._tell(topics.alerts(self._site, home, self._where[2]), pack_alert(claim))
        return claim.id

    async def __aiter__(self) -> AsyncIterator[Heard]:
        """Give what homes tell, in order of arrival, until the client is left."""
        while (one := await self._next()) is not None:
            self.clocks[one.home] = max(one.time, self.clocks.get(one.home, one.time))
            yield one
            if one.is_tick and self._answers:
                self._unanswered[one.home] = one.time
                self._to_answer.set()

    async def _next(self) -> Heard | None:
        while not self._heard:
            while not self._messages:
                if self._over:
                    return None
                self._news.clear()
                await self._news.wait()
            message = self._messages.popleft()
            home = topics.parse(message.topic).home
            if home not in self.homes:
                await self._wait_for(home)
            about = self.homes.get(home)
            if about is not None:
                self._heard.extend(heard(message, about, self._known[home]))
        return self._heard.popleft()

    async def _wait_for(self, home: str) -> None:
        """Wait for a home's description; it is told moments after the home was made."""
        if home in self._undescribed:
            return
        self._undescribed.add(home)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DESCRIBED_SECONDS):
                while home not in self.homes:
                    self._described.clear()
                    await self._described.wait()

    def _subscriptions(self) -> list[str]:
        return [
            topics.refused(self._site, "+", self._where[2]),
            topics.about(self._site, "+"),
            topics.everything(self._site, topics.EVENTS),
            topics.everything(self._site, topics.STATUS),
        ]

    async def _hear(self, topic: str, payload: bytes, retain: bool) -> None:
        if topic.startswith(f"{topics.ROOT}/"):
            of_a_listener = topic.startswith(f"{topics.ROOT}/{self._site}/{NOBODY}/")
            if not retain and not of_a_listener:
                self._messages.append(Message(topic, payload, self._now()))
                self._news.set()
        elif topic.endswith("/about"):
            self._describe(topic.split("/")[2], payload)
        else:
            self._tell_of_refusal(payload)

    def _describe(self, home: str, payload: bytes) -> None:
        about = About.read(payload)
        if about is None:
            self.homes.pop(home, None)
            return
        self.homes[home], self._known[home] = about, about.known(self._site)
        self._undescribed.discard(home)
        self._described.set()

    async def _answer_ticks(self, mqtt: aiomqtt.Client) -> None:
        """Say that ticks will be answered, then answer each home's newest."""
        mqtt.pending_calls_threshold = MOST_HOMES  # it warns above, taking them for forgotten ones
        await mqtt.publish(topics.told_clock(self._site, NOBODY, self._where[2]), pack_clock(self._now()), qos=1)
        while True:
            await self._to_answer.wait()
            self._to_answer.clear()
            answers, self._unanswered = self._unanswered, {}
            async with asyncio.TaskGroup() as tasks:
                for home, time in answers.items():
                    topic = topics.told_clock(self._site, home, self._where[2])
                    tasks.create_task(self._publish_one(mqtt, topic, pack_clock(time)))

    async def _publish_one(self, mqtt: aiomqtt.Client, topic: str, payload: bytes) -> None:
        await mqtt.publish(topic, payload, qos=1)

    def _duties(self, mqtt: aiomqtt.Client, tasks: asyncio.TaskGroup) -> None:
        super()._duties(mqtt, tasks)
        if self._answers:
            tasks.create_task(self._answer_ticks(mqtt), name="answers to ticks")

    def _closed(self) -> None:
        self._over = True
        self._news.set()
