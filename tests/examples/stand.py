"""A broker with one connection at it, and a gateway that refuses as the real one does, for what examples tell."""

import asyncio
import json
import ssl
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import aiomqtt

from care.clock import wall_now
from care.events import Event, Refusal
from care.people import Connection
from dashboards.recipes import RECIPES, Settings, filled
from devices import topics
from devices.broker import EmbeddedBroker
from devices.broker.certificate import issue
from devices.credentials import hash_password
from devices.dialects import Known, Message, decode
from evaluation.solutions.connecting import Way

USER, EYE, PASSWORD, SITE, HOME = "c-mat", "c-eye", "a-mats-password", "sandbox", "flat"
KNOWN: Final = Known(site=SITE, homes={HOME: {USER: frozenset({"mat"})}})


@dataclass
class Stand:
    """Where an example speaks: what came of what it told, in order."""

    broker: EmbeddedBroker
    ca: Path | None = None
    kept: list[Event] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    alerts: list[dict[str, object]] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    clocks: list[str] = field(default_factory=list)

    def write(self, key: str, way: Way, folder: Path) -> Path:
        """Save the recipe with this stand's settings, as an innovator would."""
        recipe = next(each for each in RECIPES if each.key == key)
        file = folder / recipe.name
        user = EYE if way is Way.DETECTOR else USER
        pem = self.ca.read_text() if self.ca else ""
        if pem:
            (folder / "ca.pem").write_text(pem)
        file.write_text(filled(recipe, way, Settings(self.broker.url, user, PASSWORD, SITE, HOME, pem)).text)
        return file

    def as_mat(self, *, keeps_clock: bool = False) -> aiomqtt.Client:
        """Give a client that speaks as the mat, or as who keeps the home's clock."""
        user = "c-clock" if keeps_clock else USER
        return self._as(user)

    @property
    def as_gateway(self) -> aiomqtt.Client:
        """Give a client that speaks as the gateway."""
        return self._as("gateway")

    def _as(self, user: str) -> aiomqtt.Client:
        tls = ssl.create_default_context(cafile=self.ca) if self.ca else None
        return aiomqtt.Client(self.broker.host, self.broker.port, username=user, password=PASSWORD, tls_context=tls)

    async def hear(self) -> None:
        """Decode what is told, and tell what is refused, until cancelled."""
        async with self.as_gateway as mqtt:
            await mqtt.subscribe(topics.site_filter(SITE), qos=1)
            async for message in mqtt.messages:
                payload, topic = bytes(message.payload), str(message.topic)
                tail = topics.parse(topic).tail
                if tail == topics.STATUS:
                    self.status.append(payload.decode())
                elif tail == topics.ALERTS:
                    self.alerts.append(json.loads(payload))
                elif tail == topics.TOLD_CLOCK:
                    self.clocks.append(topic)
                else:
                    events, refusals = decode(Message(topic, payload, wall_now()), KNOWN)
                    self.kept += events
                    self.refused += refusals
                    for each in refusals:
                        told = {"says": each.says, "mend": each.mend, "reason": each.reason, "topic": topic}
                        await mqtt.publish(topics.refused(SITE, HOME, USER), json.dumps(told), qos=1)

    @staticmethod
    async def run(*argv: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Run an example; give its exit status and all that it said."""
        process = await asyncio.create_subprocess_exec(
            *argv, cwd=cwd, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said, _ = await asyncio.wait_for(process.communicate(), 30)
        return process.returncode or 0, said.decode()

    async def python(self, file: Path, *words: str) -> tuple[int, str]:
        """Run an example in Python."""
        root = Path(__file__).parents[2]
        return await self.run(sys.executable, file, *words, cwd=file.parent, env={"PYTHONPATH": str(root)})


@asynccontextmanager
async def standing(folder: Path, *, tls: bool = False) -> AsyncIterator[Stand]:
    """Start a broker that lets a mat, a detector, the keeper of the home's clock and a gateway in."""
    mat = Connection(id=USER, site=SITE, home=HOME, name="mat", created=datetime(2026, 1, 1, tzinfo=UTC))
    eye = mat.model_copy(update={"id": EYE, "listens": True})
    keeper = mat.model_copy(update={"id": "c-clock", "keeps_clock": True})
    hashed = hash_password(PASSWORD)
    grants = [topics.connection_grant(each, hashed) for each in (mat, eye, keeper)]
    grants.append(topics.gateway_grant("gateway", hashed))
    issued = issue(folder / "tls", ["127.0.0.1"], wall_now()) if tls else None
    certificate = issued.broker if issued else None
    async with EmbeddedBroker(folder / "broker", grants=grants, tls=certificate) as broker:
        stand = Stand(broker, issued.ca if issued else None)
        hearing = asyncio.create_task(stand.hear(), name="hearing")
        yield stand
        hearing.cancel()
