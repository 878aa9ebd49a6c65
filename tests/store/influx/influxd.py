"""Debian's influxd as a child on free ports, with authentication on, and its data in a folder of the test."""

import http.client
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from store.influx import Target
from tests.store.influx.influx_shim import Shim
from tools import servers

ADMIN = "admin:a-long-word"
USER = "mistel:another-word"

SETTINGS = """
reporting-disabled = true
bind-address = "127.0.0.1:{backup}"
[meta]
  dir = "{folder}/meta"
[data]
  dir = "{folder}/data"
  wal-dir = "{folder}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:{port}"
  auth-enabled = true
  log-enabled = false
[logging]
  level = "error"
"""


class Influxd:
    """Runs influxd behind the shim: ``url`` is the shim's. It has an administrator, a plain user and a database."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._backup, self.port = _free_ports(2)
        self._process: subprocess.Popen[bytes] | None = None
        self.shim = Shim(self.port)

    def target(self, token: str = USER, bucket: str = "mistel") -> Target:
        return Target(self.shim.url, token, bucket=bucket)

    def start(self) -> None:
        self._folder.mkdir(exist_ok=True)
        settings = self._folder / "influxd.conf"
        settings.write_text(SETTINGS.format(folder=self._folder, port=self.port, backup=self._backup))
        command = servers.find("influxd")
        assert command is not None
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen([command, "-config", str(settings)], stdout=log, stderr=log)
        until = time.monotonic() + 20
        while not self._answers():
            assert self._process.poll() is None, (self._folder / "log").read_text()
            assert time.monotonic() < until
            time.sleep(0.02)

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def ask(self, statement: str, token: str = ADMIN) -> bytes:
        user, _, password = token.partition(":")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("POST", f"/query?u={user}&p={password}&q={quote(statement)}")
        answer = connection.getresponse().read()
        connection.close()
        assert b"error" not in answer, answer
        return answer

    def _answers(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            connection.request("GET", "/ping")
            return connection.getresponse().status == 204
        except OSError:
            return False
        finally:
            connection.close()

    def __enter__(self) -> Self:
        self.start()
        self.ask(f"CREATE USER admin WITH PASSWORD '{ADMIN.partition(':')[2]}' WITH ALL PRIVILEGES")
        self.ask(f"CREATE USER mistel WITH PASSWORD '{USER.partition(':')[2]}'")
        self.add_database("mistel")
        self.shim.__enter__()
        return self

    def add_database(self, name: str) -> None:
        self.ask(f'CREATE DATABASE "{name}"')
        self.ask(f'GRANT ALL ON "{name}" TO mistel')

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.shim.__exit__(kind, error, tb)
        if self._process is not None and self._process.poll() is None:
            self.kill()


def _free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [taken.getsockname()[1] for taken in sockets]
    for taken in sockets:
        taken.close()
    return ports
