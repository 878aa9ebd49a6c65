"""What speaks for one connection: stays connected, buffers what is to be told, and hears what is refused."""

import asyncio
import contextlib
import json
import logging
import random
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import aiomqtt
from aiomqtt.exceptions import MqttConnectError

from care.clock import Now, wall_now
from care.errors import BrokerError
from devices import topics
from devices.address import Address
from devices.credentials import Credentials, client_id
from devices.outbox import Outbox, Parcel

KEEP: Final = timedelta(minutes=5)
"""How long what the broker has acknowledged is told again after a lost connection."""
_AT_ONCE: Final = 20
"""Messages under way at the same time (what paho-mqtt sends before it waits for an acknowledgement)."""
_LONGEST_WAIT_SECONDS: Final = 5.0
_NOT_LET_IN: Final = frozenset({4, 5, 134, 135})
"""CONNACK codes: bad user name or password, not authorised; 3.1.1 and 5."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """What we are told of a message that was refused: why, and how to mend it."""

    reason: str
    says: str
    mend: str
    field: str = ""
    topic: str = ""


def log_notice(notice: Notice) -> None:
    """Write a refusal to the log."""
    _log.warning("refused on %s: %s %s", notice.topic, notice.says, notice.mend)


class Speaker(ABC):
    """Connects by itself, again and again, and buffers while the broker is away.

    ``url`` is ``mqtt://host:port`` or ``mqtts://host:port`` (TLS; ``ca`` is the file of the CA that signed the broker's
    certificate, when the system does not know it). ``connection`` is the user name if not given.
    At most ``buffer`` readings wait to be acknowledged. ``on_refused`` is called for every refusal that comes back
    (without it they are logged). Within twice ``keepalive`` seconds a line on which nobody answers is noticed.
    Entering waits for the first attempt to connect: it raises BrokerError when the broker does not let us in or shows a
    wrong certificate, and goes on without a connection when it cannot be reached.
    """

    _forgets = False
    """Whether the broker is to forget what came for us while we were away; else refusals wait for us there."""

    def __init__(  # noqa: PLR0913 - most by keyword with a default
        self,
        url: str,
        credentials: Credentials,
        *,
        site: str,
        home: str,
        connection: str | None = None,
        ca: Path | None = None,
        on_refused: Callable[[Notice], None] = log_notice,
        buffer: int = 10_000,
        keepalive: int = 30,
        now: Now = wall_now,
    ) -> None:
        self._keepalive = keepalive
        self._address = Address.parse(url, ca)
        self._credentials = credentials
        self._where = (site, home, connection or credentials.user)
        self._on_refused = on_refused
        self._now = now
        self._outbox = Outbox(buffer, KEEP)
        self._mqtt: aiomqtt.Client | None = None
        self._trouble: BrokerError | None = None
        self._tried = asyncio.Event()
        self._left = False
        self._tasks = asyncio.TaskGroup()

    @property
    def connected(self) -> bool:
        """Whether the broker is there."""
        return self._mqtt is not None

    @property
    def waiting(self) -> int:
        """How many readings the broker has not acknowledged yet."""
        return len(self._outbox)

    async def _tell(self, topic: str, payload: bytes) -> bool:
        """Put a message into the outbox; see ``send``."""
        if self._trouble:
            raise self._trouble
        while self._outbox.full:
            if not self.connected:
                msg = f"{self.waiting} readings wait for the broker at {self._address}, which is away. "
                raise BrokerError(msg + "Nothing of them is lost; this one was not taken. Try again when it is back.")
            await self._outbox.room()
        parcel = Parcel(topic, payload, asyncio.get_running_loop().create_future())
        if not self.connected:
            parcel.settle(acknowledged=False)
        await self._outbox.put(parcel)
        return await asyncio.shield(parcel.settled)

    async def __aenter__(self) -> Self:
        """Begin to connect; see the class for what it waits for and raises."""
        await self._tasks.__aenter__()
        self._connecting = self._tasks.create_task(self._stay_connected(), name=f"mqtt {self._where[2]}")
        try:
            await self._tried.wait()
        except BaseException:
            await self._disconnect()
            raise
        if self._trouble:
            await self._disconnect()
            raise self._trouble
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait up to 10 s for what is buffered, say that we go, and disconnect.

        Raises BrokerError when readings remain that the broker did not get.
        """
        try:
            if kind is None:
                await self._deliver_the_rest()
        finally:
            self._closed()
            if self._mqtt is not None:  # who says goodbye has no last will
                with contextlib.suppress(aiomqtt.MqttError):
                    await self._say_status(self._mqtt, "offline")
            await self._disconnect()

    async def _disconnect(self) -> None:
        self._left = True  # aiomqtt loses a cancellation that comes in the instant of an answer (wait_for, Python 3.11)
        self._connecting.cancel()
        await self._tasks.__aexit__(None, None, None)  # nothing of the caller's: a group would wrap it

    async def _deliver_the_rest(self, seconds: float = 10) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._outbox.empty()
        except TimeoutError:
            msg = f"{self.waiting} readings did not reach the broker at {self._address} and are gone."
            raise BrokerError(msg) from None

    async def _stay_connected(self) -> None:
        delays = random.Random(self._where[2])  # noqa: S311 - spreads devices that reconnect at once, hides nothing
        attempt = 0
        while not self._left:
            try:
                async with self._client() as mqtt:
                    attempt = 0
                    await self._speak(mqtt)
            except* aiomqtt.MqttError as errors:
                self._note(errors)
            finally:
                self._mqtt = None
                await self._outbox.lost(self._now())
            self._tried.set()
            attempt += 1
            await asyncio.sleep(min(0.05 * 2**attempt, _LONGEST_WAIT_SECONDS) * delays.uniform(0.5, 1))

    def _client(self) -> aiomqtt.Client:
        client = aiomqtt.Client(
            self._address.host,
            self._address.port,
            username=self._credentials.user,
            password=self._credentials.password,
            identifier=client_id(self._where[2], self._credentials),
            clean_session=self._forgets,
            protocol=aiomqtt.ProtocolVersion.V311,
            will=aiomqtt.Will(topics.status(*self._where), b"offline", qos=1, retain=True),
            keepalive=self._keepalive,
            tls_context=self._address.tls,
            max_inflight_messages=_AT_ONCE,
            socket_options=((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),),  # an answer to what was heard: 1 ms, not 44
        )
        client.pending_calls_threshold = 2 * _AT_ONCE
        return client

    async def _speak(self, mqtt: aiomqtt.Client) -> None:
        """Tell what is in the outbox, in order, until the connection is lost."""
        for topic in self._subscriptions():
            await mqtt.subscribe(topic, qos=1)
        await self._say_status(mqtt, "online")
        if self._left:
            await self._say_status(mqtt, "offline")
            return
        self._mqtt, self._trouble = mqtt, None
        self._tried.set()
        window = asyncio.Semaphore(_AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            self._duties(mqtt, tasks)
            while True:
                await window.acquire()
                tasks.create_task(self._publish(mqtt, await self._outbox.take(), window), name="publish")

    def _duties(self, mqtt: aiomqtt.Client, tasks: asyncio.TaskGroup) -> None:
        """Begin what goes on beside telling, for as long as the connection is there."""
        tasks.create_task(self._listen(mqtt), name="refusals and commands")

    @abstractmethod
    def _subscriptions(self) -> list[str]:
        """Give what is subscribed to, in this order, whenever the connection is there."""

    async def _publish(self, mqtt: aiomqtt.Client, parcel: Parcel, window: asyncio.Semaphore) -> None:
        await mqtt.publish(parcel.topic, parcel.payload, qos=1)
        await self._outbox.acknowledged(parcel, self._now())
        window.release()

    async def _say_status(self, mqtt: aiomqtt.Client, word: str) -> None:
        await mqtt.publish(topics.status(*self._where), word.encode(), qos=1, retain=True)

    async def _listen(self, mqtt: aiomqtt.Client) -> None:
        async for message in mqtt.messages:
            if isinstance(message.payload, bytes):
                await self._hear(str(message.topic), message.payload, message.retain)

    @abstractmethod
    async def _hear(self, topic: str, payload: bytes, retain: bool) -> None:
        """Take what the broker brings."""

    @abstractmethod
    def _closed(self) -> None:
        """Let whoever waits to hear something go on: nothing will come."""

    def _tell_of_refusal(self, payload: bytes) -> None:
        self._on_refused(_notice(payload))

    def _note(self, errors: ExceptionGroup[aiomqtt.MqttError]) -> None:
        """Remember that we are not let in; a broker that is away is nothing but a reason to wait."""
        error = errors.exceptions[0]
        # other errors have paho's own codes, of which 4 and 5 say that the connection was lost
        code = error.rc if isinstance(error, MqttConnectError) else None
        if getattr(code, "value", code) in _NOT_LET_IN:
            msg = f"The broker at {self._address} does not let '{self._credentials.user}' in. "
            self._trouble = BrokerError(msg + "Check user and password; `mistel device list` shows what was revoked.")
        self._trouble = self._address.distrust(error) or self._trouble
        _log.info("no connection to %s: %s", self._address, error)


def _notice(payload: bytes) -> Notice:
    """Read a refusal as the gateway tells it; whatever else comes is shown as it is."""
    try:
        told = json.loads(payload)
        return Notice(*(str(told[key]) for key in ("reason", "says", "mend", "field", "topic")))
    except (ValueError, KeyError, TypeError, RecursionError):
        return Notice("unknown", payload[:200].decode(errors="replace"), "")
