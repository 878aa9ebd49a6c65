"""TLS on both brokers: whoever speaks to one checks who signed its certificate, and that it names this broker."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import aiomqtt
import pytest

from care.clock import wall_now
from care.errors import BrokerError
from devices.broker.certificate import issue
from devices.broker.dynamic_security import DynamicSecurity
from devices.client import DeviceClient
from devices.credentials import Credentials
from gateway.session import Session
from simulators.line import Line
from tests.brokers import Running
from tests.devices.at_the_broker import PASSWORD, receive

MAT = Credentials("mat", PASSWORD)
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """Another CA."""
    return issue(tmp_path / "stranger", ["localhost"], wall_now()).ca


async def by_client(url: str, ca: Path | None) -> None:
    async with DeviceClient(url, MAT, site="rosen", home="h1", ca=ca) as mat:
        assert await mat.send("bed.occupied", True, time=AT)


async def by_line(url: str, ca: Path | None) -> None:
    line = Line(url, MAT, site="rosen", home="h1", on_processed=lambda: None, ca=ca)

    async def tell() -> None:
        await line.send("mistel/rosen/h1/mat/events", b"[]")
        await line.acknowledged()
        line.close()

    telling = asyncio.create_task(tell())
    try:
        await line.run()
        await telling
    finally:
        telling.cancel()


CLIENTS = pytest.mark.parametrize("tell", [by_client, by_line])
Tell = Callable[[str, Path | None], Awaitable[None]]


@CLIENTS
async def test_who_knows_the_ca_is_heard_by_the_gateway(tls_broker: Running, tell: Tell) -> None:
    login = Credentials("gateway", PASSWORD)
    session = Session(
        tls_broker.url, login, client_id="g", subscription="mistel/rosen/#", now=wall_now, ca=tls_broker.ca
    )
    holding = asyncio.create_task(session.run())
    try:
        async with asyncio.timeout(20):
            await session.connected.wait()
            await tell(tls_broker.url, tls_broker.ca)
            await session.arrived.wait()
    finally:
        holding.cancel()
        await asyncio.gather(holding, return_exceptions=True)


@CLIENTS
async def test_another_ca_is_refused_with_what_to_do(tls_broker: Running, stranger: Path, tell: Tell) -> None:
    for ca in (stranger, None):
        with pytest.raises(BrokerError, match=r"not to be trusted: .*MISTEL_BROKER_CA"):
            await tell(tls_broker.url, ca)


@CLIENTS
async def test_a_certificate_for_another_name_is_refused(tls_broker: Running, tell: Tell) -> None:
    with pytest.raises(BrokerError, match=r"not valid for '127\.0\.0\.1'.*name the broker as its certificate does"):
        await tell(tls_broker.url.replace("localhost", "127.0.0.1"), tls_broker.ca)


async def test_the_gateway_says_that_it_does_not_trust_the_broker_and_sends_no_password(
    tls_broker: Running, stranger: Path, caplog: pytest.LogCaptureFixture
) -> None:
    login = Credentials("gateway", PASSWORD)
    session = Session(tls_broker.url, login, client_id="g", subscription="mistel/#", now=wall_now, ca=stranger)
    holding = asyncio.create_task(session.run())
    async with asyncio.timeout(20):
        await session.refused.wait()
        while "not to be trusted" not in caplog.text:
            await asyncio.sleep(0.01)
    holding.cancel()
    await asyncio.gather(holding, return_exceptions=True)
    assert not session.connected.is_set()


async def test_nothing_unencrypted_gets_in(tls_broker: Running) -> None:
    reader, writer = await asyncio.open_connection(tls_broker.host, tls_broker.port)
    writer.write(b"\x10\x11\x00\x04MQTT\x04\xc2\x00\x3c\x00\x01m\x00\x00\x00\x00")
    answer = b""
    async with asyncio.timeout(30):
        with suppress(ConnectionError):
            answer = await reader.read()
    writer.close()
    assert not answer.startswith(b"\x20"), "it answered CONNECT without TLS"


async def test_any_client_that_knows_the_ca_gets_in(tls_broker: Running) -> None:
    tls = ssl.create_default_context(cafile=tls_broker.ca)
    everybody = {"port": tls_broker.port, "password": PASSWORD, "tls_context": tls}
    async with (
        aiomqtt.Client("localhost", username="gateway", **everybody) as gateway,  # type: ignore[arg-type]
        aiomqtt.Client("localhost", username="mat", **everybody) as mat,  # type: ignore[arg-type]
    ):
        await gateway.subscribe("mistel/#", qos=1)
        await mat.publish("mistel/rosen/h1/mat/events", b"told", qos=1)
        assert [message.payload for message in await receive(gateway, 1)] == [b"told"]


async def test_an_admin_does_not_tell_a_stranger_who_gets_in(tls_broker: Running, stranger: Path) -> None:
    if not isinstance(tls_broker.admitter, DynamicSecurity):
        return  # the embedded broker is told by its own file
    address = type(tls_broker.admitter.address).parse(tls_broker.url, stranger)
    with pytest.raises(BrokerError, match="not to be trusted"):
        await DynamicSecurity(address, Credentials("admin", PASSWORD)).admit([])
