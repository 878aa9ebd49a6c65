"""As much of MQTT 3.1.1 as a load needs, on plain sockets: what a client library costs must not be in the figures."""

import socket
import struct
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from devices.credentials import Credentials

PUBLISH: Final = 0x30
PUBACK: Final = 0x40
_CONNACK_BYTES: Final = 4


def text(says: str) -> bytes:
    """Give a text with its length before it."""
    encoded = says.encode()
    return struct.pack("!H", len(encoded)) + encoded


def packet(first: int, body: bytes) -> bytes:
    """Give a packet: its first byte, its length (7 bits a byte, section 2.2.3), its body."""
    length, rest = b"", len(body)
    while True:
        rest, low = divmod(rest, 128)
        length += bytes((low | 0x80 if rest else low,))
        if not rest:
            return bytes((first,)) + length + body


def packets(data: bytes) -> tuple[list[tuple[int, int, int]], int]:
    """Find the whole packets in ``data``: (first byte, where its body begins and ends), and where the rest begins."""
    found: list[tuple[int, int, int]] = []
    at, size = 0, len(data)
    while at + 2 <= size:
        length, shift, body = 0, 0, at + 1
        while body < size:
            byte = data[body]
            body += 1
            length |= (byte & 0x7F) << shift
            if byte < 0x80:  # noqa: PLR2004 - the highest bit says that another follows
                break
            shift += 7
        else:
            break
        if body + length > size:
            break
        found.append((data[at], body, body + length))
        at = body + length
    return found, at


def connect(url: str, login: Credentials, client: str, *, clean: bool = True) -> socket.socket:
    """Connect and be let in; raises ConnectionError when not."""
    where = urlsplit(url)
    line = socket.create_connection((where.hostname or "127.0.0.1", where.port or 1883), timeout=20)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    flags = 0xC0 | (0x02 if clean else 0)
    body = text("MQTT") + bytes((4, flags)) + struct.pack("!H", 60)
    line.sendall(packet(0x10, body + text(client) + text(login.user) + text(login.password)))
    answer = b""
    while len(answer) < _CONNACK_BYTES:
        got = line.recv(_CONNACK_BYTES - len(answer))
        if not got:
            raise ConnectionError("the broker hung up")
        answer += got
    if answer[3]:
        raise ConnectionError(f"the broker does not let {login.user} in: {answer[3]}")
    return line


def publish(topic: str, payload: bytes, packet_id: int) -> bytes:
    """Give a PUBLISH packet, QoS 1."""
    return packet(PUBLISH | 0x02, text(topic) + struct.pack("!H", packet_id) + payload)


def ids() -> Iterator[int]:
    """Count packet ids: 1 to 65535, again and again."""
    while True:
        yield from range(1, 65_536)
