"""The client for prototypes at a real broker that comes, goes, dies and refuses."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiomqtt
import pytest
from aiomqtt.exceptions import MqttConnectError

from care.errors import BrokerError, Reason, Refused
from devices import topics
from devices.broker import EmbeddedBroker
from devices.broker.folder import BrokerFolder
from devices.client import DeviceClient, Notice
from devices.credentials import Credentials
from tests.devices.at_the_broker import GATEWAY, GRANTS, PASSWORD, Connect, client, receive, until

MAT = Credentials("mat", PASSWORD)
EVENTS = "mistel/rosen/h1/mat/events"
STATUS = "mistel/rosen/h1/mat/status"
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def a_mat(url: str, **options: object) -> DeviceClient:
    return DeviceClient(url, MAT, site="rosen", home="h1", **options)  # type: ignore[arg-type]


async def test_leaving_while_it_connects_ends_though_the_connection_does_not_hear_of_it(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribing, subscribe = asyncio.Event(), aiomqtt.Client.subscribe

    async def loses_a_cancellation(client: aiomqtt.Client, *topics: object, **options: object) -> object:
        subscribing.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return await subscribe(client, *topics, **options)  # type: ignore[arg-type]

    async with asyncio.timeout(20):
        async with a_mat(f"mqtt://127.0.0.1:{port}"):
            monkeypatch.setattr(aiomqtt.Client, "subscribe", loses_a_cancellation)
            running = EmbeddedBroker(tmp_path, grants=GRANTS, port=port)
            broker = await running.__aenter__()
            await subscribing.wait()
        monkeypatch.undo()
        async with client(broker, "gateway") as gateway:
            await gateway.subscribe(STATUS)
            assert await statuses(gateway, 1) == [b"offline"]
        await running.__aexit__(None, None, None)


@pytest.fixture
def port(tmp_path: Path) -> int:
    """A port that is free now."""
    return BrokerFolder(tmp_path).choose_port("127.0.0.1", None)


def values(messages: list[aiomqtt.Message]) -> list[object]:
    """The values of the readings among messages."""
    packs = [json.loads(m.payload) for m in messages if str(m.topic) == EVENTS]  # type: ignore[arg-type]
    return [record.get("v", record.get("vb", record.get("vs"))) for pack in packs for record in pack]


async def readings(gateway: aiomqtt.Client, count: int) -> list[object]:
    """The values of the next readings."""
    got: list[object] = []
    while len(got) < count:
        got += values(await receive(gateway, 1))
    return got


async def statuses(gateway: aiomqtt.Client, count: int) -> list[bytes]:
    got: list[bytes] = []
    while len(got) < count:
        got += [m.payload for m in await receive(gateway, 1) if str(m.topic) == STATUS]  # type: ignore[misc]
    return got


async def test_small_messages_do_not_wait_for_each_other(broker: EmbeddedBroker) -> None:
    async with a_mat(broker.url) as mat:
        assert mat._mqtt is not None
        line = mat._mqtt._client.socket()
        assert line is not None
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_a_reading_is_at_the_broker_when_send_returns(broker: EmbeddedBroker, connect: Connect) -> None:
    async with connect("gateway", clean_session=False) as gateway:
        await gateway.subscribe("mistel/rosen/#", qos=1)
        async with a_mat(broker.url, now=lambda: AT) as mat:
            assert await mat.send("bed.occupied", True)
            assert await mat.send("temperature", 21.5, device="air", time=AT - timedelta(hours=1))
            assert mat.waiting == 0
        told = [json.loads(m.payload) for m in await receive(gateway, 4) if str(m.topic) == EVENTS]  # type: ignore[arg-type]
        assert told == [
            [{"n": "bed.occupied", "vb": True, "t": 1795316400}],
            [{"n": "air/temperature", "v": 21.5, "t": 1795312800}],
        ]


async def test_it_says_that_it_is_there_and_that_it_goes(broker: EmbeddedBroker, connect: Connect) -> None:
    async with connect("gateway") as gateway:
        await gateway.subscribe("mistel/rosen/#", qos=1)
        async with a_mat(broker.url):
            assert await statuses(gateway, 1) == [b"online"]
        assert await statuses(gateway, 1) == [b"offline"]
    async with connect("lamp"), connect("gateway") as late:
        await late.subscribe(STATUS, qos=1)
        (kept,) = await receive(late, 1)
        assert (kept.payload, kept.retain) == (b"offline", True)


async def test_it_says_that_it_goes_when_the_program_around_it_fails(broker: EmbeddedBroker, connect: Connect) -> None:
    async with connect("gateway") as gateway:
        await gateway.subscribe("mistel/rosen/#", qos=1)
        with pytest.raises(ZeroDivisionError):
            async with a_mat(broker.url):
                _ = 1 / 0
        assert await statuses(gateway, 2) == [b"online", b"offline"]


async def test_the_last_will_of_a_device_that_lost_power_is_told(broker: EmbeddedBroker, connect: Connect) -> None:
    script = f"""
