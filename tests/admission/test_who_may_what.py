"""Who gets in, what each may say and hear, on the embedded broker and on mosquitto."""

import asyncio
import socket
from contextlib import suppress

import aiomqtt
import pytest

from benchmarks.reconnect import connect_all
from care.clock import wall_now
from devices.broker.dynamic_security import DynamicSecurity
from devices.credentials import Credentials, client_id, hash_password
from devices.topics import Grant
from gateway.session import Session
from tests.admission.conftest import PASSWORDS
from tests.brokers import Running
from tests.devices.at_the_broker import GATEWAY, GRANTS, HASH, PASSWORD, Connect, a_connection, receive

MINE = "mistel/rosen/h1/mat/events"
WITHIN_SECONDS = 10
MANY, EACH = 2000, 20


@pytest.mark.parametrize(
    ("user", "password"), [("mat", "wrong"), ("mat", ""), ("nobody", "x"), ("-", ""), ("gateway", "x"), (None, None)]
)
async def test_nobody_gets_in_without_the_right_password(connect: Connect, user: str | None, password: str) -> None:
    with pytest.raises(aiomqtt.MqttError):
        async with connect(user, password, identifier="somebody"):
            pass


async def test_many_wrong_guesses_get_nobody_in_and_stop_nobody_else(broker: Running, connect: Connect) -> None:
    guesses = [Credentials("mat", f"guess {number}") for number in range(300)]
    async with connect("gateway") as gateway, connect("lamp") as lamp:
        await gateway.subscribe("mistel/#", qos=1)
        guessing = asyncio.create_task(connect_all(broker.host, broker.port, guesses))
        said = []
        while not guessing.done() or not said:
            await lamp.publish("mistel/rosen/h1/lamp/events", b"on", qos=1)
            said.append(await receive(gateway, 1))
        assert not any(let_in for let_in, _ in await guessing)
        async with connect("mat"):
            pass


ANOTHERS = (
    "mistel/rosen/h1/lamp/events",
    "mistel/rosen/h2/mat/events",
    "mistel/other/h1/mat/events",
    "mistel/rosen/h1/clock/events",
    "mistel-out/rosen/h1/mat/refused",
    "$SYS/broker/version",
    "$CONTROL/dynamic-security/v1",
)
UNHEARD = (
    "mistel-out/rosen/h2/other/#",
    "mistel-out/rosen/h1/lamp/#",
    "mistel-out/rosen/h1/+/refused",
    "mistel-out/other/h1/mat/#",
    "mistel-out/rosen/h1/processed",
    "mistel/rosen/h1/mat/#",
    "mistel/rosen/h1/lamp/events",
    "mistel/rosen/h1/lamp/via/#",
    "mistel/rosen/h1/+/via/#",
    "$share/g/mistel/rosen/h1/lamp/events",
    "$share/g/mistel-out/rosen/h2/other/#",
    "+/#",
    "#",
    "$SYS/#",
    "$CONTROL/#",
)


@pytest.mark.parametrize("qos", [0, 1])
async def test_what_a_connection_says_as_another_reaches_nobody(connect: Connect, qos: int) -> None:
    async with connect("gateway") as gateway:
        await gateway.subscribe("mistel/#", qos=1)
        for topic in ANOTHERS:
            with suppress(aiomqtt.MqttError):  # mosquitto throws the sender out
                async with connect("mat", identifier=None) as mat:
                    await mat.publish(topic, b"as another", qos=qos)
            async with connect("mat", identifier=None) as mat:
                await mat.publish(MINE, topic.encode(), qos=1)
            (message,) = await receive(gateway, 1)
            assert (str(message.topic), message.payload) == (MINE, topic.encode())


@pytest.mark.parametrize("qos", [0, 1])
async def test_a_connection_cannot_read_what_is_not_said_to_it(connect: Connect, qos: int) -> None:
    async with connect("mat") as mat:
        answers = {topics: (await mat.subscribe(topics, qos=qos))[0] for topics in UNHEARD}
    assert [topics for topics, answer in answers.items() if not answer.is_failure] == []  # type: ignore[union-attr]


async def test_a_connection_reads_its_own_out_side(connect: Connect) -> None:
    async with connect("mat") as mat, connect("gateway") as gateway:
        await mat.subscribe("mistel-out/rosen/h1/mat/#", qos=1)
        await gateway.publish("mistel-out/rosen/h1/lamp/refused", b"to another", qos=1)
        await gateway.publish("mistel-out/rosen/h1/mat/refused", b"to itself", qos=1)
        assert [message.payload for message in await receive(mat, 1)] == [b"to itself"]


async def test_a_box_hears_below_its_own_prefix(connect: Connect) -> None:
    async with connect("mat") as mat:
        await mat.subscribe("mistel/rosen/h1/mat/via/zigbee2mqtt/#", qos=1)
        await mat.publish("mistel/rosen/h1/mat/via/zigbee2mqtt/lamp/set", b"on", qos=1)
        assert [message.payload for message in await receive(mat, 1)] == [b"on"]


