"""What mosquitto loses at SIGKILL of what it had acknowledged, by its settings, when devices do not tell it again."""

import asyncio
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import aiomqtt

from benchmarks.figure import Figure
from tools import servers

RATE: Final = 500
SECONDS: Final = 8
WAITING: Final = 50_000
TOPIC: Final = "mistel/a/h1/c1/events"
LAST: Final = b"last"

SHIPPED: Final = "autosave_interval 10"
SETTINGS: Final = (
    "persistence false",
    "autosave_interval 1800 (mosquitto's default)",
    f"{SHIPPED} (as shipped)",
    "autosave_interval 1",
    "autosave_on_changes true, autosave_interval 100",
    "autosave_on_changes true, autosave_interval 1",
)
"""After a comma the next line of its configuration; what stands in brackets is for the reader."""


def measure() -> Iterator[Figure]:
    """Kill it while the gateway is away, by setting, and once while the gateway reads; nothing without mosquitto."""
    if servers.find("mosquitto") is None:
        return
    how = f"{RATE}/s told for {SECONDS} s, gateway away, SIGKILL"
    for setting in SETTINGS:
        acknowledged, came, slowest = asyncio.run(_killed(setting, gateway_reads=False))
        yield Figure(f"mosquitto lost, {setting}", acknowledged - came, f"of {acknowledged:,}", how)
        yield Figure("  99 % acknowledged within", slowest * 1000, "ms", how)
    acknowledged, came, _ = asyncio.run(_killed(SHIPPED, gateway_reads=True))
    how = f"{RATE}/s told for {SECONDS} s, gateway reads, SIGKILL"
    yield Figure(f"mosquitto lost, {SHIPPED}, gateway reads", acknowledged - came, f"of {acknowledged:,}", how)
    yield Figure("mosquitto stands still while it writes", asyncio.run(_write()), "ms", f"{WAITING:,} messages wait")


@dataclass
class _Mosquitto:
    """A mosquitto with this setting in a folder of its own, on a free port."""

    folder: Path
    setting: str
    port: int = field(init=False)
    persists: bool = field(init=False)
    process: asyncio.subprocess.Process = field(init=False)

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.persists = not self.setting.startswith("persistence")
        persistence = "persistence true\n" if self.persists else ""
        (self.folder / "conf").write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\nuser root\nlog_type error\n{persistence}"
            f"persistence_location {self.folder}/\nmax_queued_messages 0\nmax_inflight_messages 1000\n"
            "set_tcp_nodelay true\n" + self.setting.partition(" (")[0].replace(", ", "\n") + "\n"
        )

    async def start(self) -> None:
        command = servers.find("mosquitto") or "mosquitto"
        with (self.folder / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(command, "-c", str(self.folder / "conf"), stderr=log)
        async with asyncio.timeout(10):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                except OSError:
                    await asyncio.sleep(0.02)
                else:
                    writer.close()
                    return

    async def end(self, by: signal.Signals) -> None:
        self.process.send_signal(by)
        await self.process.wait()

    def client(self, name: str, *, keep: bool) -> aiomqtt.Client:
        client = aiomqtt.Client(
            "127.0.0.1", self.port, identifier=name, clean_session=not keep, max_inflight_messages=1000
        )
        client.pending_calls_threshold = 10**6
        return client


@asynccontextmanager
async def _mosquitto(setting: str) -> AsyncIterator[_Mosquitto]:
    folder = Path(tempfile.mkdtemp(prefix="mistel-bench-"))
    try:
        broker = _Mosquitto(folder, setting)
        await broker.start()
        try:
            yield broker
        finally:
            await broker.end(signal.SIGTERM)
    finally:
        shutil.rmtree(folder)


async def _killed(setting: str, *, gateway_reads: bool) -> tuple[int, int, float]:
    """Give how many were acknowledged, how many of these ever came, and the 99th percentile of acknowledging."""
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # aiomqtt leaves futures of lost connections
    came: set[bytes] = set()
    async with _mosquitto(setting) as broker:
        async with broker.client("gateway", keep=True) as gateway:
            await gateway.subscribe("mistel/#", qos=1)
        await _session_is_written(broker)
        reading = asyncio.create_task(_read(broker, came)) if gateway_reads else None
        acknowledged: list[bytes] = []
        waited: list[float] = []
        await _tell_and_kill(broker, acknowledged, waited)
        if reading is not None:
            await asyncio.gather(reading, return_exceptions=True)
        await broker.start()
        again = asyncio.create_task(_read(broker, came))
        async with broker.client("last", keep=False) as last:
            await last.publish(TOPIC, LAST, qos=1)  # behind all that waited
        if broker.persists:
            await asyncio.wait_for(again, 60)
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)
    return len(acknowledged), len(came & set(acknowledged)), sorted(waited)[len(waited) * 99 // 100]


async def _session_is_written(broker: _Mosquitto) -> None:
    """Have the gateway's session written, as it is some seconds after its very first start."""
    file = broker.folder / "mosquitto.db"
    while broker.persists and (not file.exists() or b"gateway" not in file.read_bytes()):
        broker.process.send_signal(signal.SIGUSR1)
        await asyncio.sleep(0.05)


async def _read(broker: _Mosquitto, came: set[bytes]) -> None:
    async with broker.client("gateway", keep=True) as gateway:
        async for message in gateway.messages:
            if isinstance(message.payload, bytes):
                came.add(message.payload)
            if message.payload == LAST:
                return


async def _tell_and_kill(broker: _Mosquitto, acknowledged: list[bytes], waited: list[float]) -> None:
    async def tell(device: aiomqtt.Client, number: int) -> None:
        payload = b'[{"n":"motion","vb":true,"t":%d}]' % (1_790_000_000 + number)
        began = time.monotonic()
        await device.publish(TOPIC, payload, qos=1)
        acknowledged.append(payload)
        waited.append(time.monotonic() - began)

    async with broker.client("device", keep=False) as device:
        tenth = RATE // 10
        began = time.monotonic()
        telling: list[asyncio.Task[None]] = []
        for turn in range(SECONDS * 10):
            telling += [asyncio.create_task(tell(device, turn * tenth + n)) for n in range(tenth)]
            await asyncio.sleep(max(0, began + (turn + 1) / 10 - time.monotonic()))
        amid = [asyncio.create_task(tell(device, SECONDS * RATE + n)) for n in range(tenth)]
        await asyncio.wait(amid, return_when=asyncio.FIRST_COMPLETED)
        telling += amid
        await broker.end(signal.SIGKILL)
        for task in telling:
            task.cancel()
        await asyncio.gather(*telling, return_exceptions=True)


async def _write() -> float:
    """Give the most milliseconds that a message takes to be acknowledged while what waits is being written."""
    async with _mosquitto("autosave_interval 1800") as broker:
        async with broker.client("gateway", keep=True) as gateway:
            await gateway.subscribe("mistel/#", qos=1)
        async with broker.client("device", keep=False) as device:
            payload = b'[{"n":"motion","vb":true,"t":1790000000}]'
            for _ in range(WAITING // 1000):
                await asyncio.gather(*(device.publish(TOPIC, payload, qos=1) for _ in range(1000)))
            broker.process.send_signal(signal.SIGUSR1)
            longest, file = 0.0, broker.folder / "mosquitto.db"
            while not file.exists():  # it is put there once it is whole
                began = time.monotonic()
                await device.publish(TOPIC, payload, qos=1)
                longest = max(longest, time.monotonic() - began)
            return longest * 1000
