"""The streams of connections' feeds: one poller per process looks at the journals, and renders once per view."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from api.feed import FeedView, Watched, ends_of
from api.listening import CLOCK_EVERY, Listening, encoded
from api.platform import Platform
from care.clock import to_micros
from care.errors import NotFound
from dashboards.directory import Directory
from dashboards.feed import Line, Message
from dashboards.rendering import render
from store.journal import Ends

FIGURES_EVERY: Final = 1.0
"""Seconds between two looks at how a connection is doing."""

_Sent = tuple[FeedView, bytes | None]


@dataclass(slots=True)
class _Channel:
    """A connection that is watched, and the figures as each of its views has them."""

    watched: Watched
    shown: dict[FeedView, str] = field(default_factory=dict)


class FeedStreams(Listening[FeedView]):
    """All open feeds of this process; the streams of a connection that is erased meanwhile end."""

    def __init__(self, platform: Platform, directory: Directory) -> None:
        super().__init__(platform.flush.total_seconds())
        self._platform = platform
        self._directory = directory
        self._channels: dict[str, _Channel] = {}

    async def _open(self, view: FeedView) -> Sequence[bytes]:
        return await asyncio.to_thread(self._opened, view)

    async def _look(self) -> None:
        self._send_all(await asyncio.to_thread(self._news))
        if self._is_due("figures", FIGURES_EVERY):
            alive = self._is_due("alive", CLOCK_EVERY)
            self._send_all(await asyncio.to_thread(self._glance, alive=alive))

    def _forget(self, view: FeedView) -> None:
        channel = self._channels.get(view.connection)
        if channel is not None:
            channel.shown.pop(view, None)
            if not self._views(view.connection):
                del self._channels[view.connection]

    def _views(self, connection: str) -> list[FeedView]:
        return [view for view in list(self._clients) if view.connection == connection]

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

    def _news(self) -> list[_Sent]:
        """Give what came since the last look, rendered once for each view."""
        by_site: dict[str, Ends] = {}

        def look(connection: str, channel: _Channel) -> list[_Sent]:
            site = channel.watched.connection.site
            if site not in by_site:
                by_site[site] = ends_of(self._platform, site)
            return self._rendered(connection, channel, *channel.watched.more(by_site[site]))

        return self._of_each(look)

    def _glance(self, *, alive: bool) -> list[_Sent]:
        """Give how each connection is doing where it is said otherwise than before; ``alive``: say something anyway."""
        self._directory.refresh()

        def glance(connection: str, channel: _Channel) -> list[_Sent]:
            sent = (
                self._rendered(connection, channel, channel.watched.open(), 0) if channel.watched.is_changed() else []
            )
            for view in self._views(connection):
                html = render("feed_figures.html", view.language, figures=channel.watched.figures(view))
                if channel.shown.get(view) != html:
                    channel.shown[view] = html
                    sent.append((view, encoded("glance", {"html": html})))
                if alive:
                    sent.append((view, self._clock()))
            return sent

        return self._of_each(glance)

    def _of_each(self, work: Callable[[str, _Channel], list[_Sent]]) -> list[_Sent]:
        """Give what is to be sent of each connection; the streams of one that is erased meanwhile end (None)."""
        sent: list[_Sent] = []
        for connection, channel in list(self._channels.items()):
            if not self._views(connection):  # who asked for it was gone before it was opened
                self._channels.pop(connection, None)
                continue
            try:
                sent += work(connection, channel)
            except NotFound:
                sent += [(view, None) for view in self._views(connection)]
        return sent

    def _rendered(self, connection: str, channel: _Channel, found: Sequence[Message], more: int) -> list[_Sent]:
        if not found:
            return []
        sent: list[_Sent] = []
        for view in self._views(connection):
            lines = channel.watched.lines(found, view)
            if lines or more:
                sent.append((view, encoded("lines", _told(lines, view, more))))
        return sent

    def _send_all(self, sent: Sequence[_Sent]) -> None:
        for view, data in sent:
            self._send(view, data)

    def _clock(self) -> bytes:
        return encoded("clock", {"now": to_micros(self._platform.now()) // 1000, "homes": {}})


def _told(lines: Sequence[Line], view: FeedView, more: int = 0) -> dict[str, object]:
    shown = [{"id": one.id, "html": render("feed_line.html", view.language, line=one)} for one in lines]
    return {"lines": shown, "more": more}