async def test_one_that_keeps_the_clock_ticks_in_its_home_alone(broker: Running, connect: Connect) -> None:
    await broker.admit([*GRANTS, a_connection("sim", home="h3", keeps_clock=True)], PASSWORDS)
    async with connect("gateway") as gateway:
        await gateway.subscribe("mistel/#", qos=1)
        with suppress(aiomqtt.MqttError):
            async with connect("sim") as sim:
                await sim.publish("mistel/rosen/h1/clock/events", b"another's", qos=1)
        async with connect("sim") as sim:
            await sim.subscribe("mistel-out/rosen/h3/processed", qos=1)
            await sim.publish("mistel/rosen/h3/clock/events", b"tick", qos=1)
            assert [message.payload for message in await receive(gateway, 1)] == [b"tick"]
            await gateway.publish("mistel-out/rosen/h3/processed", b"so far", qos=1, retain=True)
            assert [message.payload for message in await receive(sim, 1)] == [b"so far"]


LISTENED_TO = (
    "mistel/rosen/+/+/events",
    "mistel/rosen/+/+/status",
    "mistel-out/rosen/+/about",
    "mistel-out/rosen/+/ear/refused",
)
NOT_FOR_LISTENERS = (
    "mistel/other/+/+/events",
    "mistel/+/+/+/events",
    "mistel/rosen/#",
    "mistel/rosen/+/+/alerts",
    "mistel-out/rosen/h1/mat/commands",
    "mistel-out/rosen/+/mat/refused",
    "mistel-out/other/+/about",
)


async def test_one_that_listens_hears_its_site_and_tells_of_all_its_homes_and_nothing_else(
    broker: Running, connect: Connect
) -> None:
    await broker.admit([*GRANTS, a_connection("ear", home="bench", listens=True)], PASSWORDS)
    async with connect("gateway") as gateway, connect("mat") as mat, connect("ear") as ear:
        for topics, granted in (*((one, True) for one in LISTENED_TO), *((one, False) for one in NOT_FOR_LISTENERS)):
            answer = (await ear.subscribe(topics, qos=1))[0]
            assert answer.is_failure is not granted, topics  # type: ignore[union-attr]
        await mat.publish(MINE, b"heard", qos=1)
        assert [message.payload for message in await receive(ear, 1)] == [b"heard"]
        await gateway.subscribe("mistel/#", qos=1)
        for topic in ("mistel/rosen/h1/ear/events", "mistel/rosen/h1/mat/alerts", "mistel/other/h1/ear/alerts"):
            with suppress(aiomqtt.MqttError):
                async with connect("ear", identifier="another") as another:
                    await another.publish(topic, b"as another", qos=1)
        async with connect("ear", identifier="again") as again:
            for topic in ("mistel/rosen/h1/ear/alerts", "mistel/rosen/h2/ear/clock", "mistel/rosen/-/ear/status"):
                await again.publish(topic, b"told", qos=1)
        told = [str(message.topic) for message in await receive(gateway, 3)]
        assert told == ["mistel/rosen/h1/ear/alerts", "mistel/rosen/h2/ear/clock", "mistel/rosen/-/ear/status"]


async def test_a_last_will_as_another_reaches_nobody(connect: Connect) -> None:
    foreign = aiomqtt.Will("mistel/rosen/h1/lamp/status", b"offline", qos=1, retain=True)
    own = aiomqtt.Will("mistel/rosen/h1/mat/status", b"offline", qos=1)
    async with connect("gateway") as gateway:
        await gateway.subscribe("mistel/#", qos=1)
        for number, will in enumerate((foreign, own)):
            with suppress(aiomqtt.MqttError):  # mosquitto does not let one in who has such a will
                async with connect("mat", identifier=f"mat-{number}", will=will) as mat:
                    _cut(mat)
                    await receive(mat, 1)
        (message,) = await receive(gateway, 1)
        assert str(message.topic) == "mistel/rosen/h1/mat/status"


def _cut(client: aiomqtt.Client) -> None:
    """Lose the connection without a word, so that the will is told."""
    link = client._client.socket()
    assert isinstance(link, socket.socket)
    link.shutdown(socket.SHUT_RDWR)


async def test_a_revoked_connection_is_thrown_out_and_others_stay(broker: Running, connect: Connect) -> None:
    async with connect("gateway") as gateway, connect("lamp") as lamp:
        await gateway.subscribe("mistel/#", qos=1)
        async with asyncio.timeout(WITHIN_SECONDS):
            await _thrown_out_by(broker, [grant for grant in GRANTS if grant.user != "mat"], connect)
        with pytest.raises(aiomqtt.MqttError):
            async with connect("mat"):
                pass
        await lamp.publish("mistel/rosen/h1/lamp/events", b"still here", qos=1)
        (message,) = await receive(gateway, 1)  # its subscription is the one from before
        assert message.payload == b"still here"


async def test_another_password_in_the_registry_throws_out_who_came_with_the_old_one(
    broker: Running, connect: Connect
) -> None:
    mat = a_connection("mat")
    renewed = Grant(mat.user, hash_password("another"), mat.publish, mat.subscribe)
    others = [grant for grant in GRANTS if grant.user != "mat"]
    async with asyncio.timeout(WITHIN_SECONDS):
        await _thrown_out_by(broker, [*others, renewed], connect)
    with pytest.raises(aiomqtt.MqttError):
        async with connect("mat"):
            pass


