"""Both brokers, each with a gateway and three connections in two homes: every test here runs on both."""

import resource
from collections import defaultdict
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from tests.brokers import BROKERS, Running, running
from tests.devices.at_the_broker import GRANTS, PASSWORD, Connect, client

_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
if _soft < 8192 <= _hard:  # 2,000 devices at once, on both ends; brokers inherit it
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, _hard))

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
