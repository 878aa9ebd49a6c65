"""A device that gets gold from `mistel device check`: a room sensor with a battery, by our own client.

python examples/good_device.py --url mqtts://127.0.0.1:8883 --ca ca.pem --site SITE --home HOME
(with MQTT_USER and MQTT_PASSWORD set)
"""

import argparse
import asyncio
from datetime import UTC, datetime
from os import environ
from pathlib import Path
from random import Random

from care.errors import BrokerError
from devices.client import DeviceClient
from devices.credentials import Credentials

Reading = tuple[str, float, datetime]


async def measure(told: asyncio.Queue[Reading], every: float) -> None:
    """Measure on and on, whatever the broker does; each reading gets its time when it is measured."""
    wobble = Random(1)  # noqa: S311 - a pretended sensor
    while True:
        for name, value in (("temperature", 21 + wobble.uniform(-0.5, 0.5)), ("battery", 87.0)):
            told.put_nowait((name, round(value, 1), datetime.now(UTC)))
        await asyncio.sleep(every)


async def tell(device: DeviceClient, told: asyncio.Queue[Reading]) -> None:
    """Tell what was measured; what the broker does not take now is told later."""
    while True:
        name, value, time = await told.get()
        while True:
            try:
                await device.send(name, value, time=time)
                break
            except BrokerError:  # not let in, not to be trusted, or away for so long that nothing more fits
                await asyncio.sleep(0.2)


async def obey(device: DeviceClient) -> None:
    """Answer commands; a sensor can do nothing."""
    async for asked in device.commands():
        await device.answer(asked, "refused", "This is a sensor.")


async def run(url: str, ca: Path | None, where: tuple[str, str], every: float, keepalive: int) -> None:
    """Measure, tell and obey until ended."""
    told: asyncio.Queue[Reading] = asyncio.Queue()
    login = Credentials(environ["MQTT_USER"], environ["MQTT_PASSWORD"])
    async with (
        asyncio.TaskGroup() as tasks,
        DeviceClient(url, login, site=where[0], home=where[1], ca=ca, keepalive=keepalive) as device,
    ):
        tasks.create_task(measure(told, every))
        tasks.create_task(obey(device))
        await tell(device, told)


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--url", default=environ.get("MQTT_URL"), help="the broker; MQTT_URL otherwise")
    words.add_argument("--ca", type=Path, default=environ.get("MQTT_CA"), help="file of its CA; MQTT_CA otherwise")
    words.add_argument("--site", default=environ.get("MQTT_SITE"), help="its site; MQTT_SITE otherwise")
    words.add_argument("--home", default=environ.get("MQTT_HOME"), help="its home; MQTT_HOME otherwise")
    words.add_argument("--every", type=float, default=10, help="seconds between two measurements")
    words.add_argument("--keepalive", type=int, default=30, help="seconds after which it asks whether anybody is there")
    given = words.parse_args()
    asyncio.run(run(given.url, given.ca, (given.site, given.home), given.every, given.keepalive))