async def _thrown_out_by(broker: Running, grants: list[Grant], connect: Connect) -> None:
    """Connect the mat, admit these only, and return once the mat's connection has ended."""
    with pytest.raises(aiomqtt.MqttError):  # noqa: PT012 - the connection ends wherever it is
        async with connect("mat") as mat:
            await broker.admitter.admit(grants)
            await receive(mat, 1, WITHIN_SECONDS)


async def test_admitting_the_same_again_disturbs_nobody(broker: Running, connect: Connect) -> None:
    async with connect("gateway") as gateway, connect("mat") as mat:
        await gateway.subscribe("mistel/#", qos=1)
        for _ in range(3):
            await broker.admitter.admit(GRANTS)
        await mat.publish(MINE, b"undisturbed", qos=1)
        assert [message.payload for message in await receive(gateway, 1)] == [b"undisturbed"]


async def test_who_waits_stays_in_and_who_was_never_in_does_not_come_in(broker: Running, connect: Connect) -> None:
    async with connect("gateway") as gateway, connect("mat") as mat:
        await gateway.subscribe("mistel/#", qos=1)
        await broker.admitter.admit([GATEWAY], waiting=["mat", "new"])
        await mat.publish(MINE, b"still in", qos=1)
        assert [message.payload for message in await receive(gateway, 1)] == [b"still in"]
        for user in ("lamp", "new"):
            with pytest.raises(aiomqtt.MqttError):
                async with connect(user):
                    pass


async def test_who_was_told_to_the_broker_and_not_granted_anything_does_not_get_in(
    broker: Running, connect: Connect
) -> None:
    """It would be acknowledged what nobody is let to read."""
    if isinstance(broker.admitter, DynamicSecurity):
        await broker.admitter.enrol([(Credentials("new", PASSWORD), HASH)])
    for identifier in ("new", "", "mistel"):
        with pytest.raises(aiomqtt.MqttError):
            async with connect("new", identifier=identifier):
                pass
    await broker.admit([*GRANTS, a_connection("new")], PASSWORDS)
    async with connect("new"):
        pass


async def test_what_a_connection_may_do_follows_its_grant(broker: Running, connect: Connect) -> None:
    moved = a_connection("mat", home="h9")
    await broker.admit([GATEWAY, moved], PASSWORDS)
    async with connect("gateway") as gateway:
        await gateway.subscribe("mistel/#", qos=1)
        with suppress(aiomqtt.MqttError):
            async with connect("mat") as mat:
                await mat.publish(MINE, b"where it was", qos=1)
        async with connect("mat") as mat:
            await mat.publish("mistel/rosen/h9/mat/events", b"where it is", qos=1)
        assert [message.payload for message in await receive(gateway, 1)] == [b"where it is"]


async def test_many_devices_come_back_at_once_and_all_get_in(broker: Running) -> None:
    many = [a_connection(f"c{number}") for number in range(MANY // EACH)]
    await broker.admit([GATEWAY, *many], PASSWORDS)
    logins = [Credentials(grant.user, PASSWORD) for grant in many] * EACH
    for _ in range(2):
        assert all(let_in for let_in, _ in await connect_all(broker.host, broker.port, logins))


async def test_nobody_takes_the_gateways_session(broker: Running, connect: Connect) -> None:
    login = Credentials("gateway", PASSWORD)
    secret = client_id("mistel-rosen", login)
    session = Session(broker.url, login, client_id=secret, subscription="mistel/rosen/#", now=wall_now)
    holding = asyncio.create_task(session.run())
    try:
        async with asyncio.timeout(20):
            await session.connected.wait()
            lost = session._lost
            for name in ("mistel-rosen", "mistel-rosen-0", secret[:-1], "gateway"):
                async with connect("lamp", identifier=name) as lamp:
                    await lamp.publish("mistel/rosen/h1/lamp/events", name.encode(), qos=1)
            told = []
            while len(told) < 4:
                await session.arrived.wait()
                told += session.take(4)
            assert not lost.is_set()
            assert session.connected.is_set()
    finally:
        holding.cancel()
        await asyncio.gather(holding, return_exceptions=True)


async def test_a_topic_with_a_space_passes_mosquitto_alone(broker: Running, connect: Connect) -> None:
    """The embedded broker ends the connection, as docs/wire.md says; the gateway refuses such a topic with words."""
    topic = "mistel/rosen/h1/mat/via/zigbee2mqtt/Bed lamp"
    async with connect("gateway") as gateway:
        await gateway.subscribe("mistel/#", qos=1)
        if broker.kind == "embedded":
            with pytest.raises(aiomqtt.MqttError):  # noqa: PT012 - the connection ends wherever it is
                async with connect("mat") as mat:
                    await mat.publish(topic, b"{}")
                    await receive(mat, 1)
            return
        async with connect("mat") as mat:
            await mat.publish(topic, b"{}", qos=1)
        assert [str(message.topic) for message in await receive(gateway, 1)] == [topic]
