"""The line between a device and its broker, against our own client at the embedded broker."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiomqtt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.clock import wall_now
from care.errors import BrokerError
from devices.broker import EmbeddedBroker
from devices.broker.certificate import issue
from devices.broker.folder import BrokerFolder
from devices.client import DeviceClient
from devices.line import Distrust, Greeting, Line, Listening, Mode, Parting, Telling, Welcome
from devices.line.packets import Cutter, Malformed, Packet, filters, hello, told
from tests.devices.at_the_broker import GRANTS, PASSWORD, credentials, receive, until


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    made = issue(tmp_path_factory.mktemp("line"), ["127.0.0.1"], wall_now())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.broker.certificate, made.broker.key)
    return context, made.ca


@pytest.fixture
async def line(tmp_path: Path, tls: tuple[ssl.SSLContext, Path]) -> AsyncIterator[Line]:
    async with (
        EmbeddedBroker(tmp_path / "broker", grants=GRANTS) as broker,
        Line("127.0.0.1", free_port(tmp_path), (broker.host, broker.port), wall_now, tls[0]) as opened,
    ):
        yield opened


def free_port(folder: Path) -> int:
    return BrokerFolder(folder).choose_port("127.0.0.1", None)


def seen(line: Line, kind: type) -> list:
    return [sighting for sighting in line.seen if type(sighting) is kind]


def mat(line: Line, ca: Path | None = None, **options: object) -> DeviceClient:
    scheme = "mqtt" if ca is None else "mqtts"
    url = f"{scheme}://127.0.0.1:{line.port}"
    return DeviceClient(url, credentials("mat"), site="rosen", home="h1", ca=ca, **options)  # type: ignore[arg-type]


async def test_it_notes_who_comes_what_is_told_and_that_it_says_goodbye(
    line: Line, tls: tuple[ssl.SSLContext, Path]
) -> None:
    async with mat(line, tls[1]) as device:
        assert await device.send("motion", True)
    await until(lambda: bool(seen(line, Parting)), "it went")
    (greeting,) = seen(line, Greeting)
    assert (greeting.hello.user, greeting.hello.keepalive, greeting.tls) == ("mat", 30, "TLSv1.3")
    assert (greeting.hello.will.topic, greeting.hello.will.payload) == ("mistel/rosen/h1/mat/status", b"offline")
    assert greeting.hello.password not in repr(greeting)
    assert [welcome.code for welcome in seen(line, Welcome)] == [0]
    assert seen(line, Listening)[0].filters == ("mistel-out/rosen/h1/mat/refused",)
    assert [(t.told.topic.rsplit("/", 1)[1], t.told.qos, t.told.retain) for t in seen(line, Telling)] == [
        ("status", 1, True),
        ("events", 1, False),
        ("status", 1, True),
    ]
    assert (seen(line, Parting)[0].by, seen(line, Parting)[0].goodbye) == ("device", True)


async def test_plain_and_encrypted_connections_are_taken_on_one_port(
    line: Line, tls: tuple[ssl.SSLContext, Path]
) -> None:
    for ca in (None, tls[1]):
        async with mat(line, ca) as device:
            assert await device.send("motion", True)
    assert [greeting.tls for greeting in seen(line, Greeting)] == ["", "TLSv1.3"]


async def test_a_cut_line_takes_nobody_until_it_is_open_again(line: Line) -> None:
    async with mat(line) as device:
        assert await device.send("motion", True)
        line.become(Mode.CUT)
        assert not await device.send("motion", False)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", line.port)
        line.become(Mode.OPEN)
        await until(lambda: len(seen(line, Welcome)) == 2, "it is back")
    assert seen(line, Parting)[0].by == "us"


async def test_on_a_mute_line_all_goes_out_and_nothing_comes_back(line: Line) -> None:
    direct = aiomqtt.Client(*line.to, username="gateway", password=PASSWORD)
    async with direct as gateway, mat(line) as device:
        await gateway.subscribe("mistel/rosen/h1/mat/events", qos=1)
        await device.send("motion", True)
        line.mute()
        telling = asyncio.create_task(device.send("motion", False))
        assert b"true" in (await receive(gateway, 1))[0].payload
        assert b"false" in (await receive(gateway, 1))[0].payload
        assert not telling.done()
        line.cut()
        assert not await telling


async def test_what_is_told_on_a_line_that_falls_mute_by_it_is_not_acknowledged(line: Line) -> None:
    async with mat(line) as device:
        line.mute_when_told()
        assert line.muted is None
        telling = asyncio.create_task(device.send("motion", True))
        await until(lambda: line.muted is not None, "it was told")
        assert seen(line, Telling)[-1].at >= line.muted
        line.cut()
        assert not await telling


async def test_who_is_refused_hears_so(line: Line) -> None:
    line.become(Mode.REFUSING)
    with pytest.raises(BrokerError, match="does not let 'mat' in"):
        async with mat(line):
            pass
    assert seen(line, Welcome)[0].code == 5


async def test_who_does_not_trust_the_certificate_says_nothing(line: Line, tmp_path: Path) -> None:
    line.become(Mode.TRAP)
    stranger = issue(tmp_path / "stranger", ["127.0.0.1"], wall_now()).ca
    with pytest.raises(BrokerError, match="not to be trusted"):
        async with mat(line, stranger):
            pass
    assert seen(line, Distrust)
    assert not seen(line, Greeting)


async def test_a_trap_notes_who_walks_in_and_gives_no_answer(line: Line) -> None:
    line.become(Mode.TRAP)
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    writer.write(b"\x10\x11\x00\x04MQTT\x04\x82\x00\x1e\x00\x00\x00\x03mat")
    assert not await reader.read()
    writer.close()
    assert [greeting.hello.user for greeting in seen(line, Greeting)] == ["mat"]
    assert not seen(line, Welcome)


@pytest.mark.parametrize("said", [b"\xc0\x00", b"\x10\xff\xff\xff\xff\x01", b"\x10\x02\x00\x04"])
async def test_what_is_no_mqtt_is_let_go(line: Line, said: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    writer.write(said)
    with contextlib.suppress(ConnectionError):
        assert not await reader.read()
    await until(lambda: bool(seen(line, Parting)), "it was let go")
    writer.close()


async def test_who_says_nothing_is_let_go(line: Line) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", line.port)
    writer.close()
    await until(lambda: bool(seen(line, Distrust)), "it was let go")


async def test_a_port_that_is_taken_is_said(line: Line) -> None:
    with pytest.raises(BrokerError, match="Cannot listen"):
        async with Line("127.0.0.1", line.port, ("127.0.0.1", 1), wall_now):
            pass


@given(st.binary(max_size=200), st.integers(1, 50))
def test_any_bytes_are_cut_into_packets_or_called_malformed(data: bytes, size: int) -> None:
    cutter, packets = Cutter(), list[Packet]()
    try:
        for start in range(0, len(data), size):
            packets += cutter.feed(data[start : start + size])
    except Malformed:
        return
    assert data.startswith(b"".join(packet.raw for packet in packets))
    for packet in packets:
        for read in (hello, told, filters):
            try:
                read(packet)
            except Malformed:
                continue
