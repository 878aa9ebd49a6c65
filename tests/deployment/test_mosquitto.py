"""Debian's mosquitto with the project's own ``mosquitto.conf``, begun as the compose file begins it."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiomqtt
import pytest
from ruamel.yaml import YAML

from devices.address import Address
from devices.credentials import Credentials, hash_password
from devices.topics import Grant, gateway_grant
from tests.mosquitto import ADMIN, Mosquitto, prepared

pytestmark = pytest.mark.server("mosquitto")

PASSWORDS = {"gateway": "a gateway's password", "mat": "a mat's password"}


@pytest.fixture
async def mosquitto() -> AsyncIterator[Mosquitto]:
    with prepared(tls_names=["127.0.0.1"]) as broker:
        yield broker


@asynccontextmanager
async def running(mosquitto: Mosquitto) -> AsyncIterator[None]:
    """Run it with a gateway and a mat."""
    hashes = {user: hash_password(password) for user, password in PASSWORDS.items()}
    async with mosquitto.running():
        await mosquitto.admitter().enrol([(Credentials(u, p), hashes[u]) for u, p in PASSWORDS.items()])
        mat = Grant("mat", hashes["mat"], ("mistel/rosen/h1/mat/#",), ("mistel-out/rosen/h1/mat/#",))
        await mosquitto.admitter().admit([gateway_grant("gateway", hashes["gateway"]), mat])
        yield


def client(mosquitto: Mosquitto, user: str | None, **options: object) -> aiomqtt.Client:
    return aiomqtt.Client(
        mosquitto.host,
        mosquitto.port,
        username=user,
        password=PASSWORDS[user] if user else None,
        protocol=aiomqtt.ProtocolVersion.V311,
        tls_context=Address.parse(mosquitto.url, mosquitto.ca).tls,
        **{"identifier": user or "nobody", "timeout": 10, **options},  # type: ignore[arg-type]
    )


async def test_it_starts_without_a_warning_and_turns_away_whoever_has_no_password(mosquitto: Mosquitto) -> None:
    async with mosquitto.running():
        assert b"Warning" not in mosquitto.said, mosquitto.said.decode()
        with pytest.raises(aiomqtt.MqttError, match="Not authorized"):
            async with client(mosquitto, None):
                pass


async def test_what_it_acknowledged_outlives_a_restart_however_much_waits(mosquitto: Mosquitto) -> None:
    topic = "mistel/rosen/h1/mat/events"
    waiting = [b'[{"n":"bed.occupied","vb":true,"t":%d}]' % (1_790_000_000 + number) for number in range(1500)]
    async with running(mosquitto):
        async with client(mosquitto, "gateway", clean_session=False) as gateway:
            await gateway.subscribe("mistel/rosen/#", qos=1)
        async with client(mosquitto, "mat", max_inflight_messages=500) as mat:
            await asyncio.gather(*(mat.publish(topic, payload, qos=1) for payload in waiting))
    async with mosquitto.running(), client(mosquitto, "gateway", clean_session=False) as gateway, asyncio.timeout(20):
        told = [await anext(gateway.messages) for _ in waiting]
    assert [(str(message.topic), message.payload) for message in told] == [(topic, payload) for payload in waiting]


async def test_begun_as_in_the_compose_file_its_one_user_is_the_admin_and_begun_again_it_keeps_all(
    mosquitto: Mosquitto, root: Path
) -> None:
    compose = YAML(typ="safe").load(root / "docker-compose.yml")
    script = compose["services"]["mosquitto"]["command"][2].replace("$$", "$")
    users = mosquitto.folder / "dynamic-security.json"
    password = mosquitto.folder / "password"
    password.write_text(ADMIN.password)
    script = script.replace("/mosquitto/data/dynamic-security.json", str(users))
    script = script.replace("/run/secrets/mistel_broker_admin_password", str(password))
    script = script.replace("exec mosquitto -c /mosquitto/config/mosquitto.conf", "true")
    users.unlink()
    for _ in range(2):
        await asyncio.to_thread(subprocess.run, ["sh", "-c", script], check=True, capture_output=True)
        if os.geteuid() == 0:
            shutil.chown(users, "mosquitto")
        async with running(mosquitto), client(mosquitto, "gateway"), client(mosquitto, "mat"):
            pass
