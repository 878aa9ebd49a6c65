"""What the streams of all pages share: who listens, and the loop that looks for news while anybody does."""

import asyncio
import json
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Protocol, TypeVar

from fastapi.sse import EventSourceResponse, format_sse_event
from starlette.types import Send

from care.errors import MistelError

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


class Listening(ABC, Generic[Viewed]):
    """All open pages of one kind in this process, by what they show; ``run`` must run for them to move.

    Nobody listens: nothing is looked at. ``every`` is how many seconds lie between two looks.
    """

    def __init__(self, every: float) -> None:
        self._every = every
        self._clients: dict[Viewed, set[Client[Viewed]]] = {}
        self._turn = asyncio.Lock()
        self._joined = asyncio.Event()
        self._closed = False
        self._last: dict[str, float] = {}
        self._woke = 0.0

    async def join(self, view: Viewed, may_stay: Callable[[], bool]) -> Client[Viewed]:
        """Open a page; the first messages are all of it, as it is now."""
        client = Client(view, may_stay)
        async with self._turn:
            if self._closed:
                client.put(None)
                return client
            for data in await self._open(view):
                client.put(data)
            self._clients.setdefault(view, set()).add(client)
        self._joined.set()
        return client

    def leave(self, client: Client[Viewed]) -> None:
        """Forget a client; what nobody shows is forgotten too."""
        clients = self._clients.get(client.view, set())
        clients.discard(client)
        if not clients and self._clients.pop(client.view, None) is not None:
            self._forget(client.view)

    def close(self) -> None:
        """End all streams, and let none begin: the server is about to stop."""
        self._closed = True
        for view in list(self._clients):
            self._send(view, None)

    async def run(self) -> None:
        """Look for news while somebody listens. What cannot be read is said in the log and tried again.

        Clients hear nothing meanwhile, and say so to their readers.
        """
        while not self._closed:
            if not self._clients:
                self._joined.clear()
                await self._joined.wait()
                self._last.clear()
                self._woke = time.monotonic()
            try:
                async with self._turn:
                    await self._look()
                    if self._is_due("right to stay", LOOK_AGAIN_EVERY):
                        await self._send_away()
            except MistelError:
                _LOG.exception("%s cannot follow; trying again.", type(self).__name__)
            await asyncio.sleep(self._every)

    @abstractmethod
    async def _open(self, view: Viewed) -> Sequence[bytes]:
        """Give all that a page shows, as messages, and keep what is needed to tell what changes."""

    @abstractmethod
    async def _look(self) -> None:
        """Send what is new."""

    def _forget(self, view: Viewed) -> None:
        """Take that nobody shows this any more."""

    def _is_due(self, what: str, every: float) -> bool:
        """Tell whether so many seconds have gone by since this was so last, or since anybody listens."""
        now = time.monotonic()
        if now - self._last.get(what, self._woke) < every:
            return False
        self._last[what] = now
        return True

    def _send(self, view: Viewed, data: bytes | None) -> None:
        """Send to all who show this; None ends their streams."""
        for client in list(self._clients.get(view, ())):
            if not client.put(data):
                _LOG.warning("A page could not keep up and was closed; it comes back by itself.")
                self.leave(client)
            elif data is None:
                self.leave(client)

    async def _send_away(self) -> None:
        for client in [client for clients in self._clients.values() for client in clients]:
            if not await asyncio.to_thread(client.may_stay):
                client.put(None)
                self.leave(client)


class Left(Protocol[Viewed]):
    """What clients leave."""

    def leave(self, client: Client[Viewed]) -> None:
        """Forget a client."""
        ...


class StreamResponse(EventSourceResponse, Generic[Viewed]):
    """A page's stream as an answer. Its messages are encoded once for all clients, so they are sent as they are."""

    def __init__(self, streams: Left[Viewed], client: Client[Viewed]) -> None:
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


def encoded(name: str, data: Mapping[str, Any], retry: int | None = None) -> bytes:
    """Encode a message of a stream."""
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False), retry=retry)
