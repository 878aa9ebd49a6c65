"""Streams of pages made of parts: each part is swapped as often as anything that it rests on changes."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, TypeVar

from api.platform import Platform
from api.stream import CLOCK_EVERY, LOOK_AGAIN_EVERY, OWN_CLOCK_EVERY, Client, Viewed, encoded
from care.clock import to_micros
from care.errors import MistelError

LOOK_EVERY: Final = 0.5
"""Seconds between two looks at whether anything changed; a page is rendered once for all who see the same."""
ANEW_EVERY: Final = 20.0
"""Seconds after which a page is rendered though nothing came: ages in words grow."""

_LOG: Final = logging.getLogger(__name__)


Shown_contra = TypeVar("Shown_contra", contravariant=True)


class LivePage(Protocol[Shown_contra]):
    """One kind of page that is swapped in parts; asked from many threads."""

    def home(self, view: Shown_contra) -> tuple[str, str]:
        """Give the site, and the home whose own clock the page goes by, "" where it goes by the wall's."""

    def told(self, view: Shown_contra) -> object:
        """Give something that is another as soon as the page may be."""

    def parts(self, view: Shown_contra) -> Mapping[str, str]:
        """Render the parts, by the id of the element that each replaces."""


@dataclass(slots=True)
class _Channel(Generic[Viewed]):
    parts: Mapping[str, str]
    told: object
    rendered: float
    site: str
    own: str
    clients: set[Client[Viewed]] = field(default_factory=set)


class PartStreams(Generic[Viewed]):
    """All open pages of one kind in this process; ``run`` must run for them to move."""

    def __init__(self, platform: Platform, page: LivePage[Viewed]) -> None:
        self._platform = platform
        self._page = page
        self._channels: dict[Viewed, _Channel[Viewed]] = {}
        self._turn = asyncio.Lock()
        self._joined = asyncio.Event()
        self._closed = False

    async def join(self, view: Viewed, may_stay: Callable[[], bool]) -> Client[Viewed]:
        """Open a page; the first message is all of it, as it is now."""
        client = Client(view, may_stay)
        async with self._turn:
            if self._closed:
                client.put(None)
                return client
            channel = self._channels.get(view)
            if channel is None:
                channel = self._channels[view] = await asyncio.to_thread(self._opened, view)
            client.put(encoded("parts", channel.parts, retry=2000))
            client.put(await asyncio.to_thread(self._clock, channel))
            channel.clients.add(client)
        self._joined.set()
        return client

    def leave(self, client: Client[Viewed]) -> None:
        """Forget a client; a view without clients is forgotten too, and without views the poller rests."""
        channel = self._channels.get(client.view)
        if channel is None:
            return
        channel.clients.discard(client)
        if not channel.clients:
            del self._channels[client.view]

    def close(self) -> None:
        """End all streams, and let none begin: the server is about to stop."""
        self._closed = True
        for channel in list(self._channels.values()):
            self._send(channel, None)

    async def run(self) -> None:
        """Follow while somebody looks. What cannot be read is said in the log and tried again."""
        told = looked = 0.0
        while not self._closed:
            if not self._channels:
                self._joined.clear()
                await self._joined.wait()
                told = looked = time.monotonic()
            try:
                async with self._turn:
                    for view, channel in list(self._channels.items()):
                        await self._look(view, channel)
                    own = any(channel.own for channel in self._channels.values())
                    if time.monotonic() - told >= (OWN_CLOCK_EVERY if own else CLOCK_EVERY):
                        told = time.monotonic()
                        for channel in list(self._channels.values()):
                            self._send(channel, await asyncio.to_thread(self._clock, channel))
                    if time.monotonic() - looked >= LOOK_AGAIN_EVERY:
                        looked = time.monotonic()
                        await self._send_away()
            except MistelError:
                _LOG.exception("Live pages cannot follow; trying again.")
            await asyncio.sleep(LOOK_EVERY)

    async def _look(self, view: Viewed, channel: _Channel[Viewed]) -> None:
        told = await asyncio.to_thread(self._page.told, view)
        if told == channel.told and time.monotonic() - channel.rendered < ANEW_EVERY:
            return
        parts = await asyncio.to_thread(self._page.parts, view)
        changed = {name: html for name, html in parts.items() if html != channel.parts.get(name)}
        channel.parts, channel.told, channel.rendered = parts, told, time.monotonic()
        if changed:
            self._send(channel, encoded("parts", changed))

    async def _send_away(self) -> None:
        for channel in list(self._channels.values()):
            for client in list(channel.clients):
                if not await asyncio.to_thread(client.may_stay):
                    client.put(None)
                    self.leave(client)

    def _send(self, channel: _Channel[Viewed], data: bytes | None) -> None:
        for client in list(channel.clients):
            if not client.put(data):
                self.leave(client)

    def _opened(self, view: Viewed) -> _Channel[Viewed]:
        site, own = self._page.home(view)
        told = self._page.told(view)
        return _Channel(self._page.parts(view), told, time.monotonic(), site, own)

    def _clock(self, channel: _Channel[Viewed]) -> bytes:
        judged = self._platform.reader(channel.site).judged() if channel.own else {}
        homes = {channel.own: to_micros(judged[channel.own]) // 1000} if channel.own in judged else {}
        return encoded("clock", {"now": to_micros(self._platform.now()) // 1000, "homes": homes})
