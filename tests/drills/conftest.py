"""One place on each broker that all drills share, each in homes of its own: a start costs more than a drill."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from care.clock import ClockKind, wall_now
from tests.drills.brokers import Broker, running
from tests.drills.facts import messages, told
from tests.drills.place import TRIED, Place, place

BROKERS = [
    pytest.param("embedded", id="embedded"),
    pytest.param("mosquitto", id="mosquitto", marks=pytest.mark.server("mosquitto")),
]
OWN = ("night", "night-2", "night-3", "thrice", "disorder")
FIFTY = [f"b{number:02}" for number in range(50)]
WALL = ("live", "away", TRIED, "beside", *FIFTY)


@pytest_asyncio.fixture(params=BROKERS, scope="package", loop_scope="package")
async def broker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Broker]:
    async with running(request.param, tmp_path_factory.mktemp("broker")) as there:
        yield there


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def homes(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """A site with its gateway; homes with a wall clock have told a movement just now, so they are judged up to now."""
    state: Path = tmp_path_factory.mktemp("state")
    clocks = dict.fromkeys(OWN, ClockKind.OWN) | dict.fromkeys(WALL, ClockKind.WALL)
    async with place(state, broker, clocks) as there:
        await there.gateway_starts()
        await broker.has_written(b"mistel-a")
        first = {home: told(home, wall_now()) for home in WALL}
        await asyncio.gather(*(there.tell(home, messages([event])) for home, event in first.items()))
        there.first.update(first)
        yield there