import asyncio
from devices.broker.folder import BrokerFolder
from devices.client import DeviceClient
from devices.credentials import Credentials
async def main():
    async with DeviceClient({broker.url!r}, Credentials("mat", {PASSWORD!r}), site="rosen", home="h1") as mat:
        await mat.send("motion", True)
        print("sent", flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""
    async with connect("gateway") as gateway:
        await gateway.subscribe("mistel/rosen/#", qos=1)
        prototype = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", script),
            stdout=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        assert prototype.stdout is not None
        assert await prototype.stdout.readline() == b"sent\n"
        prototype.kill()
        await prototype.wait()
        assert await statuses(gateway, 2) == [b"online", b"offline"]


async def test_what_is_sent_before_the_broker_is_up_arrives_when_it_is(tmp_path: Path, port: int) -> None:
    async with a_mat(f"mqtt://127.0.0.1:{port}") as mat:
        assert not mat.connected
        assert [await mat.send("temperature", value) for value in (1, 2, 3)] == [False] * 3
        assert mat.waiting == 3
        async with (
            EmbeddedBroker(tmp_path, port=port, grants=[GATEWAY]) as broker,
            client(broker, "gateway") as gateway,
        ):
            await gateway.subscribe("mistel/rosen/#", qos=1)
            await broker.admit(GRANTS)
            assert await readings(gateway, 3) == [1, 2, 3]
            await until(lambda: mat.waiting == 0, "all is acknowledged")


async def test_what_is_sent_while_the_broker_is_dead_arrives_after_in_its_order(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path, grants=GRANTS) as broker:
        async with client(broker, "gateway", clean_session=False) as gateway:
            await gateway.subscribe("mistel/rosen/#", qos=1)
        async with a_mat(broker.url) as mat:
            await mat.send("temperature", 0)
            os.kill(broker.pid, signal.SIGKILL)
            await until(lambda: not mat.connected, "the client has noticed")
            for value in range(1, 101):
                assert not await mat.send("temperature", value)
            await broker.admit(GRANTS)  # starts it again
            await until(lambda: mat.waiting == 0, "all is acknowledged")
        async with client(broker, "gateway", clean_session=False) as gateway:
            got: list[object] = []
            while 100 not in got:
                got += await readings(gateway, 1)
        first_seen = list(dict.fromkeys(got))
        assert first_seen == list(range(101))  # some twice, none lost, none overtaken


async def test_nothing_is_lost_when_the_broker_dies_amid_sending(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path, grants=GRANTS) as broker:
        async with client(broker, "gateway", clean_session=False) as gateway:
            await gateway.subscribe("mistel/rosen/#", qos=1)
        async with a_mat(broker.url) as mat, asyncio.TaskGroup() as tasks:
            sending = [tasks.create_task(mat.send("temperature", number / 20)) for number in range(1000)]
            await until(lambda: sum(task.done() for task in sending) > 100, "some are sent")
            os.kill(broker.pid, signal.SIGKILL)
            await broker.admit(GRANTS)
            await until(lambda: mat.waiting == 0, "all is acknowledged")
        async with client(broker, "gateway", clean_session=False) as gateway:
            got: set[object] = set()
            while len(got) < 1000:
                got |= set(await readings(gateway, 1))
        assert got == {number / 20 for number in range(1000)}


async def test_what_was_told_lately_is_told_again_to_a_broker_that_lost_its_memory(tmp_path: Path, port: int) -> None:
    clock = [AT]
    async with EmbeddedBroker(tmp_path / "one", port=port, grants=GRANTS) as broker:
        mat = a_mat(broker.url, now=lambda: clock[0])
        await mat.__aenter__()
        await mat.send("temperature", 1)
        clock[0] += timedelta(minutes=4)
        await mat.send("temperature", 2)
        clock[0] += timedelta(minutes=2)
    await until(lambda: not mat.connected, "the client has noticed")
    async with EmbeddedBroker(tmp_path / "two", port=port, grants=[GATEWAY]) as broker:
        async with client(broker, "gateway") as gateway:
            await gateway.subscribe("mistel/rosen/#", qos=1)
            await broker.admit(GRANTS)
            await until(lambda: mat.connected, "the client is back")
            await mat.send("temperature", 3)
            assert await readings(gateway, 2) == [2, 3]  # 1 was told more than five minutes ago
        await mat.__aexit__(None, None, None)


async def test_refusals_come_back_to_whoever_listens(broker: EmbeddedBroker, connect: Connect) -> None:
    heard: list[Notice] = []
    async with a_mat(broker.url, on_refused=heard.append), connect("gateway") as gateway:
        body = {"topic": EVENTS, "reason": "wrong_unit", "field": "u", "says": "Not Cel.", "mend": "Send Cel."}
        await gateway.publish(topics.refused("rosen", "h1", "mat"), json.dumps(body), qos=1)
        await gateway.publish(topics.refused("rosen", "h1", "mat"), b"something else", qos=1)
        await until(lambda: len(heard) == 2, "both were heard")
    assert heard == [
        Notice("wrong_unit", "Not Cel.", "Send Cel.", "u", EVENTS),
        Notice("unknown", "something else", ""),
    ]


async def test_refusals_told_while_the_device_was_away_are_heard_later(
    broker: EmbeddedBroker, connect: Connect
) -> None:
    heard: list[Notice] = []
    async with a_mat(broker.url):
        pass
    async with connect("gateway") as gateway:
        await gateway.publish(topics.refused("rosen", "h1", "mat"), b"too late", qos=1)
    async with a_mat(broker.url, on_refused=heard.append):
        await until(lambda: [notice.says for notice in heard] == ["too late"], "it was heard")


async def test_a_full_buffer_is_said_and_drops_nothing(tmp_path: Path, port: int) -> None:
    async with a_mat(f"mqtt://127.0.0.1:{port}", buffer=5) as mat:
        for value in range(5):
            await mat.send("temperature", value)
        with pytest.raises(BrokerError, match=r"5 readings wait for the broker .* Nothing of them is lost"):
            await mat.send("temperature", 5)
        async with (
            EmbeddedBroker(tmp_path, port=port, grants=[GATEWAY]) as broker,
            client(broker, "gateway") as gateway,
        ):
            await gateway.subscribe("mistel/rosen/#", qos=1)
            await broker.admit(GRANTS)
            assert await readings(gateway, 5) == [0, 1, 2, 3, 4]
            await until(lambda: mat.waiting == 0, "all is acknowledged")


async def test_a_full_buffer_makes_the_sender_wait_while_the_broker_is_there(broker: EmbeddedBroker) -> None:
    async with a_mat(broker.url, buffer=3) as mat:
        assert all(await asyncio.gather(*(mat.send("temperature", n / 10) for n in range(200))))


async def test_what_never_reached_the_broker_is_said_at_the_end(port: int) -> None:
    mat = a_mat(f"mqtt://127.0.0.1:{port}")
    await mat.__aenter__()
    await mat.send("motion", True)
    with pytest.raises(BrokerError, match="1 readings did not reach the broker"):
        await mat._deliver_the_rest(seconds=0.01)
    await mat._disconnect()


async def test_a_wrong_password_is_one_clear_error(broker: EmbeddedBroker) -> None:
    with pytest.raises(BrokerError, match=r"does not let 'mat' in. Check user and password"):
        async with DeviceClient(broker.url, Credentials("mat", "wrong"), site="rosen", home="h1"):
            pass


async def test_a_revoked_device_is_told_so_when_it_sends(broker: EmbeddedBroker) -> None:
    async with a_mat(broker.url) as mat:
        await broker.admit([GATEWAY])
        await until(lambda: mat._trouble is not None, "the client is not let in")
        with pytest.raises(BrokerError, match="what was revoked"):
            await mat.send("motion", True)


async def test_what_cannot_be_told_is_refused_before_it_is_sent(port: int) -> None:
    async with a_mat(f"mqtt://127.0.0.1:{port}") as mat:
        with pytest.raises(Refused, match=r"Did you mean bed.occupied") as refused:
            await mat.send("bed.ocupied", True)
        assert refused.value.reason is Reason.UNKNOWN_QUANTITY
        with pytest.raises(Refused, match=r"bed.occupied is a bool"):
            await mat.send("bed.occupied", 1)
        with pytest.raises(ValueError, match="no time zone"):
            await mat.send("motion", True, time=datetime(2026, 1, 1))  # noqa: DTZ001
        assert mat.waiting == 0


@pytest.mark.parametrize("url", ["127.0.0.1:1883", "http://x", "mqtt://", ""])
async def test_what_is_no_address_of_a_broker_is_one_clear_error(url: str) -> None:
    with pytest.raises(BrokerError, match="mqtt://host:1883"):
        a_mat(url)


def test_a_connection_that_was_lost_is_not_taken_for_one_that_was_refused() -> None:
    device = DeviceClient("mqtt://127.0.0.1:1", Credentials("c1", PASSWORD), site="a", home="h1")
    device._note(ExceptionGroup("", [aiomqtt.MqttCodeError(4)]))  # paho's word for "no connection"
    device._note(ExceptionGroup("", [aiomqtt.MqttCodeError(5)]))
    assert device._trouble is None
    device._note(ExceptionGroup("", [MqttConnectError(5)]))  # the broker's word for "not authorised"
    assert device._trouble is not None
    assert "does not let 'c1' in" in str(device._trouble)
