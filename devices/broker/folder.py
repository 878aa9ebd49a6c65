"""What the embedded broker keeps in its folder: messages and sessions, its port, its log, and who holds it."""

import asyncio
import errno
import fcntl
import os
import random
import re
import socket
from pathlib import Path
from typing import Final

from care.errors import BrokerError

_POLL_SECONDS: Final = 0.02
_PORTS_OF_CONNECTIONS: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")
_LOWEST_PORT: Final = 10_000
_TRIES: Final = 20


class BrokerFolder:
    """A folder that one broker holds at a time; another may hold it once that broker has ended."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.configuration = self.path / "nats-server.conf"
        self.log = self.path / "nats-server.log"
        self.errors = self.path / "nats-server.err"
        self.store = self.path / "store"
        self._port = self.path / "port"
        self._lock = self.path / "lock"

    async def hold(self, wait_seconds: float = 5) -> int:
        """Make the folder ours and give the lock's file descriptor; raises BrokerError when another broker holds it.

        The broker inherits the descriptor, so that a broker that outlives its parent by a moment is waited for.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            msg = (
                f"The broker's folder {self.path} cannot be used: {error.strerror}. Choose one that can be written to."
            )
            raise BrokerError(msg) from error
        for _ in range(int(wait_seconds / _POLL_SECONDS)):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                await asyncio.sleep(_POLL_SECONDS)
            else:
                return lock
        os.close(lock)
        msg = f"Another broker runs in {self.path}. Use that one, stop it, or choose another folder."
        raise BrokerError(msg)

    def write_configuration(self, text: str) -> None:
        """Replace the configuration at once, for our eyes only: it holds password hashes."""
        fresh = self.configuration.with_suffix(".new")
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor made with its mode
                file.write(text)
            fresh.replace(self.configuration)
        except OSError as error:
            msg = f"{self.configuration} cannot be written: {error.strerror}. Make room, or let us write there."
            raise BrokerError(msg) from error

    def choose_port(self, host: str, port: int | None) -> int:
        """Give the port to listen on: the one asked for, else the remembered one, else a free one (now remembered).

        Raises BrokerError when it is taken.
        """
        remembered = None if port is not None else self._remembered_port()
        if port or remembered:
            try:
                chosen = _bind(host, port or remembered or 0)
            except OSError as error:
                raise self._no_port(host, port, remembered, error) from error
        else:
            chosen = self._free_port(host)
        self._port.write_text(f"{chosen}\n", encoding="ascii")
        return chosen

    def _free_port(self, host: str) -> int:
        """Find a free port below those that the kernel gives to outgoing connections.

        One of theirs could be in use by any program for a moment, just when the broker comes back for it.
        """
        borrowed = _PORTS_OF_CONNECTIONS.read_text().split() if _PORTS_OF_CONNECTIONS.exists() else ["32768"]
        own = range(_LOWEST_PORT, max(int(borrowed[0]), _LOWEST_PORT + 1))
        for port in (*random.SystemRandom().sample(own, min(_TRIES, len(own))), 0):
            try:
                return _bind(host, port)
            except OSError as error:
                failed = error
        raise self._no_port(host, None, None, failed) from failed

    def _remembered_port(self) -> int | None:
        try:
            return int(self._port.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None

    def _no_port(self, host: str, port: int | None, remembered: int | None, error: OSError) -> BrokerError:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES) or not (port or remembered):
            return BrokerError(f"The broker cannot listen on {host}: {error.strerror}. Choose another address.")
        why = "is taken by another program" if error.errno == errno.EADDRINUSE else "may not be used by this user"
        if port:
            return BrokerError(f"Port {port} of {host} {why}. Stop that program, or choose another port.")
        return BrokerError(
            f"Port {remembered} of {host}, which devices know the broker by, {why}. "
            f"Stop that program, or delete {self._port} to have another port chosen."
        )

    def log_size(self) -> int:
        """Tell how long the log is, to look only at what comes later."""
        return self.log.stat().st_size if self.log.exists() else 0

    def logged(self, pattern: str, since: int) -> re.Match[str] | None:
        """Find the first match in what was logged after ``since`` (a size; a log that is shorter was begun anew)."""
        if not self.log.exists():
            return None
        with self.log.open("rb") as file:
            file.seek(since if since <= self.log.stat().st_size else 0)
            return re.search(pattern, file.read().decode(errors="replace"))

    def room(self) -> int:
        """Tell how many bytes are free on its disk."""
        disk = os.statvfs(self.path)
        return disk.f_bavail * disk.f_frsize

    def last_words(self) -> str:
        """Give the newest line that says what went wrong, for an error message."""
        for file in (self.errors, self.log):
            lines = file.read_text(errors="replace").splitlines() if file.exists() else []
            said = [line for line in lines if file is self.errors or "[FTL]" in line or "[ERR]" in line]
            if said:
                return said[-1].strip()[:300]
        return "nothing"


def _bind(host: str, port: int) -> int:
    """Try whether we could listen there; raises OSError. Port 0 stands for any."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        bound: int = probe.getsockname()[1]
        return bound
