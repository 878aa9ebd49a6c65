"""The two brokers as drills need them: let people in, and be killed."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol

from devices.broker import EmbeddedBroker
from devices.credentials import Credentials, hash_password
from devices.topics import Grant
from tests.mosquitto import Mosquitto, prepared

PASSWORD: Final = "p" * 22
HASH: Final = hash_password(PASSWORD)
ACK_WAIT: Final = timedelta(seconds=1)
"""A fifth of the default for the broker and, by its setting, for the gateway: clocks stand still 2 s and not 10."""


class Broker(Protocol):
    """A broker whose process is ours to kill."""

    kind: str

    @property
    def url(self) -> str: ...

    @property
    def port(self) -> int: ...

    async def let_in(self, grants: Sequence[Grant]) -> None:
        """Let these in too, by the password of all drills."""

    async def has_written(self, mark: bytes) -> None:
        """Return once what holds these bytes, a client's id or a payload, would survive a kill."""

    async def die(self) -> None:
        """Be killed, and be there again on the same port."""


class Embedded:
    """nats-server, which Mistel restarts by itself."""

    kind = "embedded"

    def __init__(self, broker: EmbeddedBroker) -> None:
        self._broker = broker
        self._grants: list[Grant] = []
        self.url, self.port = broker.url, broker.port

    async def let_in(self, grants: Sequence[Grant]) -> None:
        self._grants += grants
        await self._broker.admit(self._grants)

    async def has_written(self, mark: bytes) -> None:
        """It writes before it acknowledges."""

    async def die(self) -> None:
        pid = self._broker.pid
        os.kill(pid, signal.SIGKILL)
        async with asyncio.timeout(30):
            while self._broker.pid == pid:
                await asyncio.sleep(0.01)
        await self._broker.admit(self._grants)  # returns when the new one has read its configuration


class InDebian:
    """mosquitto, which an administrator's system restarts."""

    kind = "mosquitto"

    def __init__(self, broker: Mosquitto) -> None:
        self._broker = broker
        self._grants: list[Grant] = []
        self.url, self.port = broker.url, broker.port

    async def let_in(self, grants: Sequence[Grant]) -> None:
        admitter = self._broker.admitter()
        self._grants += grants
        await admitter.enrol([(Credentials(grant.user, PASSWORD), grant.password_hash) for grant in grants])
        await admitter.admit(self._grants)

    async def has_written(self, mark: bytes) -> None:
        """Have it write now what it writes every ``autosave_interval``."""
        file = self._broker.folder / "mosquitto.db"
        async with asyncio.timeout(20):
            while not file.exists() or mark not in file.read_bytes():
                os.kill(self._broker.pid, signal.SIGUSR1)
                await asyncio.sleep(0.05)

    async def die(self) -> None:
        await self._broker.stop(signal.SIGKILL)
        await self._broker.start()


@asynccontextmanager
async def running(kind: str, folder: Path) -> AsyncIterator[Broker]:
    """Start a broker; it ends with the block."""
    async with AsyncExitStack() as stack:
        if kind == "mosquitto":
            yield InDebian(await stack.enter_async_context(stack.enter_context(prepared()).running()))
            return
        broker = await stack.enter_async_context(EmbeddedBroker(folder / "broker", ack_wait=ACK_WAIT))
        watching = asyncio.create_task(broker.watch())
        try:
            yield Embedded(broker)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
