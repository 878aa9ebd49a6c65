"""The client for prototypes: tell readings, and nothing told is lost while the broker is away.

async with DeviceClient("mqtt://127.0.0.1:1883", Credentials("mat", "…"), site="rosen", home="h1") as device:
    await device.send("bed.occupied", True)
    async for asked in device.commands():
        await device.answer(asked, "done")
"""

import asyncio
import contextlib
import json
import logging
import random
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import aiomqtt
from aiomqtt.exceptions import MqttConnectError

from care.clock import Now, wall_now
from care.commands import Answer, Outcome
from care.errors import BrokerError
from care.quantities import Value, quantity
from devices import topics
from devices.address import Address
from devices.commands import Asked, pack_answer
from devices.credentials import Credentials, client_id
from devices.dialects import senml
from devices.inbox import TOO_LATE, Inbox
from devices.outbox import Outbox, Parcel

KEEP: Final = timedelta(minutes=5)
"""How long what the broker has acknowledged is told again after a lost connection."""
MOST_SAID: Final = 200
"""Characters that an answer may say."""
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


def _log_notice(notice: Notice) -> None:
    _log.warning("refused on %s: %s %s", notice.topic, notice.says, notice.mend)


class DeviceClient:
    """Speaks for one connection: connects by itself, again and again, and buffers while the broker is away.

    ``url`` is ``mqtt://host:port`` or ``mqtts://host:port`` (TLS; ``ca`` is the file of the CA that signed the broker's
    certificate, when the system does not know it). ``connection`` is the user name if not given.
    At most ``buffer`` readings wait to be acknowledged. ``on_refused`` is called for every refusal that comes back
    (without it they are logged). Entering waits for the first attempt to connect: it raises BrokerError when the
    broker does not let us in or shows a wrong certificate, and goes on without a connection when it cannot be reached.
    """

    def __init__(  # noqa: PLR0913 - most by keyword with a default
        self,
        url: str,
        credentials: Credentials,
        *,
        site: str,
        home: str,
        connection: str | None = None,
        ca: Path | None = None,
        on_refused: Callable[[Notice], None] = _log_notice,
        buffer: int = 10_000,
        now: Now = wall_now,
    ) -> None:
        self._address = Address.parse(url, ca)
        self._credentials = credentials
        self._where = (site, home, connection or credentials.user)
        self._on_refused = on_refused
        self._now = now
        self._outbox = Outbox(buffer, KEEP)
        self._inbox = Inbox(now)
        self._takes_commands = False  # once somebody has asked for them; the broker's session may know it before
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

    async def send(self, name: str, value: Value, *, device: str | None = None, time: datetime | None = None) -> bool:
        """Tell a reading; ``time`` is now if not given. True when the broker has it, False when it is buffered.

        ``device`` says which device, where the connection carries several. Raises Refused when there is no such
        quantity or it cannot have this value, ValueError for a time without zone, BrokerError when the broker does
        not let us in, or is away while the buffer is full. With a full buffer and a broker that is there it waits.
        """
        quantity(name).check(value)
        payload = senml.pack([(f"{device}/{name}" if device else name, value, time or self._now())])
        return await self._tell(topics.events(*self._where), payload)

    async def commands(self) -> AsyncIterator[Asked]:
        """Give what this connection is asked to do, each command once and none too late, until the client is left.

        Only from the first call on does it listen for them. Answer each with ``answer``.
        """
        self._takes_commands = True
        if self._mqtt is not None:
            with contextlib.suppress(aiomqtt.MqttError):  # it is subscribed to when the connection is there again
                await self._mqtt.subscribe(topics.commands(*self._where), qos=1)
        while (asked := await self._inbox.next()) is not None:
            if asked.until < self._now():
                await self.answer(asked, Outcome.REFUSED, TOO_LATE)
            else:
                yield asked

    async def answer(self, asked: Asked, outcome: Outcome | str, says: str = "") -> bool:
        """Say what became of a command: "received" (it takes a while), "done" or "refused".

        Buffered and told as ``send`` does, and raises what that raises; ValueError for another outcome.
        """
        answer = Answer(id=asked.id, outcome=Outcome(outcome), says=says[:MOST_SAID])
        self._inbox.answered(answer)
        return await self._tell(topics.answers(*self._where), pack_answer(answer))

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
            self._inbox.close()
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
            clean_session=False,  # so that refusals told while we are away wait for us
            protocol=aiomqtt.ProtocolVersion.V311,
            will=aiomqtt.Will(topics.status(*self._where), b"offline", qos=1, retain=True),
            keepalive=30,
            tls_context=self._address.tls,
            max_inflight_messages=_AT_ONCE,
            socket_options=((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),),  # an answer to what was heard: 1 ms, not 44
        )
        client.pending_calls_threshold = 2 * _AT_ONCE
        return client

    async def _speak(self, mqtt: aiomqtt.Client) -> None:
        """Tell what is in the outbox, in order, until the connection is lost."""
        await mqtt.subscribe(topics.refused(*self._where), qos=1)
        if self._takes_commands:
            await mqtt.subscribe(topics.commands(*self._where), qos=1)
        await self._say_status(mqtt, "online")
        if self._left:
            await self._say_status(mqtt, "offline")
            return
        self._mqtt, self._trouble = mqtt, None
        self._tried.set()
        window = asyncio.Semaphore(_AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(mqtt), name="refusals and commands")
            while True:
                await window.acquire()
                tasks.create_task(self._publish(mqtt, await self._outbox.take(), window), name="publish")

    async def _publish(self, mqtt: aiomqtt.Client, parcel: Parcel, window: asyncio.Semaphore) -> None:
        await mqtt.publish(parcel.topic, parcel.payload, qos=1)
        await self._outbox.acknowledged(parcel, self._now())
        window.release()

    async def _say_status(self, mqtt: aiomqtt.Client, word: str) -> None:
        await mqtt.publish(topics.status(*self._where), word.encode(), qos=1, retain=True)

    async def _listen(self, mqtt: aiomqtt.Client) -> None:
        async for message in mqtt.messages:
            if not isinstance(message.payload, bytes):
                continue
            if str(message.topic) != topics.commands(*self._where):
                self._on_refused(_notice(message.payload))
            elif not message.retain:  # a retained command is an old one
                answer = self._inbox.take(message.payload)
                if answer is not None and not self._outbox.full:  # else it is asked again
                    settled = asyncio.get_running_loop().create_future()
                    await self._outbox.put(Parcel(topics.answers(*self._where), pack_answer(answer), settled))

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
    except (ValueError, KeyError, TypeError):
        return Notice("unknown", payload[:200].decode(errors="replace"), "")
