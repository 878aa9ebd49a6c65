"""What devices say while the gateway stops, is away and starts again is kept once: on both brokers."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

from care.clock import wall_now
from devices.dialects.senml import pack
from tests.brokers import on_both
from tests.gateway.at_a_site import at_a_site

EVENTS = "mistel/a/h1/c1/events"
READINGS = 600


@on_both
async def test_nothing_is_lost_or_kept_twice_over_a_restart_of_the_gateway(tmp_path: Path, kind: str) -> None:
    first = wall_now() - timedelta(hours=1)
    moments = [first + timedelta(seconds=number) for number in range(READINGS)]
    async with at_a_site(tmp_path, kind=kind) as site, site.device() as device:

        async def tell() -> None:
            for moment in moments:
                await device.publish(EVENTS, pack([("hall/motion", True, moment)]), qos=1)

        telling = asyncio.create_task(tell())
        await site.until(lambda: site.reader.counts().events >= READINGS // 10)
        await site.stop()
        await telling
        await site.restart()
        await site.until(lambda: site.reader.counts().events >= READINGS)
        kept = Counter(event.time for _, event in site.reader.after(0, 2 * READINGS) if event.quantity == "motion")
    assert kept == Counter(moments)
