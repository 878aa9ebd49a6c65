"""Both brokers, each with a gateway and three connections in two homes: every test here runs on both."""

from collections import defaultdict
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from tests.brokers import BROKERS, Running, running
from tests.devices.at_the_broker import GRANTS, PASSWORD, Connect, client

PASSWORDS = defaultdict(lambda: PASSWORD)


@pytest.fixture(params=BROKERS)
async def broker(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(request.param, tmp_path, GRANTS, PASSWORDS) as there:
        yield there


@pytest.fixture(params=BROKERS)
async def tls_broker(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(request.param, tmp_path, GRANTS, PASSWORDS, tls=True) as there:
        yield there


@pytest.fixture
def connect(broker: Running) -> Connect:
    return partial(client, broker)
