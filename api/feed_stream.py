"""The streams of connections' feeds: one poller per process looks at the journals, and renders once per view."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from api.feed import FeedView, Watched, ends_of
from api.platform import Platform
from api.stream import CLOCK_EVERY, LOOK_AGAIN_EVERY, Client, encoded
from care.clock import to_micros
from care.errors import MistelError, NotFound
from dashboards.directory import Directory
from dashboards.feed import Line, Message
from dashboards.rendering import render
from store.journal import Ends

FIGURES_EVERY: Final = 1.0
"""Seconds between two looks at how a connection is doing."""

_LOG: Final = logging.getLogger(__name__)

_Sent = tuple[FeedView, bytes | None]


@dataclass(slots=True)
class _Channel:
    """A connection that is watched, with its clients by what they may see, and the figures as each view has them."""

    watched: Watched
    clients: dict[FeedView, set[Client[FeedView]]] = field(default_factory=dict)
    shown: dict[FeedView, str] = field(default_factory=dict)


class FeedStreams:
    """All open feeds of this process; ``run`` must run for them to move. Nobody watches: nothing is looked at."""

    def __init__(self, platform: Platform, directory: Directory) -> None:
        self._platform = platform
        self._directory = directory
        self._channels: dict[str, _Channel] = {}
        self._turn = asyncio.Lock()
        self._joined = asyncio.Event()
        self._closed = False

    async def join(self, view: FeedView, may_stay: Callable[[], bool]) -> Client[FeedView]:
        """Open a feed; the first message is what came lately, and how the connection is doing."""
        client = Client(view, may_stay)
        async with self._turn:
            if self._closed:
                client.put(None)
                return client
            for data in await asyncio.to_thread(self._opened, view):
                client.put(data)
            self._channels[view.connection].clients.setdefault(view, set()).add(client)
        self._joined.set()
        return client

    def leave(self, client: Client[FeedView]) -> None:
        """Forget a client; a connection that nobody watches is forgotten too."""
        channel = self._channels.get(client.view.connection)
        if channel is None:
            return
        clients = channel.clients.get(client.view, set())
        clients.discard(client)
        if not clients:
            channel.clients.pop(client.view, None)
        if not channel.clients:
            del self._channels[client.view.connection]

    def close(self) -> None:
        """End all streams, and let none begin: the server is about to stop."""
        self._closed = True
        for client in self._clients():
            if not client.put(None):
                self.leave(client)

    async def run(self) -> None:
        """Follow while somebody watches. What cannot be read is said in the log and tried again."""
        flush = self._platform.flush.total_seconds()
        shown = told = looked = 0.0
        while not self._closed:
            if not self._channels:
                self._joined.clear()
                await self._joined.wait()
                shown = told = looked = time.monotonic()
            now = time.monotonic()
            try:
                async with self._turn:
                    self._send(await asyncio.to_thread(self._look))
                    if now - shown >= FIGURES_EVERY:
                        shown = now
                        alive, told = (True, now) if now - told >= CLOCK_EVERY else (False, told)
                        self._send(await asyncio.to_thread(self._glance, alive=alive))
                    if now - looked >= LOOK_AGAIN_EVERY:
                        looked = now
                        await self._send_away()
            except MistelError:
                _LOG.exception("The feeds of connections cannot follow; trying again.")
            await asyncio.sleep(flush)

    def _opened(self, view: FeedView) -> list[bytes]:
        self._directory.refresh()
        channel = self._channels.get(view.connection)
        if channel is None:
            connection = self._platform.registry.connections.get(view.connection)
            channel = _Channel(Watched(self._platform, self._directory, connection))
            first = channel.watched.open()
            self._channels[view.connection] = channel
        else:  # what the others have seen already, without disturbing them
            first = Watched(self._platform, self._directory, channel.watched.connection).open()
        lines = channel.watched.lines(first, view)
        html = render("feed_figures.html", view.language, figures=channel.watched.figures(view))
        return [
            encoded("lines", _told(lines, view) | {"whole": True}, retry=2000),
            encoded("glance", {"html": html}),
            self._clock(),
        ]

    def _look(self) -> list[_Sent]:
        """Give what came since the last look, rendered once for each view."""
        by_site: dict[str, Ends] = {}

        def look(channel: _Channel) -> list[_Sent]:
            site = channel.watched.connection.site
            if site not in by_site:
                by_site[site] = ends_of(self._platform, site)
            return self._rendered(channel, *channel.watched.more(by_site[site]))

        return self._of_each(look)

    def _glance(self, *, alive: bool) -> list[_Sent]:
        """Give how each connection is doing where it is said otherwise than before; ``alive``: say something anyway."""
        self._directory.refresh()

        def glance(channel: _Channel) -> list[_Sent]:
            sent = self._rendered(channel, channel.watched.open(), 0) if channel.watched.is_changed() else []
            for view in list(channel.clients):
                html = render("feed_figures.html", view.language, figures=channel.watched.figures(view))
                if channel.shown.get(view) != html:
                    channel.shown[view] = html
                    sent.append((view, encoded("glance", {"html": html})))
                if alive:
                    sent.append((view, self._clock()))
            return sent

        return self._of_each(glance)

    def _of_each(self, work: Callable[[_Channel], list[_Sent]]) -> list[_Sent]:
        """Give what is to be sent of each connection; the streams of one that is erased meanwhile end (None)."""
        sent: list[_Sent] = []
        for connection, channel in list(self._channels.items()):
            if not channel.clients:  # who asked for it was gone before it was opened
                del self._channels[connection]
                continue
            try:
                sent += work(channel)
            except NotFound:
                sent += [(view, None) for view in channel.clients]
        return sent

    def _rendered(self, channel: _Channel, found: Sequence[Message], more: int) -> list[_Sent]:
        if not found:
            return []
        sent: list[_Sent] = []
        for view in list(channel.clients):
            lines = channel.watched.lines(found, view)
            if lines or more:
                sent.append((view, encoded("lines", _told(lines, view, more))))
        return sent

    def _send(self, sent: Sequence[_Sent]) -> None:
        for view, data in sent:
            channel = self._channels.get(view.connection)
            for client in list(channel.clients.get(view, ())) if channel else ():
                if not client.put(data):
                    _LOG.warning("A feed could not keep up and was closed; it comes back by itself.")
                    self.leave(client)
                elif data is None:
                    self.leave(client)

    async def _send_away(self) -> None:
        for client in self._clients():
            if not await asyncio.to_thread(client.may_stay):
                client.put(None)
                self.leave(client)

    def _clients(self) -> list[Client[FeedView]]:
        return [
            client
            for channel in self._channels.values()
            for clients in channel.clients.values()
            for client in list(clients)
        ]

    def _clock(self) -> bytes:
        return encoded("clock", {"now": to_micros(self._platform.now()) // 1000, "homes": {}})


def _told(lines: Sequence[Line], view: FeedView, more: int = 0) -> dict[str, object]:
    shown = [{"id": one.id, "html": render("feed_line.html", view.language, line=one)} for one in lines]
    return {"lines": shown, "more": more}
