"""The gateway's session over paho-mqtt with ``manual_ack``: measured beside the product's own, never used by it."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from devices.dialects import Message
from gateway.session import Delivery, Session


class PahoSession(Session):
    """The same doors as ``Session``; paho's network loop runs in a thread of its own, as paho means it to."""

    async def run(self) -> None:
        """Connect, and let paho reconnect, until cancelled."""
        self._loop = asyncio.get_running_loop()
        self._arriving: list[Delivery] = []
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            self._client_id,
            clean_session=False,
            manual_ack=True,
            protocol=paho.MQTTv311,
        )
        self._paho = client
        client.username_pw_set(self._credentials.user, self._credentials.password)
        client.on_connect = self._when_connected
        client.on_subscribe = lambda *_: self._in_loop(self.connected.set)
        client.on_disconnect = lambda *_: self._in_loop(self.connected.clear)
        client.on_message = self._when_told
        client.connect(self._address.host, self._address.port, keepalive=30)
        client.loop_start()
        try:
            await asyncio.Event().wait()
        finally:
            client.disconnect()
            client.loop_stop()

    def _in_loop(self, work: Callable[[], object]) -> None:
        self._loop.call_soon_threadsafe(work)

    def _when_connected(self, client: paho.Client, _data: object, flags: Any, *_: object) -> None:
        client.subscribe(self._subscription, qos=1)
        self._in_loop(lambda: self.resumed(bool(flags.session_present)))

    def _when_told(self, _client: paho.Client, _data: object, told: paho.MQTTMessage) -> None:
        message = Message(told.topic, bytes(told.payload), self._now(), bool(told.retain))
        self._arriving.append(Delivery(message, told.mid if told.qos else 0, None))
        if len(self._arriving) == 1:  # one wake-up for all that come until the loop looks
            self._in_loop(self._hand_over)

    def _hand_over(self) -> None:
        while count := len(self._arriving):  # the other thread appends meanwhile
            self.waiting.extend(self._arriving[:count])
            del self._arriving[:count]
        self.arrived.set()

    def acknowledge(self, deliveries: Sequence[Delivery]) -> None:
        """Let paho write the PUBACKs."""
        for delivery in deliveries:
            if delivery.packet_id:
                self._paho.ack(delivery.packet_id, 1)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> bool:
        """Send what we say, QoS 1; False when there is no connection now."""
        if not self.connected.is_set():
            return False
        self._paho.publish(topic, payload, qos=1, retain=retain)
        return True
