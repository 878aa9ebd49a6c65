"""A device that does everything wrong, and runs: `mistel device check` names each of its faults. Do not copy it.

python examples/bad_device.py --url mqtts://127.0.0.1:8883 --site SITE --home HOME
(with MQTT_USER and MQTT_PASSWORD set)
"""

import argparse
import asyncio
import contextlib
import json
import ssl
import time
from os import environ
from urllib.parse import urlsplit

import aiomqtt

CLOCK_IS_WRONG_BY = -600  # seconds: nobody set its clock
PASSWORDS = [environ.get("MQTT_PASSWORD", ""), "admin"]  # a default that every device of its kind has


async def run(url: str, site: str, home: str, every: float) -> None:
    """Connect, and again at once whenever that ends, also where it is not let in."""
    broker, login = urlsplit(url), 0
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE  # whoever answers gets the password
    topics = f"{site}/{home}/{environ['MQTT_USER']}"
    while True:
        device = aiomqtt.Client(  # without a last will
            broker.hostname or "127.0.0.1",
            broker.port or 8883,
            username=environ["MQTT_USER"],
            password=PASSWORDS[login],
            identifier=environ["MQTT_USER"],
            protocol=aiomqtt.ProtocolVersion.V311,
            tls_context=trusting if broker.scheme == "mqtts" else None,
            keepalive=0,  # never asks whether anybody is there
            timeout=0.5,
        )
        try:
            async with device:
                await device.subscribe(f"mistel-out/{topics}/commands")
                obeying = asyncio.create_task(obey(device))
                try:
                    while not obeying.done():
                        await tell(device, f"mistel/{topics}/events")
                        await asyncio.sleep(every)
                    obeying.result()
                finally:
                    obeying.cancel()
                    with contextlib.suppress(asyncio.CancelledError, aiomqtt.MqttError, ValueError, KeyError):
                        await obeying
        except aiomqtt.MqttError as error:
            refused = "authori" in str(error).lower()  # then the next password, and at once
            login = 1 - login if refused else 0
        except (ValueError, KeyError, TypeError, RecursionError):
            pass  # it died of a command, and starts anew
        await asyncio.sleep(0.02)


async def tell(device: aiomqtt.Client, topic: str) -> None:
    """Tell the same twice, at QoS 0, kept by the broker; once more in another unit; and nothing of its battery."""
    moment = round(time.time() + CLOCK_IS_WRONG_BY, 3)
    reading = json.dumps([{"n": "temperature", "v": 21.5, "u": "Cel", "t": moment}])
    for _ in range(2):
        await device.publish(topic, reading, qos=0, retain=True)
    await device.publish(topic, json.dumps([{"n": "temperature", "v": 70.7, "u": "degF", "t": moment}]), qos=0)
    await device.publish("sensors/everything", reading, qos=0)


async def obey(device: aiomqtt.Client) -> None:
    """Do what is asked, whatever it is."""
    async for message in device.messages:
        asked = json.loads(bytes(message.payload))
        answer = json.dumps({"id": asked["id"], "outcome": "done"})
        await device.publish(str(message.topic).replace("mistel-out", "mistel").replace("commands", "answers"), answer)


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--url", default=environ.get("MQTT_URL"), help="the broker; MQTT_URL otherwise")
    words.add_argument("--site", default=environ.get("MQTT_SITE"), help="its site; MQTT_SITE otherwise")
    words.add_argument("--home", default=environ.get("MQTT_HOME"), help="its home; MQTT_HOME otherwise")
    words.add_argument("--every", type=float, default=0.02, help="seconds between two readings")
    given = words.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(given.url, given.site, given.home, given.every))
