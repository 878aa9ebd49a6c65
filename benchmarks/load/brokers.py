"""The two brokers, each on a free port of this machine in a folder of its own, for as long as a block lasts."""

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Final

from benchmarks.load import world
from devices.broker import EmbeddedBroker

MOSQUITTO: Final = "/usr/sbin/mosquitto"
_SETTINGS: Final = """
listener {port} 127.0.0.1
allow_anonymous true
persistence true
persistence_location {folder}/
autosave_interval 10
max_queued_messages 0
max_inflight_messages 1000
set_tcp_nodelay true
log_dest none
"""
"""As in mosquitto.conf, but everybody is let in."""


@asynccontextmanager
async def embedded() -> AsyncIterator[str]:
    """Run nats-server as Mistel does; give its address."""
    with tempfile.TemporaryDirectory() as folder:
        async with EmbeddedBroker(Path(folder) / "broker", grants=world.grants()) as broker:
            yield broker.url


@asynccontextmanager
async def mosquitto() -> AsyncIterator[str]:
    """Run Debian's mosquitto; give its address."""
    folder = Path(tempfile.mkdtemp(prefix="mistel-mosquitto-"))
    try:
        if os.geteuid() == 0:  # then mosquitto becomes a user of its own
            shutil.chown(folder, "mosquitto")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        settings = folder / "mosquitto.conf"
        settings.write_text(_SETTINGS.format(port=port, folder=folder))
        process = await asyncio.create_subprocess_exec(MOSQUITTO, "-c", settings)
        try:
            await _listens(port)
            yield f"mqtt://127.0.0.1:{port}"
        finally:
            process.terminate()
            await process.wait()
    finally:
        shutil.rmtree(folder)


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


def brokers() -> dict[str, Callable[[], AbstractAsyncContextManager[str]]]:
    """Give how to start each broker that is here, by name."""
    both: dict[str, Callable[[], AbstractAsyncContextManager[str]]] = {"embedded": embedded, "mosquitto": mosquitto}
    if not Path(MOSQUITTO).exists():
        del both["mosquitto"]
    return both
