"""What the tests of devices share."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from devices.broker import EmbeddedBroker
from tests.devices.at_the_broker import GRANTS, Connect, client

settings.register_profile("no_wall_time", deadline=None)  # a busy machine is no failure
settings.load_profile("no_wall_time")


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[EmbeddedBroker]:
    async with EmbeddedBroker(tmp_path / "broker", grants=GRANTS) as running:
        yield running


@pytest.fixture
def connect(broker: EmbeddedBroker) -> Connect:
    return partial(client, broker)
