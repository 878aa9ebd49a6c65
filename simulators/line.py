"""One home's MQTT connection: sends in order, several messages in flight, again after a lost connection."""

import asyncio
import json
import logging
import math
import socket
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import aiomqtt
from aiomqtt.exceptions import MqttConnectError

from care.errors import BrokerError
from devices import topics
from devices.address import Address
from devices.credentials import Credentials, client_id

IN_FLIGHT: Final = 64
"""Messages that may wait for the broker's acknowledgement at once; it bounds what is sent twice after a loss."""
RETRY_SECONDS: Final = 0.5
PATIENCE_SECONDS: Final = 60.0
"""How long neither broker nor gateway may have answered before a run is given up: six times the gateway's hold."""

ADMISSION_SECONDS: Final = 10.0
"""How long a refusal is not believed: a new credential takes a moment to reach the broker, and one that is just
reading its credentials anew refuses for an instant."""

REFUSALS: Final = ("Bad user name or password", "Not authorized", "Banned", "Client identifier not valid")
"""Answers to a connection that trying again does not change, in paho's words."""

log = logging.getLogger(__name__)


class Line:
    """The connection of one home's simulated devices. ``run`` holds it up; own it in a TaskGroup, ``close`` ends it.

    What was sent but not acknowledged is sent again, in order, on the next connection: readings carry their
    time, so that twice is once. ``on_processed`` is called when ``processed`` has moved, ``obey`` for each command:
    what it gives is answered.
    """

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        *,
        site: str,
        home: str,
        on_processed: Callable[[], None],
        obey: Callable[[bytes], bytes | None] = lambda _: None,
        ca: Path | None = None,
    ) -> None:
        self._address = Address.parse(url, ca)
        self._credentials = credentials
        self._processed_topic = topics.processed(site, home)
        self._commands_topic = topics.commands(site, home, credentials.user)
        self._answers_topic = topics.answers(site, home, credentials.user)
        self._on_processed = on_processed
        self._obey = obey
        self._home, self._site = home, site
        self.processed: datetime | None = None
        self._unacknowledged: dict[int, tuple[str, bytes, bool]] = {}
        self._sent = 0
        self._changed = asyncio.Event()
        self._deliver: Callable[[int], object] | None = None
        self._closed = asyncio.Event()

    async def send(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Send after everything sent before; waits while too much is in flight."""
        await self._until(lambda: len(self._unacknowledged) < IN_FLIGHT, "The broker")
        self._sent += 1
        self._unacknowledged[self._sent] = (topic, payload, retain)
        if self._deliver:
            self._deliver(self._sent)
        await asyncio.sleep(0)  # other homes' turn

    async def acknowledged(self) -> None:
        """Wait until the broker has acknowledged everything sent."""
        await self._until(lambda: not self._unacknowledged, "The broker")

    async def has_processed(self, moment: datetime) -> None:
        """Wait until the gateway has judged this home up to ``moment``."""
        await self._until(
            lambda: self.processed is not None and self.processed >= moment, f"The gateway of site {self._site}"
        )

    def close(self) -> None:
        """Let ``run`` end."""
        self._closed.set()

    async def run(self) -> None:
        """Hold the connection up until closed.

        Raises BrokerError when the broker goes on not letting us in, and when its certificate is a wrong one.
        """
        refused_since: float | None = None
        while not self._closed.is_set():
            try:
                async with self._client() as client:
                    refused_since = None
                    await self._serve(client)
            except MqttConnectError as error:
                now = time.monotonic()
                refused_since = refused_since or now
                if _is_refusal(error) and now - refused_since > ADMISSION_SECONDS:
                    raise BrokerError(
                        f"The broker refused '{self._credentials.user}' of home {self._home}: {error}."
                        " Was the connection revoked? `mistel device list` shows it."
                    ) from error
                await self._retry(error)
            except aiomqtt.MqttError as error:
                if distrust := self._address.distrust(error):
                    raise distrust from error
                await self._retry(error)

    def _client(self) -> aiomqtt.Client:
        client = aiomqtt.Client(
            self._address.host,
            self._address.port,
            username=self._credentials.user,
            password=self._credentials.password,
            identifier=client_id(self._home, self._credentials),  # one that others knew, they could take over
            protocol=aiomqtt.ProtocolVersion.V311,  # what every broker speaks
            max_inflight_messages=IN_FLIGHT,
            socket_options=((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),),  # a tick waits for nothing
            tls_context=self._address.tls,
        )
        client.pending_calls_threshold = IN_FLIGHT  # it warns above 10, taking them for forgotten ones
        return client

    async def _serve(self, client: aiomqtt.Client) -> None:
        """Deliver and listen on one connection until it is lost or the line is closed."""
        await client.subscribe([(self._processed_topic, 1), (self._commands_topic, 1)])
        deliveries: set[asyncio.Task[None]] = set()

        def deliver(number: int) -> None:
            # A task begins in the order in which it was made, and paho sends before the first await.
            task = asyncio.create_task(self._publish(client, number), name=f"deliver {number} of {self._home}")
            deliveries.add(task)
            task.add_done_callback(deliveries.discard)

        try:
            for number in list(self._unacknowledged):
                deliver(number)
            self._deliver = deliver
            listening = asyncio.create_task(self._listen(client), name=f"listen to processed of {self._home}")
            closing = asyncio.create_task(self._closed.wait(), name=f"wait for the end of {self._home}")
            try:
                await asyncio.wait({listening, closing}, return_when=asyncio.FIRST_COMPLETED)
                if listening.done():
                    await listening
            finally:
                await _cancelled(listening, closing)
        finally:
            self._deliver = None
            await _cancelled(*deliveries)

    async def _publish(self, client: aiomqtt.Client, number: int) -> None:
        topic, payload, retain = self._unacknowledged[number]
        try:
            await client.publish(topic, payload, qos=1, retain=retain, timeout=math.inf)
        except aiomqtt.MqttError as error:
            log.info("home %s: not delivered, to be sent again: %s", self._home, error)
            return
        del self._unacknowledged[number]
        self._changed.set()

    async def _listen(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            if not isinstance(message.payload, bytes):
                continue
            if str(message.topic) == self._commands_topic:
                answer = None if message.retain else self._obey(message.payload)
                if answer is not None:
                    await self.send(self._answers_topic, answer)
            else:
                told = datetime.fromisoformat(json.loads(message.payload)["time"])
                if self.processed is None or told > self.processed:
                    self.processed = told
                    self._on_processed()
                    self._changed.set()

    async def _retry(self, error: aiomqtt.MqttError) -> None:
        log.debug("home %s: no connection to %s, trying again: %s", self._home, self._address, error)
        await asyncio.sleep(RETRY_SECONDS)

    async def _until(self, reached: Callable[[], bool], whose: str) -> None:
        while not reached():
            self._changed.clear()
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._changed.wait()
            except TimeoutError:
                raise BrokerError(
                    f"{whose} ({self._address}) has not answered home {self._home} for {PATIENCE_SECONDS:.0f} s."
                    " See whether it is running, then start the run again: what was kept is not kept twice."
                ) from None


def _is_refusal(error: MqttConnectError) -> bool:
    return str(error.rc) in REFUSALS


async def _cancelled(*tasks: asyncio.Task[object]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
