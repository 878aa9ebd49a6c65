"""A line that a device reaches its broker by: it passes everything on, notes what passes, and fails on purpose.

Encrypted and plain connections are taken on the same port, told apart by their first byte; what goes on to the broker
is plain, so the broker stands on the same machine.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from types import TracebackType
from typing import Final, Self

from care.clock import Now
from care.errors import BrokerError
from devices.line import packets
from devices.line.packets import Cutter, Kind, Malformed, Packet
from devices.line.sightings import (
    Attempt,
    By,
    Distrust,
    Greeting,
    Listening,
    Parting,
    Sighting,
    Telling,
    Welcome,
)

MOST_SEEN: Final = 200_000
"""So many sightings are kept; what a flooding device does beyond is not."""
_HANDSHAKE: Final = 0x16
"""The first byte of TLS."""
_SHAKING_SECONDS: Final = 10.0
_PIECE: Final = 65_536


class Mode(Enum):
    """What becomes of the device's connections."""

    OPEN = auto()
    """They are passed on."""
    CUT = auto()
    """There are none, and nobody listens."""
    REFUSING = auto()
    """Who says who it is, is told that it is not let in."""
    TRAP = auto()
    """Who says who it is, is noted and gets no answer."""


@dataclass(eq=False)
class _Held:
    """One connection of the device: its two ends, and whether what comes back for it is swallowed."""

    number: int
    device: asyncio.StreamWriter
    broker: asyncio.StreamWriter | None = None
    mute: bool = False
    by: By | None = None
    goodbye: bool = False
    tls: str = ""


