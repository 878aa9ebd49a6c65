"""How long 2,000 devices take to be back after they have all lost the broker, on the embedded broker and mosquitto."""

import asyncio
import contextlib
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from benchmarks.figure import Figure
from care.clock import wall_now
from care.people import Connection
from devices.address import Address
from devices.broker import EmbeddedBroker
from devices.broker.certificate import issue
from devices.broker.dynamic_security import DynamicSecurity
from devices.credentials import Credentials, hash_password, new_password
from devices.topics import connection_grant
from tools import servers

DEVICES: Final = 2_000
CONNECT: Final = b"\x00\x04MQTT\x04\xc2\x00\x3c"
"""The fixed part of an MQTT 3.1.1 CONNECT: clean session, user name and password, keep alive 60 s."""


def measure() -> Iterator[Figure]:
    """Connect all at once, three times; mosquitto only where it is installed."""
    yield from asyncio.run(_measure())


async def connect_all(
    host: str, port: int, logins: Sequence[Credentials], tls: ssl.SSLContext | None = None
) -> list[tuple[bool, float]]:
    """Connect all logins at the same time; give for each whether it was let in, and the seconds that it took."""
    connections: list[asyncio.StreamWriter] = []

    async def connect(number: int, login: Credentials) -> tuple[bool, float]:
        began = time.monotonic()
        reader, writer = await asyncio.open_connection(host, port, ssl=tls)
        connections.append(writer)
        texts = (f"device-{number}", login.user, login.password)
        body = CONNECT + b"".join(len(text).to_bytes(2) + text.encode() for text in texts)
        writer.write(b"\x10" + len(body).to_bytes(1) + body)
        try:
            answer = await reader.readexactly(4)
        except asyncio.IncompleteReadError:
            return False, time.monotonic() - began
        return answer[3] == 0, time.monotonic() - began

    try:
        async with asyncio.TaskGroup() as tasks:
            trying = [tasks.create_task(connect(number, login)) for number, login in enumerate(logins)]
        return [task.result() for task in trying]
    finally:
        for writer in connections:
            writer.close()
        for writer in connections:
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def _measure() -> list[Figure]:
    logins = [Credentials(f"c{number:05}", new_password()) for number in range(DEVICES)]
    hashes = {login.user: hash_password(login.password) for login in logins}
    now = wall_now()
    grants = [
        connection_grant(Connection(id=user, site="rosen", home="h1", name=user, created=now), hashed)
        for user, hashed in hashes.items()
    ]
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        async with EmbeddedBroker(Path(folder), grants=grants) as broker:
            figures += await _back("embedded", broker.host, broker.port, logins)
        issued = issue(Path(folder) / "tls", ["localhost"], now)
        async with EmbeddedBroker(Path(folder) / "encrypted", grants=grants, tls=issued.broker) as broker:
            tls = Address.parse(f"mqtts://localhost:{broker.port}", issued.ca).tls
            figures += await _back("embedded, TLS", "localhost", broker.port, logins, tls)
    if servers.find("mosquitto") is None:
        return figures
    async with _mosquitto() as admitter:
        began = time.monotonic()
        await admitter.enrol([(login, hashes[login.user]) for login in logins])
        await admitter.admit(grants)
        figures.append(Figure("mosquitto told", time.monotonic() - began, "s", f"{DEVICES:,} connections, once"))
        began = time.monotonic()
        await admitter.admit(grants[1:])
        figures.append(Figure("mosquitto: revoke", time.monotonic() - began, "s", f"one of {DEVICES:,}"))
        figures += await _back("mosquitto", admitter.address.host, admitter.address.port, logins[1:])
    return figures


async def _back(
    name: str, host: str, port: int, logins: Sequence[Credentials], tls: ssl.SSLContext | None = None
) -> list[Figure]:
    took: list[float] = []
    for _ in range(3):
        began = time.monotonic()
        tries = await connect_all(host, port, logins, tls)
        took.append(time.monotonic() - began)
        if not all(let_in for let_in, _ in tries):
            raise RuntimeError(f"{sum(not let_in for let_in, _ in tries)} of {len(tries)} were not let in")
    return [Figure(f"{name}: all devices back", sorted(took)[1], "s", f"{len(logins):,} at once, median of 3")]


@asynccontextmanager
async def _mosquitto() -> AsyncIterator[DynamicSecurity]:
    """Start a mosquitto of our own with nothing but dynamic security."""
    command = servers.find("mosquitto")
    if command is None or (plugin := _plugin()) is None:
        raise RuntimeError("mosquitto's plugin mosquitto_dynamic_security.so is missing")
    folder = Path(tempfile.mkdtemp(prefix="mistel-bench-"))
    admin = Credentials("admin", new_password())
    try:
        users = folder / "users.json"
        init = ["mosquitto_ctrl", "dynsec", "init", str(users), admin.user, admin.password]
        subprocess.run(init, check=True, capture_output=True)  # noqa: ASYNC221, S603 - before anything is measured
        port = 28_831
        conf = folder / "mosquitto.conf"
        conf.write_text(
            f"listener {port} 127.0.0.1\nallow_anonymous false\nplugin {plugin}\nplugin_opt_config_file {users}\n"
            "user root\nlog_type error\n"
        )
        process = await asyncio.create_subprocess_exec(command, "-c", str(conf))
        try:
            await _listens(port)
            yield DynamicSecurity(Address("127.0.0.1", port), admin)
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()
    finally:
        shutil.rmtree(folder)


def _plugin() -> Path | None:
    """Give where Debian keeps the plugin: by machine."""
    return next(iter(Path("/usr/lib").rglob("mosquitto_dynamic_security.so")), None)


async def _listens(port: int) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
