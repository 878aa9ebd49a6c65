"""A detector in 30 lines: at night the outer door was opened, and then nobody moved indoors for ten minutes.

python examples/detector.py --url mqtt://127.0.0.1:1883 --site SITE    (with MQTT_USER and MQTT_PASSWORD set)
"""

import argparse
import asyncio
from datetime import datetime, timedelta
from os import environ
from zoneinfo import ZoneInfo

from devices.credentials import Credentials
from devices.detector import Detector

NIGHT = (22, 23, 0, 1, 2, 3, 4, 5)


async def watch(url: str, site: str) -> None:
    """Listen to all homes of the site, and tell who left."""
    left: dict[str, datetime] = {}  # by home: when the door was opened last, while nobody has moved since
    async with Detector(url, Credentials(environ["MQTT_USER"], environ["MQTT_PASSWORD"]), site) as detector:
        async for heard in detector:
            hour = heard.time.astimezone(ZoneInfo(heard.about.zone)).hour
            if heard.quantity == "contact.open" and heard.value and heard.spot == "outer_door" and hour in NIGHT:
                left[heard.home] = heard.time
            elif heard.quantity in {"motion", "bed.occupied"} and heard.value:
                left.pop(heard.home, None)
            elif heard.home in left and heard.time - left[heard.home] >= timedelta(minutes=10):
                await detector.alert(heard.home, "left_home_at_night", onset=left.pop(heard.home))


if __name__ == "__main__":
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--url", default=environ.get("MQTT_URL"), help="the broker; MQTT_URL otherwise")
    said.add_argument("--site", default=environ.get("MQTT_SITE"), help="the sandbox; MQTT_SITE otherwise")
    asyncio.run(watch(**vars(said.parse_args())))
