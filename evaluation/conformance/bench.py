"""The bench that a device is checked at: a broker of its own, a line that can fail, and our gateway's decoding."""

import asyncio
import contextlib
import ssl
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from care.clock import Now
from devices import topics
from devices.broker import Certificate, EmbeddedBroker
from devices.broker.certificate import issue
from devices.broker.folder import BrokerFolder
from devices.credentials import Credentials, client_id, hash_password, new_password
from devices.line import Line
from evaluation.conformance.decoding import Decoder, Subject
from evaluation.conformance.observed import Heard
from gateway.session import Session

GATEWAY: Final = "mistel-check"
ELSEWHERE: Final = "elsewhere.invalid"
"""The host that a certificate for somebody else names."""
_MOST: Final = 2000
MOST_HEARD: Final = 100_000
_TOGETHER: Final = 0.005
"""What comes within so many seconds is looked at together."""


@dataclass(frozen=True, slots=True)
class Contexts:
    """How the line may prove itself: rightly, as signed by a stranger, and as somebody else."""

    right: ssl.SSLContext
    stranger: ssl.SSLContext
    misnamed: ssl.SSLContext
    ca: Path
    """What the device is to trust."""


@dataclass
class Bench:
    """What the course uses: the line, what was heard, and a way to wait for either."""

    subject: Subject
    line: Line
    contexts: Contexts
    session: Session
    now: Now
    heard: list[Heard] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Wait until a condition holds, asked after everything that is seen or heard; False when it did not."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not condition():
                    self._changed.clear()
                    await self._changed.wait()
                    await asyncio.sleep(_TOGETHER)
        return condition()

    def note(self) -> None:
        """Wake whoever waits."""
        self._changed.set()

    def tell(self, topic: str, payload: bytes) -> None:
        """Publish on our side, as the gateway does."""
        self.session.publish(topic, payload)

    async def listen(self) -> None:
        """Decode what arrives, and acknowledge it; runs until cancelled."""
        decoder = Decoder(self.subject)
        while True:
            await self.session.arrived.wait()
            deliveries = self.session.take(_MOST)
            for delivery in deliveries:
                if len(self.heard) < MOST_HEARD:
                    self.heard.append(decoder.heard(delivery.message))
            self.session.acknowledge(deliveries)
            self.note()
            await asyncio.sleep(0)


@asynccontextmanager
async def bench(subject: Subject, folder: Path, host: str, port: int | None, now: Now) -> AsyncIterator[Bench]:
    """Set up a bench for a device; ``folder`` keeps the CA and the port from one check to the next.

    ``port`` None takes the one of last time, else a free one. Raises BrokerError when it cannot be set up.
    """
    contexts = prepared(folder, host, now())
    port = BrokerFolder(folder).choose_port(host, port)
    login = Credentials(GATEWAY, new_password())
    site = subject.connection.site
    grants = (
        topics.gateway_grant(login.user, hash_password(login.password), [site]),
        topics.connection_grant(subject.connection, subject.password_hash),
    )
    with tempfile.TemporaryDirectory(prefix="mistel-check-") as place:
        async with (
            EmbeddedBroker(Path(place), grants=grants) as broker,
            Line(host, port, (broker.host, broker.port), now, contexts.right) as line,
        ):
            session = Session(
                broker.url,
                login,
                client_id=client_id(GATEWAY, login),
                subscription=topics.site_filter(site),
                now=now,
            )
            made = Bench(subject, line, contexts, session, now)
            line.noted = made.note
            async with asyncio.TaskGroup() as tasks:
                running = [
                    tasks.create_task(session.run(), name="session"),
                    tasks.create_task(made.listen(), name="decoding"),
                ]
                await session.connected.wait()
                try:
                    yield made
                finally:
                    for task in running:
                        task.cancel()


def prepared(folder: Path, host: str, now: datetime) -> Contexts:
    """Make the certificates; the CA that devices trust is made once for a folder."""
    right = issue(folder / "tls", _names(host), now)
    with tempfile.TemporaryDirectory(prefix="mistel-check-") as place:
        stranger = issue(Path(place), _names(host), now)
        shown_by_stranger = _context(stranger.broker)
        shown_rightly = _context(right.broker)
        misnamed = issue(folder / "tls", [ELSEWHERE], now)
        shown_misnamed = _context(misnamed.broker)
        issue(folder / "tls", _names(host), now)
    return Contexts(shown_rightly, shown_by_stranger, shown_misnamed, right.ca)


def _names(host: str) -> list[str]:
    return [host, "localhost"] if host in {"127.0.0.1", "::1"} else [host]


def _context(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    return context
