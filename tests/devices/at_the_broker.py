"""Grants and plain MQTT clients for tests at a real broker."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Protocol

import aiomqtt
import pytest

from care.people import Connection
from devices.credentials import Credentials, hash_password
from devices.topics import Grant, connection_grant, gateway_grant

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PASSWORD = "a password for tests"
HASH = hash_password(PASSWORD)

Connect = Callable[..., AbstractAsyncContextManager[aiomqtt.Client]]
"""Makes a plain client: ``async with connect("mat") as client``."""


def a_connection(name: str = "mat", home: str = "h1", *, keeps_clock: bool = False, listens: bool = False) -> Grant:
    connection = Connection(
        id=name, site="rosen", home=home, name=name, keeps_clock=keeps_clock, listens=listens, created=NOW
    )
    return connection_grant(connection, HASH)


GATEWAY = gateway_grant("gateway", HASH)
GRANTS = (GATEWAY, a_connection("mat"), a_connection("lamp"), a_connection("other", home="h2"))


class At(Protocol):
    """Where a broker is."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...


def client(broker: At, user: str | None, password: str | None = PASSWORD, **options: object) -> aiomqtt.Client:
    return aiomqtt.Client(
        broker.host,
        broker.port,
        username=user,
        password=password if user else None,
        protocol=aiomqtt.ProtocolVersion.V311,
        **{"identifier": user, "timeout": 5, **options},  # type: ignore[arg-type]
    )


def credentials(user: str) -> Credentials:
    return Credentials(user, PASSWORD)


async def until(condition: Callable[[], bool], what: str, seconds: float = 15) -> None:
    """Wait for a condition; fail with its words when it does not come true."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.01)
    except TimeoutError:
        pytest.fail(f"never came true: {what}")


async def receive(client: aiomqtt.Client, count: int, seconds: float = 15) -> list[aiomqtt.Message]:
    """Take the next messages of a client."""
    got: list[aiomqtt.Message] = []
    async with asyncio.timeout(seconds):
        async for message in client.messages:
            got.append(message)
            if len(got) == count:
                break
    return got
