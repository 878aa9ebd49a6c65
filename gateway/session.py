"""The gateway's one persistent MQTT session per site: acknowledges a message only when told to.

gmqtt acknowledges on its own as soon as a message arrives (always so under MQTT 3.1.1), and runs a task for each.
Here its handler of PUBLISH packets is replaced: a message is put aside with the connection that it came by, and
``acknowledge`` writes the PUBACKs of many messages at once. docs/decisions/0002 has the figures.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import gmqtt
from gmqtt.mqtt.constants import MQTTv311

from care.clock import Now
from devices.address import Address
from devices.broker import ACK_WAIT
from devices.credentials import Credentials
from devices.dialects import Message

log = logging.getLogger(__name__)

RETRY: Final = timedelta(seconds=1)
_PUBLISH: Final = 0x30
_PUBACK: Final = b"\x40\x02"


class Delivery(NamedTuple):
    """A message, and what is needed to acknowledge it: its packet id (0 at QoS 0) on the connection it came by."""

    message: Message
    packet_id: int
    connection: Any


class Session:
    """Keeps the session of ``client_id`` at the broker, reconnecting for ever; one subscription, QoS 1.

    ``connected`` is set while it is subscribed: from the first time on, nothing sent to the site is missed.
    ``arrived`` is set when deliveries wait in ``waiting``. ``resumed`` is called with whether the broker had kept
    the session (then unacknowledged messages come again).
    """

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        *,
        client_id: str,
        subscription: str,
        now: Now,
        ca: Path | None = None,
        ack_wait: timedelta = ACK_WAIT,
    ) -> None:
        self.hold = 2 * ack_wait
        """How long ticks and timers wait after a session was resumed: what was under way comes behind newer."""
        self._address = Address.parse(url, ca)
        self._credentials = credentials
        self._client_id = client_id
        self._subscription = subscription
        self._now = now
        self._client: gmqtt.Client | None = None
        self._lost = asyncio.Event()
        self.arrived = asyncio.Event()
        self.connected = asyncio.Event()
        self.refused = asyncio.Event()
        """Set once an attempt to connect has failed."""
        self.waiting: list[Delivery] = []
        self.resumed: Callable[[bool], None] = lambda _kept: None

    async def run(self) -> None:
        """Connect, and again whenever the connection is lost, until cancelled; then leave the session kept."""
        told = ""
        while True:
            try:
                await self._connect_once()
                told = ""
            except (OSError, gmqtt.mqtt.handler.MQTTConnectError, TimeoutError) as error:
                self.refused.set()
                says = f"broker at {self._address}: {error or type(error).__name__}"
                says = str(self._address.distrust(error) or says)
                if says != told:
                    log.warning("%s; trying again every second", says)
                    told = says
            await asyncio.sleep(RETRY.total_seconds())

    async def _connect_once(self) -> None:
        """Hold one connection from CONNECT until it is lost."""
        client = gmqtt.Client(self._client_id, clean_session=False)
        client.set_auth_credentials(self._credentials.user, self._credentials.password)
        client.set_config({"reconnect_retries": 0})
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribed
        client.on_disconnect = self._on_disconnect
        handler = client._package_handler  # noqa: SLF001 - gmqtt has no public way to acknowledge late
        handler._handler_cache[_PUBLISH] = lambda cmd, packet: self._take(cmd, packet, handler.current_connection)  # noqa: SLF001
        self._lost.clear()
        self._client = client
        try:
            async with asyncio.timeout(10):
                await client.connect(
                    self._address.host,
                    self._address.port,
                    ssl=self._address.tls or False,
                    keepalive=30,
                    version=MQTTv311,
                )
            await self._lost.wait()
        finally:
            self.connected.clear()
            self._client = None
            client.stop_reconnect()
            with contextlib.suppress(Exception):  # the connection may be gone in any of gmqtt's ways
                await client.disconnect()

    def _on_connect(self, client: gmqtt.Client, session_present: int, _code: int, _properties: object) -> None:
        client.subscribe(self._subscription, qos=1)
        self.resumed(bool(session_present))

    def _on_subscribed(self, _client: gmqtt.Client, _id: int, granted: Sequence[int], _properties: object) -> None:
        if any(code > 1 for code in granted):
            log.error("the broker does not let %s read %s", self._credentials.user, self._subscription)
        else:
            self.connected.set()

    def _on_disconnect(self, *_: object) -> None:
        self.connected.clear()
        self._lost.set()

    def _take(self, cmd: int, packet: bytes, connection: Any) -> None:
        """Put a PUBLISH packet aside (MQTT 3.1.1 section 3.3: topic, packet id when QoS > 0, payload)."""
        start = 2 + int.from_bytes(packet[:2])
        topic = packet[2:start].decode("utf-8", "replace")
        packet_id = 0
        if cmd & 0x06:
            packet_id = int.from_bytes(packet[start : start + 2])
            start += 2
        message = Message(topic, packet[start:], self._now(), bool(cmd & 0x01))
        self.waiting.append(Delivery(message, packet_id, connection))
        self.arrived.set()

    def take(self, most: int) -> list[Delivery]:
        """Give up to ``most`` deliveries in order of arrival."""
        taken, self.waiting = self.waiting[:most], self.waiting[most:]
        if not self.waiting:
            self.arrived.clear()
        return taken

    def acknowledge(self, deliveries: Sequence[Delivery]) -> None:
        """Write the PUBACKs of kept messages; what came by a connection since lost will be brought again."""
        current = self._client._connection if self._client else None  # noqa: SLF001 - as above
        if current is None or current.is_closing():
            return
        packets = b"".join(
            _PUBACK + d.packet_id.to_bytes(2) for d in deliveries if d.packet_id and d.connection is current
        )
        if packets:
            current.send_package(packets)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> bool:
        """Send what we say, QoS 1; False when there is no connection now."""
        if self._client is None or not self.connected.is_set():
            return False
        self._client.publish(topic, payload, qos=1, retain=retain)
        return True
