"""Both brokers, each with a gateway and three connections in two homes: every test here runs on both."""

import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from care.clock import wall_now
from devices.broker import EmbeddedBroker
from devices.broker.admitter import Admitter
from devices.broker.certificate import issue
from devices.credentials import Credentials
from devices.topics import Grant
from tests.devices.at_the_broker import GRANTS, HASH, PASSWORD, Connect, client
from tests.mosquitto import Mosquitto, prepared

BROKERS = [
    pytest.param("embedded", id="embedded"),
    pytest.param("mosquitto", id="mosquitto", marks=pytest.mark.server("mosquitto")),
]
NAME = "localhost"
"""What the certificates of the brokers that speak TLS are for."""


@dataclass(frozen=True)
class Running:
    """A broker by what is the same on both; ``ca`` signed its certificate."""

    kind: str
    host: str
    port: int
    url: str
    admitter: Admitter
    ca: Path | None = None

    async def admit(self, grants: Sequence[Grant]) -> None:
        """Let these in, telling the broker the password of tests where it must be told."""
        if isinstance(self.admitter, EmbeddedBroker):
            await self.admitter.admit(grants)
            return
        known = [(Credentials(grant.user, PASSWORD), grant.password_hash) for grant in grants]
        await self.admitter.enrol(known)  # type: ignore[attr-defined]
        await self.admitter.admit(grants)


@asynccontextmanager
async def running(kind: str, folder: Path, *, tls: bool = False) -> AsyncIterator[Running]:
    async with AsyncExitStack() as stack:
        if kind == "mosquitto":
            mosquitto: Mosquitto = stack.enter_context(prepared(tls_names=[NAME] if tls else []))
            await stack.enter_async_context(mosquitto.running())
            url = mosquitto.url.replace("127.0.0.1", NAME) if tls else mosquitto.url
            admitter = mosquitto.admitter(url=url)
            yield Running(kind, "127.0.0.1", mosquitto.port, url, admitter, mosquitto.ca)
            return
        issued = issue(folder / "tls", [NAME], wall_now()) if tls else None
        broker = EmbeddedBroker(folder / "broker", tls=issued.broker if issued else None)
        await stack.enter_async_context(broker)
        url = broker.url.replace("127.0.0.1", NAME) if tls else broker.url
        yield Running(kind, broker.host, broker.port, url, broker, issued.ca if issued else None)


@pytest.fixture(params=BROKERS)
async def broker(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(request.param, tmp_path) as there:
        await there.admit(GRANTS)
        yield there


@pytest.fixture(params=BROKERS)
async def tls_broker(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Running]:
    async with running(request.param, tmp_path, tls=True) as there:
        await there.admit(GRANTS)
        yield there


@pytest.fixture
def connect(broker: Running) -> Connect:
    return partial(client, broker)  # type: ignore[arg-type]


def trusting(ca: Path | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca)


__all__ = ["GRANTS", "HASH", "PASSWORD", "Running", "running", "trusting"]