@dataclass
class Line:
    """Listens on ``host`` and ``port``, and passes on to the broker at ``to``; ``async with`` opens and ends it.

    ``certificate`` is how it proves itself to who speaks TLS, None: TLS is not spoken; it may be changed for
    connections made from then on. ``noted`` is called after each sighting. Choose a port below those that the kernel
    gives to outgoing connections: a line that is cut lets go of it for a while.
    """

    host: str
    port: int
    to: tuple[str, int]
    now: Now
    certificate: ssl.SSLContext | None = None
    noted: Callable[[], None] = lambda: None
    seen: list[Sighting] = field(default_factory=list)
    muted: datetime | None = None
    """When it was last left unanswered."""
    _mode: Mode = Mode.OPEN
    _held: set[_Held] = field(default_factory=set)
    _listening: tuple[socket.socket, asyncio.Task[None]] | None = None
    _tasks: asyncio.TaskGroup = field(default_factory=asyncio.TaskGroup)
    _serving: set[asyncio.Task[None]] = field(default_factory=set)
    _count: int = 0
    _muting: bool = False

    async def __aenter__(self) -> Self:
        """Listen; raises BrokerError when the address is taken or not this machine's."""
        await self._tasks.__aenter__()
        try:
            self._listen()
        except BaseException:
            await self._tasks.__aexit__(None, None, None)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.become(Mode.CUT)
        for task in tuple(self._serving):
            task.cancel()
        await self._tasks.__aexit__(None, None, None)

    def become(self, mode: Mode) -> None:
        """Do this with connections from now on; those that there are, are cut unless it opens.

        Raises BrokerError when another program has taken the port meanwhile.
        """
        self._mode = mode
        if mode is not Mode.OPEN:
            self.cut()
        if mode is Mode.CUT:
            self._deafen()
        elif self._listening is None:
            self._listen()

    def _listen(self) -> None:
        listening = socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.setblocking(False)
        try:
            listening.bind((self.host, self.port))
            listening.listen()
        except OSError as error:
            listening.close()
            raise BrokerError(
                f"Cannot listen on {self.host}:{self.port}: {error.strerror}. Name another address or port."
            ) from error
        self.port = listening.getsockname()[1]
        self._listening = listening, self._tasks.create_task(self._accept(listening), name="line")

    def _deafen(self) -> None:
        if self._listening is not None:
            listening, accepting = self._listening
            self._listening = None
            accepting.cancel()
            accepting.add_done_callback(lambda _: listening.close())

    def cut(self) -> None:
        """End the connections there are, without a word."""
        for held in tuple(self._held):
            held.by = held.by or By.US
            held.device.transport.abort()
            if held.broker is not None:
                held.broker.transport.abort()

    def mute(self) -> None:
        """Swallow whatever comes back on the connections there are: they look alive, and nothing is answered."""
        for held in self._held:
            held.mute = True
        self.muted = self.now()

    def mute_when_told(self) -> None:
        """Do so as soon as the device publishes, so that this is not acknowledged; ``muted`` is None until then."""
        self.muted = None
        self._muting = True

    def _note(self, sighting: Sighting) -> None:
        if len(self.seen) < MOST_SEEN:
            self.seen.append(sighting)
        self.noted()

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            device, _ = await loop.sock_accept(listening)
            device.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._count += 1
            self._note(Attempt(self.now(), self._count))
            task = self._tasks.create_task(self._serve(device, self._count), name=f"device {self._count}")
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)

    async def _serve(self, device: socket.socket, number: int) -> None:
        """Take one connection from its first byte to its end."""
        try:
            reader, writer = await self._opened(device)
        except (OSError, TimeoutError) as error:
            device.close()
            self._note(Distrust(self.now(), number, str(getattr(error, "reason", "") or error) or "it gave up"))
            return
        except BaseException:
            device.close()
            raise
        tls = writer.get_extra_info("ssl_object")
        held = _Held(number, writer, tls=tls.version() if tls else "")
        self._held.add(held)
        try:
            await self._greet(held, reader)
        except (OSError, Malformed):
            pass  # said below
        finally:
            self._held.discard(held)
            for end in (held.device, held.broker):
                if end is not None:
                    end.transport.abort()
            self._note(Parting(self.now(), number, held.by or By.DEVICE, held.goodbye))

    async def _opened(self, device: socket.socket) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Give the streams of a connection, encrypted if that is how it begins; raises OSError when it is not to be."""
        async with asyncio.timeout(_SHAKING_SECONDS):
            encrypted = await _first_byte(device) == _HANDSHAKE
        if encrypted and self.certificate is None:
            raise ConnectionError("TLS is not spoken here")
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        shaking = {"ssl_handshake_timeout": _SHAKING_SECONDS} if encrypted else {}
        transport, _ = await loop.connect_accepted_socket(
            lambda: protocol, device, ssl=self.certificate if encrypted else None, **shaking
        )
        return reader, asyncio.StreamWriter(transport, protocol, reader, loop)

    async def _greet(self, held: _Held, reader: asyncio.StreamReader) -> None:
        """Hear who it is, and do with it as the mode says; ends when the connection does."""
        cutter = Cutter()
        begun: list[Packet] = []
        while not begun:
            data = await reader.read(_PIECE)
            if not data:
                return
            begun = cutter.feed(data)
        self._note(Greeting(self.now(), held.number, packets.hello(begun[0]), held.tls))
        if self._mode is not Mode.OPEN:
            held.by = By.US
            if self._mode is Mode.REFUSING:
                held.device.write(packets.NOT_AUTHORISED)
                self._note(Welcome(self.now(), held.number, packets.NOT_AUTHORISED[-1]))
                with contextlib.suppress(OSError, TimeoutError):
                    async with asyncio.timeout(1):
                        await held.device.drain()
                        await reader.read(_PIECE)  # it hears the answer before the connection ends
            return
        coming, held.broker = await asyncio.open_connection(*self.to)
        for packet in begun:
            self._up(held, packet)
        async with asyncio.TaskGroup() as both:
            up = both.create_task(self._pass_up(held, reader, cutter), name="up")
            down = both.create_task(self._pass_down(held, coming), name="down")
            await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
            up.cancel()
            down.cancel()

    async def _pass_up(self, held: _Held, reader: asyncio.StreamReader, cutter: Cutter) -> None:
        try:
            while data := await reader.read(_PIECE):
                for packet in cutter.feed(data):
                    self._up(held, packet)
                if held.broker is not None:
                    await held.broker.drain()
            held.by = held.by or By.DEVICE
        except (OSError, Malformed):
            held.by = held.by or By.DEVICE

    def _up(self, held: _Held, packet: Packet) -> None:
        if packet.kind == Kind.PUBLISH:
            if self._muting:
                self._muting = False
                self.mute()
            self._note(Telling(self.now(), held.number, packets.told(packet)))
        elif packet.kind == Kind.SUBSCRIBE:
            self._note(Listening(self.now(), held.number, packets.filters(packet)))
        elif packet.kind == Kind.DISCONNECT:
            held.goodbye = True
        if held.broker is not None:
            held.broker.write(packet.raw)

    async def _pass_down(self, held: _Held, coming: asyncio.StreamReader) -> None:
        cutter: Cutter | None = Cutter()
        try:
            while data := await coming.read(_PIECE):
                if held.mute:
                    continue
                if cutter is not None:  # the first packet is the answer to who it is
                    for packet in cutter.feed(data)[:1]:
                        self._note(Welcome(self.now(), held.number, packets.code(packet)))
                        cutter = None
                held.device.write(data)
                await held.device.drain()
            if held.mute:
                await asyncio.Event().wait()  # that the broker has gone is swallowed too
            held.by = held.by or By.BROKER
        except OSError:
            held.by = held.by or By.DEVICE


async def _first_byte(device: socket.socket) -> int:
    """Wait for the first byte and leave it where it is; raises ConnectionError when none comes."""
    loop = asyncio.get_running_loop()
    ready = loop.create_future()

    def come() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_reader(device.fileno(), come)
    try:
        await ready
    finally:
        loop.remove_reader(device.fileno())
    first = device.recv(1, socket.MSG_PEEK)
    if not first:
        raise ConnectionError("it was closed before anything was said")
    return first[0]
