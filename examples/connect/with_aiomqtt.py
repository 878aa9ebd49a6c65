"""A detector with plain aiomqtt: tell that somebody left home whenever an outer door is opened at night.

pip install aiomqtt
python with_aiomqtt.py
"""

import asyncio
import json
import ssl
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import aiomqtt

URL = "mqtt://broker.example:1883"
USER = "c-yours"
PASSWORD = "your-password"
SITE = "your-site"
CA = ""  # the file ca.pem, where the address begins with mqtts:// and the system does not know who signed it

NIGHT = (22, 23, 0, 1, 2, 3, 4, 5)
homes: dict[str, dict[str, Any]] = {}
"""Each home's description: its time zone, rooms and devices."""


def is_outer_door(home: str, connection: str, name: str) -> bool:
    """Tell whether a record's name (``quantity``, or ``device/quantity``) is the opening of an outer door."""
    device, _, quantity = name.rpartition("/")
    of_it = [d for d in homes[home]["devices"] if device in ("", d["id"]) and d["connection"] == connection]
    return quantity == "contact.open" and any(d["spot"] == "outer_door" for d in of_it)


def alerts(home: str, connection: str, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the alerts that a message of readings makes; here is where your idea goes."""
    found, name, begun = [], "", 0.0
    for record in records:
        name, begun = record.get("bn", name), record.get("bt", begun)
        time = begun + record.get("t", 0)
        hour = datetime.fromtimestamp(time, UTC).astimezone(ZoneInfo(homes[home]["zone"])).hour
        if record.get("vb") and hour in NIGHT and is_outer_door(home, connection, name + record.get("n", "")):
            found.append({"id": f"left-{time:.0f}", "situation": "left_home_at_night", "onset": time})
    return found


async def watch() -> None:
    """Hear all homes of the sandbox, tell alerts, and answer the ticks of those that live faster than life."""
    broker = urlsplit(URL)
    tls = ssl.create_default_context(cafile=CA or None) if broker.scheme == "mqtts" else None
    port = broker.port or (8883 if tls else 1883)
    status = f"mistel/{SITE}/-/{USER}/status"
    will = aiomqtt.Will(status, "offline", qos=1, retain=True)
    async with aiomqtt.Client(
        broker.hostname or "127.0.0.1", port, username=USER, password=PASSWORD, tls_context=tls, will=will
    ) as client:
        for topic in (f"mistel-out/{SITE}/+/about", f"mistel-out/{SITE}/+/{USER}/refused", f"mistel/{SITE}/+/+/events"):
            await client.subscribe(topic, qos=1)
        await client.publish(status, "online", qos=1, retain=True)
        started = json.dumps({"time": datetime.now(UTC).isoformat()})
        await client.publish(f"mistel/{SITE}/-/{USER}/clock", started, qos=1)  # homes wait for us from now on
        async for message in client.messages:
            await hear(client, str(message.topic), bytes(message.payload))


async def hear(client: aiomqtt.Client, topic: str, payload: bytes) -> None:
    """Take in one message: a description of a home, readings or a tick of it, or what was refused of ours."""
    _, _, home, *tail = topic.split("/")
    told: Any = json.loads(payload) if payload else None
    if tail == ["about"]:
        if told:
            homes[home] = told
    elif tail[-1] == "refused":
        print(f"refused: {told['says']} {told['mend']}")
    elif tail[0] == "clock":
        time = datetime.fromtimestamp(told[-1]["t"], UTC).isoformat()
        await client.publish(f"mistel/{SITE}/{home}/{USER}/clock", json.dumps({"time": time}), qos=1)
    elif home in homes:
        for alert in alerts(home, tail[0], told):
            print(home, alert)
            await client.publish(f"mistel/{SITE}/{home}/{USER}/alerts", json.dumps(alert), qos=1)


if __name__ == "__main__":
    asyncio.run(watch())
