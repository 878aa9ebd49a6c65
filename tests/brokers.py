"""The two brokers that Mistel runs on, by what is the same on both: tests that run on both ask for one by name."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest

from care.clock import wall_now
from devices.broker import EmbeddedBroker
from devices.broker.admitter import Admitter
from devices.broker.certificate import issue
from devices.broker.dynamic_security import DynamicSecurity
from devices.credentials import Credentials
from devices.topics import Grant
from tests.mosquitto import Mosquitto, prepared

BROKERS = [
    pytest.param("embedded", id="embedded"),
    pytest.param("mosquitto", id="mosquitto", marks=pytest.mark.server("mosquitto")),
]
on_both = pytest.mark.parametrize("kind", BROKERS)
"""For a test with an argument ``kind``, which it gives to ``running`` or ``at_a_site``."""
NAME = "localhost"
"""What the certificates of those that speak TLS are for."""


@dataclass(frozen=True)
class Running:
    """A broker that runs; ``ca`` signed its certificate, ``child`` is the one with a process to kill."""

    kind: str
    host: str
    port: int
    url: str
    admitter: Admitter
    child: EmbeddedBroker | Mosquitto
    ca: Path | None = None

    async def admit(self, grants: Sequence[Grant], passwords: Mapping[str, str]) -> None:
        """Let these in, telling the broker their passwords by user where it must be told."""
        if isinstance(self.admitter, DynamicSecurity):
            known = [(Credentials(g.user, passwords[g.user]), g.password_hash) for g in grants]
            await self.admitter.enrol(known)
        await self.admitter.admit(grants)


@asynccontextmanager
async def running(
    kind: str,
    folder: Path,
    grants: Sequence[Grant] = (),
    passwords: Mapping[str, str] = MappingProxyType({}),
    *,
    tls: bool = False,
) -> AsyncIterator[Running]:
    """Start a broker of this kind, with these grants."""
    names = [NAME] if tls else []
    async with AsyncExitStack() as stack:
        if kind == "mosquitto":
            mosquitto = stack.enter_context(prepared(tls_names=names))
            await stack.enter_async_context(mosquitto.running())
            url = mosquitto.url.replace(mosquitto.host, NAME) if tls else mosquitto.url
            told = mosquitto.admitter(url=url)
            there = Running(kind, mosquitto.host, mosquitto.port, url, told, mosquitto, mosquitto.ca)
        else:
            issued = issue(folder / "tls", names, wall_now()) if tls else None
            broker = EmbeddedBroker(folder / "broker", grants=grants, tls=issued.broker if issued else None)
            await stack.enter_async_context(broker)
            url = broker.url.replace(broker.host, NAME) if tls else broker.url
            there = Running(kind, broker.host, broker.port, url, broker, broker, issued.ca if issued else None)
        if grants:
            await there.admit(grants, passwords)
        yield there
