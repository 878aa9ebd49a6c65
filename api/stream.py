"""The board's stream: one poller per process follows the desk's moves, renders once per view, and fans out."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Protocol, TypeVar

from fastapi.sse import EventSourceResponse, format_sse_event
from starlette.types import Send

from api.board_alerts import BoardAlerts
from api.platform import Platform
from care.clock import to_micros
from care.errors import StoreError
from dashboards.board import Board, Difference, Painter, View, difference, elsewhere, summary
from dashboards.rendering import render
from dashboards.rows import Shelf

BACKLOG: Final = 100
"""So many messages wait for a client; one that lets more come up is closed, and starts anew when it returns."""

CLOCK_EVERY: Final = 5.0
OWN_CLOCK_EVERY: Final = 1.0
LOOK_AGAIN_EVERY: Final = 30.0
"""Seconds between two looks at whether those who listen still may."""

_LOG: Final = logging.getLogger(__name__)

Viewed = TypeVar("Viewed")


@dataclass(eq=False, slots=True)
class Client(Generic[Viewed]):
    """One open page: what waits to be sent to it. ``limit`` ends its response at once when it cannot keep up."""

    view: Viewed
    may_stay: Callable[[], bool]
    waiting: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(BACKLOG))
    limit: asyncio.Timeout | None = None
    is_cut_off: bool = False

    def put(self, data: bytes | None) -> bool:
        """Queue a message (None ends the stream); False when the client is too far behind, and is cut off."""
        try:
            self.waiting.put_nowait(data)
        except asyncio.QueueFull:
            self.is_cut_off = True
            if self.limit is not None:
                self.limit.reschedule(asyncio.get_running_loop().time())
            return False
        return True

    async def messages(self) -> AsyncIterator[bytes]:
        """Give what is to be sent, until the stream ends."""
        while not self.is_cut_off and (data := await self.waiting.get()) is not None:
            yield data


@dataclass(slots=True)
class _Channel:
    """All clients of one view, and the board as they have it."""

    board: Board
    clients: set[Client[View]] = field(default_factory=set)


class BoardStreams:
    """All open boards of this process; ``run`` must run for them to move."""

    def __init__(self, platform: Platform, painter: Painter) -> None:
        self._platform = platform
        self._painter = painter
        self._alerts = BoardAlerts(platform.registry.alerts)
        self._channels: dict[View, _Channel] = {}
        self._turn = asyncio.Lock()
        self._joined = asyncio.Event()
        self._closed = False

    async def join(self, view: View, may_stay: Callable[[], bool]) -> Client[View]:
        """Open a board; the first message is all of it, as it is now."""
        client = Client(view, may_stay)
        async with self._turn:
            if self._closed:
                client.put(None)
                return client
            if not self._channels:
                await asyncio.to_thread(self._alerts.load)
            channel = self._channels.get(view)
            if channel is None:
                board = await asyncio.to_thread(self._painter.board, self._alerts.all(), view, self._alerts.lately)
                channel = self._channels[view] = _Channel(board)
            client.put(_snapshot(channel.board, view))
            client.put(await asyncio.to_thread(self._clock, view, channel.board))
            channel.clients.add(client)
        self._joined.set()
        return client

    def leave(self, client: Client[View]) -> None:
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
        for client in self._clients():
            if not client.put(None):
                self.leave(client)

    async def run(self) -> None:
        """Follow the moves while somebody listens. A database that fails is said in the log and tried again.

        Clients hear nothing meanwhile, and say so to their readers.
        """
        flush = self._platform.flush.total_seconds()
        told = looked = 0.0
        while not self._closed:
            if not self._channels:
                self._joined.clear()
                await self._joined.wait()
                told = looked = time.monotonic()
            try:
                await self._flush()
                own = any(channel.board.own_homes for channel in self._channels.values())
                if time.monotonic() - told >= (OWN_CLOCK_EVERY if own else CLOCK_EVERY):
                    await self._tell_clocks()
                    told = time.monotonic()
                if time.monotonic() - looked >= LOOK_AGAIN_EVERY:
                    await self._send_away()
                    looked = time.monotonic()
            except StoreError:
                _LOG.exception("The board cannot follow the alerts; trying again.")
            await asyncio.sleep(flush)

    def _clients(self) -> list[Client[View]]:
        return [client for channel in self._channels.values() for client in channel.clients]

    def _send(self, clients: Iterable[Client[View]], data: bytes) -> None:
        for client in list(clients):
            if not client.put(data):
                _LOG.warning("A board could not keep up and was closed; it comes back by itself.")
                self.leave(client)

    async def _flush(self) -> None:
        async with self._turn:
            if not await asyncio.to_thread(self._alerts.follow):
                return
            for view, channel in list(self._channels.items()):
                board = await asyncio.to_thread(self._painter.board, self._alerts.all(), view, self._alerts.lately)
                changed = difference(channel.board, board)
                channel.board = board
                if changed:
                    self._send(channel.clients, _rows(changed, board, view))

    async def _tell_clocks(self) -> None:
        async with self._turn:
            for view, channel in list(self._channels.items()):
                self._send(channel.clients, await asyncio.to_thread(self._clock, view, channel.board))

    async def _send_away(self) -> None:
        for client in self._clients():
            if not await asyncio.to_thread(client.may_stay):
                client.put(None)
                self.leave(client)

    def _clock(self, view: View, board: Board) -> bytes:
        homes: dict[str, int] = {}
        for site in view.sites & board.own_homes.keys():
            judged = self._platform.reader(site).judged()
            homes |= {home: to_micros(judged[home]) // 1000 for home in board.own_homes[site] if home in judged}
        return encoded("clock", {"now": to_micros(self._platform.now()) // 1000, "homes": homes})


class Streams(Protocol[Viewed]):
    """What clients leave."""

    def leave(self, client: Client[Viewed]) -> None:
        """Forget a client."""
        ...


class StreamResponse(EventSourceResponse, Generic[Viewed]):
    """A page's stream as an answer. Its messages are encoded once for all clients, so they are sent as they are."""

    def __init__(self, streams: Streams[Viewed], client: Client[Viewed]) -> None:
        super().__init__(client.messages(), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._streams = streams
        self._client = client

    async def stream_response(self, send: Send) -> None:
        """Send until the client leaves, the server stops, or the client is too far behind."""
        try:
            async with asyncio.timeout(None) as self._client.limit:
                await super().stream_response(send)
        except TimeoutError:
            return
        finally:
            self._streams.leave(self._client)


def _snapshot(board: Board, view: View) -> bytes:
    said = _said(board, view)
    html = render("shelves.html", view.language, board=board, first=None, **said)
    return encoded("board", {"html": html, **said, **_totals(board)}, retry=2000)


def _rows(changed: Difference, board: Board, view: View) -> bytes:
    put: list[dict[str, str | Shelf]] = [{"shelf": row.shelf, "html": row.html} for row in changed.put]
    spoken = [row.spoken for row in changed.new]
    moved = [
        {"id": row.id, "order": row.order, "follows": not row.place.leads, "together": row.together}
        for row in changed.moved
    ]
    told = {"put": put, "moved": moved, "gone": changed.gone, "spoken": spoken, "called": changed.called}
    return encoded("rows", {**told, **_said(board, view), **_totals(board)})


def _said(board: Board, view: View) -> dict[str, str]:
    return {"summary": summary(board, view.language), "elsewhere": elsewhere(board, view.language)}


def _totals(board: Board) -> dict[str, int]:
    return {"open": len(board.open) + board.more, "more": board.more}


def encoded(name: str, data: Mapping[str, Any], retry: int | None = None) -> bytes:
    """Encode a message of a stream."""
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False), retry=retry)
