"""The detector in plain aiomqtt hears its homes, tells alerts and answers ticks."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from care.claims import Claim
from devices import topics
from evaluation.solutions.connecting import Way
from tests.examples.stand import EYE, HOME, SITE, USER, Stand, standing

NIGHT = datetime(2026, 1, 15, 2, 0, tzinfo=UTC)
ABOUT = {
    "home": HOME,
    "zone": "Europe/Stockholm",
    "clock": "own",
    "residents": ["r1"],
    "rooms": [],
    "devices": [
        {"id": "front-door", "connection": USER, "room": None, "spot": "outer_door", "resident": None},
        {"id": "fridge", "connection": USER, "room": None, "spot": "storage", "resident": None},
    ],
}


@pytest.fixture
async def stand(tmp_path: Path) -> AsyncIterator[Stand]:
    async with standing(tmp_path) as made:
        yield made


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.01)


async def test_it_tells_who_opens_the_outer_door_at_night_and_answers_ticks(stand: Stand, tmp_path: Path) -> None:
    file = stand.write("aiomqtt", Way.DETECTOR, tmp_path)
    process = await asyncio.create_subprocess_exec(sys.executable, file, stdout=asyncio.subprocess.DEVNULL)
    try:
        await until(lambda: f"mistel/{SITE}/-/{EYE}/clock" in stand.clocks)
        async with stand.as_gateway as gateway, stand.as_mat() as mat, stand.as_mat(keeps_clock=True) as keeper:
            await gateway.publish(topics.about(SITE, HOME), json.dumps(ABOUT), qos=1)
            t = NIGHT.timestamp()
            for records in (
                [{"n": "fridge/contact.open", "t": t, "vb": True}],
                [{"n": "front-door/contact.open", "t": t + 36_000, "vb": True}],  # at noon
                [{"bn": "front-door/", "bt": t, "n": "contact.open", "t": 9, "vb": True}],
            ):
                await mat.publish(topics.events(SITE, HOME, USER), json.dumps(records), qos=1)
            await until(lambda: stand.alerts)
            tick = [{"n": "tick", "t": t + 60, "vb": True}]
            await keeper.publish(topics.clock(SITE, HOME), json.dumps(tick), qos=1)
            await until(lambda: f"mistel/{SITE}/{HOME}/{EYE}/clock" in stand.clocks)
    finally:
        process.terminate()
        await process.wait()
    (alert,) = [Claim.model_validate(told) for told in stand.alerts]
    assert (alert.situation, alert.onset.timestamp()) == ("left_home_at_night", t + 9)
