"""The gateway's session acknowledges only when told to, and goes on where it stood: on the real brokers."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiomqtt
import pytest

from care.clock import wall_now
from care.errors import BrokerError
from devices import topics
from devices.broker import EmbeddedBroker
from devices.credentials import Credentials, hash_password
from gateway.session import Delivery, Session
from tests.brokers import Running, on_both, running

GATEWAY = Credentials("gateway", "g" * 22)
DEVICE = Credentials("c1", "d" * 22)
GRANTS = (
    topics.gateway_grant(GATEWAY.user, hash_password(GATEWAY.password)),
    topics.Grant(DEVICE.user, hash_password(DEVICE.password), ("mistel/a/h1/c1/#",), ("mistel-out/a/h1/c1/#",)),
)
PASSWORDS = {login.user: login.password for login in (GATEWAY, DEVICE)}
TOPIC = "mistel/a/h1/c1/events"


@asynccontextmanager
async def _session(broker: Running | EmbeddedBroker, kept: list[bool] | None = None) -> AsyncIterator[Session]:
    session = Session(broker.url, GATEWAY, client_id="mistel-a", subscription="mistel/a/#", now=wall_now)
    if kept is not None:
        session.resumed = kept.append
    running = asyncio.create_task(session.run())
    try:
        async with asyncio.timeout(10):
            await session.connected.wait()
        yield session
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _deliveries(session: Session, count: int, within: float = 20) -> list[Delivery]:
    got: list[Delivery] = []
    async with asyncio.timeout(within):
        while len(got) < count:
            await session.arrived.wait()
            got += session.take(count - len(got))
    return got


def _device(broker: Running | EmbeddedBroker) -> aiomqtt.Client:
    return aiomqtt.Client(
        "127.0.0.1", broker.port, username=DEVICE.user, password=DEVICE.password, identifier=DEVICE.user
    )


@on_both
async def test_what_was_not_acknowledged_comes_again_and_what_was_does_not(tmp_path: Path, kind: str) -> None:
    async with running(kind, tmp_path, GRANTS, PASSWORDS) as broker:
        kept: list[bool] = []
        async with _session(broker, kept) as session, _device(broker) as device:
            for n in range(20):
                await device.publish(TOPIC, str(n), qos=1)
            first = await _deliveries(session, 20)
            session.acknowledge(first[:15])
            await device.publish(TOPIC, b"20", qos=1)  # once this has come, the broker has taken what was before it
            await _deliveries(session, 1)
        async with _session(broker, kept) as session:
            again = await _deliveries(session, 6)

    assert [d.message.payload for d in first] == [str(n).encode() for n in range(20)]
    assert sorted(int(d.message.payload) for d in again) == [15, 16, 17, 18, 19, 20]
    assert kept == [False, True]
    assert {d.message.topic for d in first} == {TOPIC}


@on_both
async def test_what_is_sent_while_the_gateway_is_away_waits_for_it(tmp_path: Path, kind: str) -> None:
    async with running(kind, tmp_path, GRANTS, PASSWORDS) as broker:
        async with _session(broker):
            pass
        async with _device(broker) as device:
            await device.publish(TOPIC, b"while away", qos=1)
        async with _session(broker) as session:
            got = await _deliveries(session, 1)
    assert got[0].message.payload == b"while away"


async def test_a_session_outlives_its_broker(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path, grants=GRANTS) as broker, asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(broker.watch())
        async with _session(broker) as session:
            os.kill(broker.pid, signal.SIGKILL)
            async with asyncio.timeout(20):
                await session._lost.wait()
                await session.connected.wait()
            async with _device(broker) as device:
                await device.publish(TOPIC, b"after", qos=1)
            got = await _deliveries(session, 1)
        watching.cancel()
    assert got[0].message.payload == b"after"


@on_both
async def test_a_message_at_quality_0_is_taken_and_needs_no_acknowledgement(tmp_path: Path, kind: str) -> None:
    async with running(kind, tmp_path, GRANTS, PASSWORDS) as broker, _session(broker) as session:
        async with _device(broker) as device:
            await device.publish(TOPIC, b"zero", qos=0)
            (got,) = await _deliveries(session, 1)
        assert got.packet_id == 0
        session.acknowledge([got])


@on_both
async def test_we_speak_on_the_out_side_and_the_device_hears_it(tmp_path: Path, kind: str) -> None:
    async with (
        running(kind, tmp_path, GRANTS, PASSWORDS) as broker,
        _session(broker) as session,
        _device(broker) as device,
    ):
        await device.subscribe("mistel-out/a/h1/c1/#", qos=1)
        assert session.publish("mistel-out/a/h1/c1/refused", b"{}")
        async with asyncio.timeout(10):
            async for message in device.messages:
                assert str(message.topic) == "mistel-out/a/h1/c1/refused"
                break


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(BrokerError, match="mqtt://host:1883"):
        Session("http://localhost", GATEWAY, client_id="x", subscription="mistel/a/#", now=wall_now)
