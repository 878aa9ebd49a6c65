"""The stream of an alert's page: who has it, and how the home is now, as often as anything changes."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from api.cases import CaseView, show
from api.platform import Platform
from api.stream import CLOCK_EVERY, LOOK_AGAIN_EVERY, OWN_CLOCK_EVERY, Client, encoded
from care.clock import ClockKind, to_micros
from care.errors import MistelError
from dashboards.directory import Directory
from dashboards.rendering import render

LOOK_EVERY: Final = 0.5
"""Seconds between two looks at whether anything changed; a page is rendered once for all who see the same."""
ANEW_EVERY: Final = 20.0
"""Seconds after which a page is rendered though nothing came: ages in words grow."""

PARTS: Final = {"case": "case.html", "now": "case_now.html", "done": "case_done.html"}
"""What the stream swaps, by the id of its element, and its template."""

_LOG: Final = logging.getLogger(__name__)


@dataclass(slots=True)
class _Channel:
    parts: Mapping[str, str]
    told: tuple[int, int]
    rendered: float
    site: str
    own: str
    clients: set[Client[CaseView]] = field(default_factory=set)


class CaseStreams:
    """All open pages of alerts in this process; ``run`` must run for them to move."""

    def __init__(self, platform: Platform, directory: Directory) -> None:
        self._platform = platform
        self._directory = directory
        self._channels: dict[CaseView, _Channel] = {}
        self._turn = asyncio.Lock()
        self._joined = asyncio.Event()
        self._closed = False

    async def join(self, view: CaseView, may_stay: Callable[[], bool]) -> Client[CaseView]:
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

    def leave(self, client: Client[CaseView]) -> None:
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
                _LOG.exception("The pages of alerts cannot follow; trying again.")
            await asyncio.sleep(LOOK_EVERY)

    async def _look(self, view: CaseView, channel: _Channel) -> None:
        told = await asyncio.to_thread(self._told, channel.site)
        if told == channel.told and time.monotonic() - channel.rendered < ANEW_EVERY:
            return
        parts = await asyncio.to_thread(self._render, view)
        changed = {name: html for name, html in parts.items() if html != channel.parts[name]}
        channel.parts, channel.told, channel.rendered = parts, told, time.monotonic()
        if changed:
            self._send(channel, encoded("parts", changed))

    async def _send_away(self) -> None:
        for channel in list(self._channels.values()):
            for client in list(channel.clients):
                if not await asyncio.to_thread(client.may_stay):
                    client.put(None)
                    self.leave(client)

    def _send(self, channel: _Channel, data: bytes | None) -> None:
        for client in list(channel.clients):
            if not client.put(data):
                self.leave(client)

    def _opened(self, view: CaseView) -> _Channel:
        registry = self._platform.registry
        alert = registry.alerts.get(view.alert)
        own = alert.home is not None and registry.places.home(alert.home).clock is ClockKind.OWN
        told = self._told(alert.site)
        return _Channel(self._render(view), told, time.monotonic(), alert.site, alert.home or "" if own else "")

    def _told(self, site: str) -> tuple[int, int]:
        return self._platform.registry.alerts.last_move(), self._platform.reader(site).last_seq()

    def _render(self, view: CaseView) -> dict[str, str]:
        shown = show(self._platform, self._directory, view)
        return {name: render(template, view.language, case=shown) for name, template in PARTS.items()}

    def _clock(self, channel: _Channel) -> bytes:
        judged = self._platform.reader(channel.site).judged() if channel.own else {}
        homes = {channel.own: to_micros(judged[channel.own]) // 1000} if channel.own in judged else {}
        return encoded("clock", {"now": to_micros(self._platform.now()) // 1000, "homes": homes})
