"""Who gets into the embedded broker, and what they may do there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import aiomqtt
import pytest

from devices.broker import EmbeddedBroker
from devices.broker.configuration import configuration, subjects
from devices.credentials import hash_password
from devices.topics import Grant
from tests.devices.at_the_broker import GATEWAY, GRANTS, Connect, a_connection, receive

MINE = "mistel/rosen/h1/mat/events"


@asynccontextmanager
async def thrown_out(connection: AbstractAsyncContextManager[aiomqtt.Client]) -> AsyncIterator[None]:
    """Connect, and fail unless the broker ends the connection after what is done meanwhile."""
    with pytest.raises(aiomqtt.MqttError):  # noqa: PT012 - the connection ends wherever it is
        async with connection as client:
            yield
            await receive(client, 1)


@pytest.mark.parametrize(
    ("user", "password"), [("mat", "wrong"), ("mat", ""), ("nobody", "x"), ("-", ""), (None, None)]
)
async def test_nobody_gets_in_without_the_right_password(connect: Connect, user: str | None, password: str) -> None:
    with pytest.raises(aiomqtt.MqttError):
        async with connect(user, password, identifier="somebody"):
            pass


async def test_nobody_at_all_gets_into_a_broker_without_grants(tmp_path: Path) -> None:
    async with EmbeddedBroker(tmp_path) as broker:
        with pytest.raises(aiomqtt.MqttError):
            async with aiomqtt.Client(broker.host, broker.port, timeout=5):
                pass


@pytest.mark.parametrize("qos", [0, 1])
@pytest.mark.parametrize(
    "topic",
    [
        "mistel/rosen/h1/lamp/events",
        "mistel/rosen/h2/other/events",
        "mistel/rosen/h1/clock/events",
        "mistel-out/rosen/h1/mat/refused",
        "$MQTT/msgs/mistel/rosen/h1/lamp/events",
        "$MQTT/deliver/pubrel/x",
        "$JS/API/STREAM/PURGE/$MQTT_msgs",
    ],
)
async def test_what_a_connection_says_as_another_reaches_nobody(connect: Connect, topic: str, qos: int) -> None:
    async with connect("gateway") as gateway, connect("mat") as mat:
        await gateway.subscribe("mistel/#", qos=1)
        await mat.publish(topic, b"as another", qos=qos)
        await mat.publish(MINE, b"as myself", qos=1)
        (message,) = await receive(gateway, 1)
        assert (str(message.topic), message.payload) == (MINE, b"as myself")


async def test_a_last_will_as_another_reaches_nobody(connect: Connect) -> None:
    will = aiomqtt.Will("mistel/rosen/h1/lamp/status", b"offline", qos=1, retain=True)
    async with connect("gateway") as gateway, connect("lamp") as lamp:
        await gateway.subscribe("mistel/#", qos=1)
        with pytest.raises(aiomqtt.MqttError):
            async with connect("mat", will=will) as mat:
                # A space in a topic has the broker throw the sender out, so that the will is told.
                await mat.publish("mistel/rosen/h1/mat/a b", qos=1, timeout=1)
        await lamp.publish("mistel/rosen/h1/lamp/status", b"online", qos=1)
        (message,) = await receive(gateway, 1)
        assert message.payload == b"online"


@pytest.mark.parametrize(
    "topic_filter",
    [
        "mistel-out/rosen/h2/other/#",
        "mistel-out/rosen/h1/lamp/#",
        "mistel-out/rosen/h1/+/refused",
        "mistel-out/rosen/h1/*/refused",
        "mistel-out/rosen/h1/processed",
        "mistel/rosen/h1/mat/#",
        "mistel-out/#",
        "mistel-out/>",
        "+/#",
        "#",
        "$MQTT/#",
        "$MQTT/sub/#",
        "$MQTT/msgs/#",
        "$SYS/#",
        "$JS/#",
    ],
)
@pytest.mark.parametrize("qos", [0, 1])
async def test_a_connection_cannot_read_what_is_not_said_to_it(connect: Connect, topic_filter: str, qos: int) -> None:
    async with connect("mat") as mat:
        (answer,) = await mat.subscribe(topic_filter, qos=qos)
        assert answer.is_failure  # type: ignore[union-attr]


async def test_a_connection_reads_its_own_out_side_and_the_gateway_writes_it(connect: Connect) -> None:
    async with connect("mat") as mat, connect("gateway") as gateway:
        (answer,) = await mat.subscribe("mistel-out/rosen/h1/mat/#", qos=1)
        assert answer.value == 1  # type: ignore[union-attr]
        await gateway.publish("mistel-out/rosen/h1/mat/refused", b"why", qos=1)
        (message,) = await receive(mat, 1)
        assert message.payload == b"why"


async def test_one_that_keeps_the_clock_ticks_and_hears_how_far_the_rules_are(
    broker: EmbeddedBroker, connect: Connect
) -> None:
    await broker.admit([GATEWAY, a_connection("sim", home="h2", keeps_clock=True)])
    async with connect("sim") as sim, connect("gateway") as gateway:
        await gateway.subscribe("mistel/rosen/#", qos=1)
        await sim.subscribe("mistel-out/rosen/h2/processed", qos=1)
        await sim.publish("mistel/rosen/h2/clock/events", b"tick", qos=1)
        assert (await receive(gateway, 1))[0].payload == b"tick"
        await gateway.publish("mistel-out/rosen/h2/processed", b"so far", qos=1, retain=True)
        assert (await receive(sim, 1))[0].payload == b"so far"


async def test_a_revoked_connection_is_thrown_out_and_an_unchanged_one_stays(
    broker: EmbeddedBroker, connect: Connect
) -> None:
    async with connect("gateway") as gateway, connect("lamp") as lamp:
        await gateway.subscribe("mistel/#", qos=1)
        async with thrown_out(connect("mat")):
            await broker.admit([grant for grant in GRANTS if grant.user != "mat"])
        with pytest.raises(aiomqtt.MqttError):
            async with connect("mat"):
                pass
        await lamp.publish("mistel/rosen/h1/lamp/events", b"still here", qos=1)
        (message,) = await receive(gateway, 1)  # its subscription is the one from before
        assert message.payload == b"still here"


async def test_a_new_password_throws_out_who_came_with_the_old_one(broker: EmbeddedBroker, connect: Connect) -> None:
    renewed = Grant("mat", hash_password("another"), ("mistel/rosen/h1/mat/#",), ())
    async with thrown_out(connect("mat")):
        await broker.admit([GATEWAY, renewed])
    async with connect("mat", "another") as mat:
        await mat.publish(MINE, b"again", qos=1)


async def test_a_new_connection_gets_in_while_the_broker_runs(broker: EmbeddedBroker, connect: Connect) -> None:
    async with connect("gateway") as gateway:
        await gateway.subscribe("mistel/#", qos=1)
        await asyncio.gather(broker.admit([*GRANTS, a_connection("pad")]), broker.admit([*GRANTS, a_connection("new")]))
        async with connect("new") as new:
            await new.publish("mistel/rosen/h1/new/events", b"hello", qos=1)
        assert (await receive(gateway, 1))[0].payload == b"hello"


def test_a_filter_stands_for_subjects() -> None:
    assert subjects("mistel/s/h/c/#") == ["mistel.s.h.c", "mistel.s.h.c.>"]
    assert subjects("mistel/s/h/c/events") == ["mistel.s.h.c.events"]
    assert subjects("mistel/+/h") == ["mistel.*.h"]


@pytest.mark.parametrize("wrong", ["", "#", "a//b", "a/#/b", "a.b", "a/*", "a/>", "a b", "a/b+", "a/b#"])
def test_a_filter_that_cannot_be_a_permission_is_not_written(wrong: str) -> None:
    with pytest.raises(ValueError, match="permission"):
        subjects(wrong)


@pytest.mark.parametrize(
    "grants",
    [
        [a_connection("mat"), a_connection("mat")],
        [Grant("-", "hash", (), ())],
        [Grant('a"\n', "hash", (), ())],
    ],
)
def test_a_grant_cannot_change_the_configuration_around_it(grants: list[Grant]) -> None:
    with pytest.raises(ValueError, match=r"name of its own|cannot stand"):
        configuration(host="127.0.0.1", port=1, store="s", log="l", grants=grants)


async def test_grants_that_cannot_be_written_change_nothing(broker: EmbeddedBroker, connect: Connect) -> None:
    with pytest.raises(ValueError, match="permission"):
        await broker.admit([Grant("mat", "hash", ("#",), ())])
    async with connect("mat") as mat:
        await mat.publish(MINE, b"as before", qos=1)
    await broker.admit(GRANTS)


async def test_a_client_id_that_others_cannot_guess_is_what_protects_a_session(connect: Connect) -> None:
    async with connect("gateway", identifier="mistel-rosen-7f3a", clean_session=False) as gateway:
        await gateway.subscribe("mistel/rosen/#", qos=1)
    async with connect("mat") as mat:
        await mat.publish(MINE, b"kept for the gateway", qos=1)
    async with connect("lamp", identifier="mistel-rosen"):  # another id: the session is left alone
        pass
    async with connect("gateway", identifier="mistel-rosen-7f3a", clean_session=False) as gateway:
        assert [message.payload for message in await receive(gateway, 1)] == [b"kept for the gateway"]
