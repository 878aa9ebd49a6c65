"""MQTT 3.1.1 packets, as far as whoever watches a line must read them (OASIS standard, sections 2 and 3)."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final, NamedTuple

MOST_BYTES: Final = 16 * 1024 * 1024
"""No packet that we read is longer."""
NOT_AUTHORISED: Final = b"\x20\x02\x00\x05"
"""A CONNACK that says: you are not let in."""
_LENGTH_BYTES: Final = 4


class Kind(IntEnum):
    """What a packet is: the upper half of its first byte. Kinds that nobody asks about are not named."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    SUBSCRIBE = 8
    DISCONNECT = 14


class Malformed(ValueError):
    """These bytes are no MQTT packet."""


class Packet(NamedTuple):
    """One packet: its kind (a number), the lower half of its first byte, what follows its length, and all its bytes."""

    kind: int
    flags: int
    body: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker is to say when the connection is lost."""

    topic: str
    payload: bytes
    qos: int
    retain: bool


@dataclass(frozen=True, slots=True)
class Hello:
    """What a CONNECT packet says; ``version`` is 4 for MQTT 3.1.1. The password never shows in logs."""

    version: int
    client_id: str
    user: str | None
    password: str | None = field(repr=False)
    keepalive: int
    clean: bool
    will: Will | None


@dataclass(frozen=True, slots=True)
class Told:
    """What a PUBLISH packet says besides its payload, of which ``size`` is the length in bytes."""

    topic: str
    size: int
    qos: int
    retain: bool
    again: bool


class Cutter:
    """Cuts a stream of bytes into packets."""

    def __init__(self) -> None:
        self._left = b""

    def feed(self, data: bytes) -> list[Packet]:
        """Give the packets that are whole by now; raise Malformed for a length that cannot be, or is too great."""
        self._left += data
        packets = []
        while (cut := self._first()) is not None:
            packets.append(cut)
            self._left = self._left[len(cut.raw) :]
        return packets

    def _first(self) -> Packet | None:
        length = shift = 0
        for number, byte in enumerate(self._left[1 : 1 + _LENGTH_BYTES], 2):
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:  # noqa: PLR2004 - the last byte of a length has no upper bit
                if length > MOST_BYTES:
                    raise Malformed(f"a packet of {length} bytes")
                raw = self._left[: number + length]
                if len(raw) < number + length:
                    return None
                return Packet(raw[0] >> 4, raw[0] & 0x0F, raw[number:], raw)
        if len(self._left) > _LENGTH_BYTES:
            raise Malformed("a length of more than four bytes")
        return None


class _Reader:
    """Takes a packet's body from the left."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def take(self, count: int) -> bytes:
        taken = self._body[self._at : self._at + count]
        if len(taken) < count:
            raise Malformed("a packet that ends too early")
        self._at += count
        return taken

    def number(self, count: int = 2) -> int:
        return int.from_bytes(self.take(count))

    def block(self) -> bytes:
        return self.take(self.number())

    def text(self) -> str:
        return self.block().decode("utf-8", "replace")

    @property
    def left(self) -> int:
        return len(self._body) - self._at


def hello(packet: Packet) -> Hello:
    """Read a CONNECT packet; of version 5 only as far as its password; raise Malformed for another."""
    if packet.kind != Kind.CONNECT:
        raise Malformed("the first packet is no CONNECT")
    reader = _Reader(packet.body)
    reader.text()
    version, flags, keepalive = reader.number(1), reader.number(1), reader.number()
    five = version > 4  # noqa: PLR2004 - 4 stands for 3.1.1
    if five:
        _pass_properties(reader)
    client_id = reader.text()
    will = None
    if flags & 0x04:
        if five:
            _pass_properties(reader)
        will = Will(reader.text(), reader.block(), flags >> 3 & 3, bool(flags & 0x20))
    user = reader.text() if flags & 0x80 else None
    password = reader.text() if flags & 0x40 else None
    return Hello(version, client_id, user, password, keepalive, bool(flags & 0x02), will)


def told(packet: Packet) -> Told:
    """Read a PUBLISH packet; raise Malformed."""
    reader = _Reader(packet.body)
    topic, qos = reader.text(), packet.flags >> 1 & 3
    if qos:
        reader.number()
    return Told(topic, reader.left, qos, bool(packet.flags & 0x01), bool(packet.flags & 0x08))


def filters(packet: Packet) -> tuple[str, ...]:
    """Read what a SUBSCRIBE packet of MQTT 3.1.1 asks for; raise Malformed."""
    reader = _Reader(packet.body)
    reader.number()
    found = []
    while reader.left:
        found.append(reader.text())
        reader.number(1)
    return tuple(found)


def code(packet: Packet) -> int:
    """Read what a CONNACK packet answers: 0 is let in; raise Malformed."""
    return _Reader(packet.body[1:]).number(1)


def _pass_properties(reader: _Reader) -> None:
    length = shift = 0
    for _ in range(_LENGTH_BYTES):
        byte = reader.number(1)
        length |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004 - as above
            break
    reader.take(length)
