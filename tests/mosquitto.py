"""Debian's mosquitto with the project's own ``mosquitto.conf``; only port, paths and TLS differ."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from care.clock import wall_now
from devices.address import Address
from devices.broker import Certificate
from devices.broker.certificate import issue
from devices.broker.dynamic_security import DynamicSecurity
from devices.broker.folder import BrokerFolder
from devices.credentials import Credentials
from tools import servers

ADMIN = Credentials("admin", "a" * 22)
ROOT = Path(__file__).resolve().parent.parent
PLUGINS = "/usr/lib"


class Mosquitto:
    """A mosquitto on a free port of this machine; its folder outlives it, so that it can be started again."""

    def __init__(self, folder: Path, *, tls: Certificate | None = None, ca: Path | None = None) -> None:
        self.folder = folder
        self.tls, self.ca = tls, ca
        self.host = "127.0.0.1"
        self.port = BrokerFolder(folder).choose_port(self.host, None)  # none that a connection may get meanwhile
        self.pid = 0
        self.said = b""
        conf = (ROOT / "mosquitto.conf").read_text()
        conf = re.sub(r"^listener 8883$", f"listener {self.port} {self.host}", conf, flags=re.MULTILINE)
        if tls is None:
            conf = re.sub(r"^(cert|key)file .*\n", "", conf, flags=re.MULTILINE)
        else:
            conf = conf.replace("/run/secrets/broker_certificate", str(tls.certificate))
            conf = conf.replace("/run/secrets/broker_key", str(tls.key))
        conf = conf.replace(f"{PLUGINS}/mosquitto_dynamic_security.so", str(plugin()))
        self.conf = folder / "mosquitto.conf"
        self.conf.write_text(conf.replace("/mosquitto/data/", f"{folder}/"))

    @property
    def url(self) -> str:
        return f"{'mqtt' if self.tls is None else 'mqtts'}://{self.host}:{self.port}"

    def admitter(self, admin: Credentials = ADMIN, url: str | None = None) -> DynamicSecurity:
        return DynamicSecurity(Address.parse(url or self.url, self.ca), admin)

    async def start(self) -> None:
        """Start it and wait until it listens."""
        command = servers.find("mosquitto")
        assert command is not None
        self._process = await asyncio.create_subprocess_exec(
            command, "-c", self.conf, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        assert self._process.stdout is not None
        self.said = await asyncio.wait_for(self._process.stdout.readuntil(b"running"), 10)
        self.pid = self._process.pid
        self._reading = asyncio.create_task(self._process.stdout.read())  # a full pipe would stop it

    async def stop(self, by: signal.Signals = signal.SIGTERM) -> None:
        """End it."""
        if self._process.returncode is None:
            self._process.send_signal(by)
        await self._process.wait()
        await self._reading

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Mosquitto"]:
        await self.start()
        try:
            yield self
        finally:
            await self.stop()


def plugin() -> Path:
    """Where Debian keeps the plugin: by machine."""
    return next(iter(Path(PLUGINS).rglob("mosquitto_dynamic_security.so")))


@contextmanager
def prepared(*, tls_names: Sequence[str] = ()) -> Iterator[Mosquitto]:
    """Give a mosquitto with the admin's login and nobody else; with names it speaks TLS. Not in tmp_path:

    started by root, mosquitto becomes a user who may not look into root's folders.
    """
    folder = Path(tempfile.mkdtemp(prefix="mistel-mosquitto-"))
    try:
        issued = issue(folder / "tls", tls_names, wall_now()) if tls_names else None
        broker = Mosquitto(folder, tls=issued.broker if issued else None, ca=issued.ca if issued else None)
        file = folder / "dynamic-security.json"
        init = ["mosquitto_ctrl", "dynsec", "init", str(file), ADMIN.user, ADMIN.password]
        subprocess.run(init, check=True, capture_output=True)
        if os.geteuid() == 0:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, "mosquitto")
        yield broker
    finally:
        shutil.rmtree(folder)
