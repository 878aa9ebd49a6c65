"""Debian's mosquitto with the project's own ``mosquitto.conf`` and ``mosquitto.acl``; only port and folders differ."""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiomqtt
import pytest

pytestmark = pytest.mark.server("mosquitto")

PASSWORDS = {"gateway": "a gateway's password", "mat": "a mat's password"}
FOLDERS = ("/mosquitto/data/", "/mosquitto/config/", "/run/secrets/")


class Mosquitto:
    """A mosquitto on a free port of this machine; its folder outlives it, so that it can be started again."""

    def __init__(self, command: str, folder: Path, conf: str) -> None:
        self.command = command
        self.conf = folder / "mosquitto.conf"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        conf = re.sub(r"^listener 1883$", f"listener {self.port} 127.0.0.1", conf, flags=re.MULTILINE)
        for path in FOLDERS:
            conf = conf.replace(path, f"{folder}/")
        self.conf.write_text(conf)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start it, wait until it listens, and stop it cleanly."""
        process = await asyncio.create_subprocess_exec(
            self.command, "-c", self.conf, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        assert process.stdout is not None
        try:
            said = await asyncio.wait_for(process.stdout.readuntil(b"running"), 10)
            assert b"Warning" not in said, said.decode()
            yield
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await process.communicate()

    def client(self, user: str | None, **options: object) -> aiomqtt.Client:
        return aiomqtt.Client(
            "127.0.0.1",
            self.port,
            username=user,
            password=PASSWORDS[user] if user else None,
            protocol=aiomqtt.ProtocolVersion.V311,
            **{"identifier": user or "nobody", "timeout": 10, **options},  # type: ignore[arg-type]
        )


@pytest.fixture
def mosquitto(root: Path, server_path: Callable[[str], str]) -> Iterator[Mosquitto]:
    # not tmp_path: started by root, mosquitto becomes a user who may not look into root's folders
    folder = Path(tempfile.mkdtemp(prefix="mistel-mosquitto-"))
    try:
        shutil.copy(root / "mosquitto.acl", folder)
        passwords = folder / "mosquitto_passwords"
        passwords.touch()
        for user, password in PASSWORDS.items():
            subprocess.run(["mosquitto_passwd", "-b", passwords, user, password], check=True)
        broker = Mosquitto(server_path("mosquitto"), folder, (root / "mosquitto.conf").read_text())
        if os.geteuid() == 0:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, "mosquitto")
        yield broker
    finally:
        shutil.rmtree(folder)


async def test_it_starts_without_a_warning_and_turns_away_whoever_has_no_password(mosquitto: Mosquitto) -> None:
    async with mosquitto.running():
        with pytest.raises(aiomqtt.MqttError, match="Not authorized"):
            async with mosquitto.client(None):
                pass


async def heard(client: aiomqtt.Client, count: int) -> list[tuple[str, object]]:
    async with asyncio.timeout(20):
        messages = [await anext(client.messages) for _ in range(count)]
    return [(str(message.topic), message.payload) for message in messages]


async def test_what_it_acknowledged_outlives_a_restart_however_much_waits(mosquitto: Mosquitto) -> None:
    topic = "mistel/rosen/h1/mat/events"
    waiting = [b'[{"n":"bed.occupied","vb":true,"t":%d}]' % (1_790_000_000 + number) for number in range(1500)]
    async with mosquitto.running():
        async with mosquitto.client("gateway", clean_session=False) as gateway:
            await gateway.subscribe("mistel/rosen/#", qos=1)
        async with mosquitto.client("mat", max_inflight_messages=500) as mat:
            await asyncio.gather(*(mat.publish(topic, payload, qos=1) for payload in waiting))
    async with mosquitto.running(), mosquitto.client("gateway", clean_session=False) as gateway:
        assert await heard(gateway, len(waiting)) == [(topic, payload) for payload in waiting]


@pytest.mark.parametrize("topic", ["mistel/rosen/h1/lamp/events", "mistel-out/rosen/h1/mat/commands"])
async def test_a_connection_speaks_as_itself_only(mosquitto: Mosquitto, topic: str) -> None:
    async with mosquitto.running(), mosquitto.client("gateway") as gateway:
        await gateway.subscribe([("mistel/#", 1)])
        with suppress(aiomqtt.MqttError):  # mosquitto 2.0 throws an MQTT 3.1.1 client out for it
            async with mosquitto.client("mat") as mat:
                await mat.publish(topic, b"not its own", qos=1)
        async with mosquitto.client("mat") as mat:
            await mat.publish("mistel/rosen/h1/mat/events", b"as itself", qos=1)
        assert await heard(gateway, 1) == [("mistel/rosen/h1/mat/events", b"as itself")]


async def test_a_connection_hears_what_is_said_to_it_only(mosquitto: Mosquitto) -> None:
    async with mosquitto.running(), mosquitto.client("gateway") as gateway, mosquitto.client("mat") as mat:
        await mat.subscribe([("mistel-out/rosen/#", 1), ("mistel/rosen/#", 1)])
        await gateway.publish("mistel-out/rosen/h1/lamp/refused", b"to another", qos=1)
        await gateway.publish("mistel-out/rosen/h1/mat/refused", b"to itself", qos=1)
        assert await heard(mat, 1) == [("mistel-out/rosen/h1/mat/refused", b"to itself")]
