"""Tell one reading with plain paho-mqtt, as any MQTT client can: the topic, one SenML record, QoS 1.

python examples/plain_paho.py URL USER PASSWORD TOPIC QUANTITY VALUE

URL, USER, PASSWORD and TOPIC are what ``mistel device add`` shows; VALUE is true, false, a number or text.
"""

import json
import sys
import time
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

LABELS = {bool: "vb", int: "v", float: "v", str: "vs"}  # SenML's names for the kinds of value (RFC 8428)


def read(text: str) -> bool | float | str:
    """Give true and false, numbers and text as what they are."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, bool | int | float) else text


def tell(url: str, user: str, password: str, topic: str, quantity: str, value: bool | float | str) -> None:
    """Publish one reading and wait until the broker has taken it; raises RuntimeError when it does not within 10 s."""
    broker = urlsplit(url)
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=user, protocol=mqtt.MQTTv311)
    client.username_pw_set(user, password)
    client.connect(broker.hostname or "127.0.0.1", broker.port or 1883)
    client.loop_start()
    record = {"n": quantity, "t": round(time.time(), 6), LABELS[type(value)]: value}
    try:
        taken = client.publish(topic, json.dumps([record]), qos=1)
        taken.wait_for_publish(timeout=10)
        if not taken.is_published():
            raise RuntimeError(f"{url} has not taken the reading: check user, password and topic.")
    finally:
        client.disconnect()
        client.loop_stop()


if __name__ == "__main__":
    words = sys.argv[1:]
    if len(words) != 6:  # noqa: PLR2004 - the six words of the usage above
        sys.exit(__doc__)
    url, user, password, topic, quantity, value = words
    tell(url, user, password, topic, quantity, read(value))
