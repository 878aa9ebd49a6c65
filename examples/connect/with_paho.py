"""Tell a reading, or an alert, with plain paho-mqtt, and hear whether it was refused.

pip install paho-mqtt
python with_paho.py bed.occupied true
python with_paho.py alert fall
"""

import json
import sys
import threading
import time
import uuid
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

URL = "mqtt://broker.example:1883"
USER = "c-yours"
PASSWORD = "your-password"
SITE = "your-site"
HOME = "your-home"
CA = ""  # the file ca.pem, where the address begins with mqtts:// and the system does not know who signed it

LABELS = {bool: "vb", int: "v", float: "v", str: "vs"}  # SenML's names for the kinds of value (RFC 8428)


def read(text: str) -> bool | float | str:
    """Give true and false, numbers and text as what they are."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, bool | int | float) else text


def reading(quantity: str, value: bool | float | str) -> tuple[str, object]:
    """Give the end of the topic and the payload of a reading: one SenML record."""
    return "events", [{"n": quantity, "t": round(time.time(), 3), LABELS[type(value)]: value}]


def alert(situation: str) -> tuple[str, object]:
    """Give the end of the topic and the payload of an alert that begins now."""
    return "alerts", {"id": uuid.uuid4().hex, "situation": situation, "onset": round(time.time(), 3)}


def tell(tail: str, payload: object) -> list[dict[str, str]]:
    """Publish and give the refusals that came back within half a second; raises RuntimeError when it was not taken."""
    refused: list[dict[str, str]] = []
    let_in = threading.Event()
    topic, broker = f"mistel/{SITE}/{HOME}/{USER}", urlsplit(URL)
    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
    client.username_pw_set(USER, PASSWORD)
    client.will_set(f"{topic}/status", "offline", qos=1, retain=True)
    if broker.scheme == "mqtts":
        client.tls_set(CA or None)
    client.on_connect = lambda _client, _data, _flags, code, _properties: None if code.is_failure else let_in.set()
    client.on_message = lambda _client, _data, message: refused.append(json.loads(message.payload))
    client.connect(broker.hostname or "127.0.0.1", broker.port or 1883)
    client.loop_start()  # tries again every second; a login that is new may take one
    try:
        if not let_in.wait(10):
            raise RuntimeError(f"{URL} does not let {USER} in: check user and password.")
        client.subscribe(f"mistel-out/{SITE}/{HOME}/{USER}/refused", qos=1)
        client.publish(f"{topic}/status", "online", qos=1, retain=True)
        taken = client.publish(f"{topic}/{tail}", json.dumps(payload), qos=1)
        taken.wait_for_publish(timeout=10)
        if not taken.is_published():
            raise RuntimeError(f"{URL} has not taken it within 10 s.")
        time.sleep(0.5)
    finally:
        if let_in.is_set():
            client.publish(f"{topic}/status", "offline", qos=1, retain=True).wait_for_publish(1)
        client.disconnect()
        client.loop_stop()
    return refused


if __name__ == "__main__":
    words = sys.argv[1:]
    if len(words) != 2:  # noqa: PLR2004 - the two words of the usage above
        sys.exit(__doc__)
    name, said = words
    for notice in tell(*(alert(said) if name == "alert" else reading(name, read(said)))):
        sys.exit(f"Refused: {notice['says']} {notice['mend']}")
    print("Sent, and nothing was refused.")
