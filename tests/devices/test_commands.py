"""Commands to devices: on the wire, from what is asked to what is answered, at a real broker."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiomqtt
import pytest

from care.commands import COMMANDS, Answer, Command, Outcome, checked
from care.errors import Reason, Refused
from devices import topics
from devices.client import DeviceClient
from devices.commands import MAX_BYTES, Asked, is_answer, pack, pack_answer, read_answer, unpack
from devices.dialects import Known, Message
from devices.inbox import ROOM, Inbox
from tests.brokers import Running, on_both
from tests.brokers import running as running_broker
from tests.devices.at_the_broker import GRANTS, PASSWORD, a_connection, client, credentials, receive

NOW = datetime(2026, 11, 22, 11, 30, tzinfo=UTC)
KNOWN = Known("rosen", {"h1": {"mat": frozenset({"mat"})}})
WIRE = (Path(__file__).parents[2] / "docs" / "wire.md").read_text(encoding="utf-8")
ASK = topics.commands("rosen", "h1", "mat")
ANSWERS = topics.answers("rosen", "h1", "mat")
REFUSED = 0x80


def command(number: int = 1, *, until: datetime = NOW + timedelta(minutes=1)) -> Command:
    return Command(
        id=f"k-{number}",
        site="rosen",
        home="h1",
        connection="mat",
        device="mat",
        name="reminder.show",
        arguments={"text": "Lunch"},
        by="anna",
        asked=NOW,
        until=until,
    )


def answered(payload: bytes) -> Answer:
    _, answer = read_answer(Message(ANSWERS, payload, NOW), KNOWN)
    return answer


def refused(payload: bytes, topic: str = ANSWERS) -> Refused:
    with pytest.raises(Refused) as caught:
        read_answer(Message(topic, payload, NOW), KNOWN)
    return caught.value


def test_a_command_arrives_as_it_was_sent() -> None:
    assert unpack(pack(command())) == Asked(
        "k-1", "reminder.show", "mat", NOW + timedelta(minutes=1), {"text": "Lunch"}
    )


@pytest.mark.parametrize("outcome", Outcome)
def test_an_answer_arrives_as_it_was_given(outcome: Outcome) -> None:
    answer = Answer(id="k-1", outcome=outcome, says="Visad i två minuter.")
    assert answered(pack_answer(answer)) == answer


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"{}",
        b"[" * 20_000,
        b'{"id": "k", "command": "x", "device": "d", "until": "2026-11-22T11:31:00"}',
        b'{"with": 1}',
    ],
)
def test_what_is_no_command_is_passed_over(payload: bytes) -> None:
    assert Inbox(lambda: NOW).take(payload) is None


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"done", Reason.NOT_JSON),
        (b"[]", Reason.BAD_ANSWER),
        (b'{"outcome": "done"}', Reason.BAD_ANSWER),
        (b'{"id": "k-1", "outcome": "perhaps"}', Reason.BAD_ANSWER),
        (b'{"id": 1, "outcome": "done"}', Reason.BAD_ANSWER),
        (b'{"id": "k-1", "outcome": "done", "says": "%s"}' % (b"x" * 201), Reason.BAD_ANSWER),
        (b" " * (MAX_BYTES + 1), Reason.TOO_LARGE),
    ],
)
def test_a_wrong_answer_is_refused_with_a_reason(payload: bytes, reason: Reason) -> None:
    assert refused(payload).reason is reason


def test_an_answer_of_strangers_is_refused() -> None:
    assert refused(b"{}", topics.answers("rosen", "h9", "mat")).reason is Reason.UNKNOWN_HOME
    assert refused(b"{}", topics.answers("rosen", "h1", "cat")).reason is Reason.UNKNOWN_DEVICE
    assert refused(b"{}", topics.answers("other", "h1", "mat")).reason is Reason.BAD_TOPIC


def test_a_foreign_dialects_own_answers_are_none_of_ours() -> None:
    assert is_answer(ANSWERS)
    assert not is_answer("mistel/rosen/h1/mat/via/zigbee2mqtt/answers")


def test_control_characters_of_an_answer_reach_nobody() -> None:
    assert answered(b'{"id": "k-1", "outcome": "done", "says": "a\\u001b[31mb"}').says == "a [31mb"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_on_the_page_with_what_it_says(name: str) -> None:
    ask = COMMANDS[name]
    row = next(line for line in WIRE.splitlines() if line.startswith(f"| `{name}` |"))
    assert ask.meaning in row
    assert all(f"`{argument.name}`" in row for argument in ask.arguments)


def test_the_pages_examples_are_a_command_and_its_answer() -> None:
    start = WIRE.index('    {"id": "k-')
    asked = unpack(WIRE[start : WIRE.index("| command | asks to")].encode())
    assert checked(asked.command, dict(asked.arguments)) == {"text": "Lunch"}
    told = next(line for line in WIRE.splitlines() if '"outcome": "done", "says"' in line)
    assert answered(told.encode()).id == asked.id


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("reminder.shwo", {}, "Did you mean reminder.show"),
        ("reminder.show", {}, "needs 'text', text of at most 200 characters"),
        ("reminder.show", {"text": " "}, "needs 'text'"),
        ("reminder.show", {"text": "x" * 201}, "needs 'text'"),
        ("reminder.show", {"text": "Lunch", "loud": True}, "takes no 'loud'"),
        ("time.show", {"minutes": 0}, "minutes, 1 to 1440"),
        ("time.show", {"minutes": True}, "minutes, 1 to 1440"),
        ("plan.set", {"plan": [{"at": "8:00", "text": "Breakfast"}]}, "HH:MM"),
        ("plan.set", {"plan": [{"at": "08:00", "text": "Eat"}] * 51}, "at most 50"),
        ("dose.offer", {"dose": 2}, "It takes nothing"),
    ],
)
def test_a_command_that_cannot_be_is_refused_before_it_is_kept(
    name: str, arguments: dict[str, object], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        checked(name, arguments)  # type: ignore[arg-type]


def test_arguments_that_may_be_left_out_may() -> None:
    assert checked("time.show", {"minutes": 15}) == {"minutes": 15}
    assert checked("plan.set", {"plan": [{"at": "08:00", "text": "Eat"}]})
    assert checked("dispenser.lock", {}) == {}


async def test_a_command_sent_twice_is_given_once_and_its_answer_told_again() -> None:
    inbox = Inbox(lambda: NOW)
    assert inbox.take(pack(command())) is None
    assert inbox.take(pack(command())) is None
    given = await inbox.next()
    assert given is not None
    inbox.close()
    assert await inbox.next() is None
    answer = inbox.answered(Answer(id=given.id, outcome=Outcome.DONE))
    assert inbox.take(pack(command())) == answer


def test_a_command_that_is_too_late_or_one_too_many_is_refused_at_once() -> None:
    inbox = Inbox(lambda: NOW)
    late = inbox.take(pack(command(until=NOW - timedelta(seconds=1))))
    assert late is not None
    assert (late.outcome, late.says) == (Outcome.REFUSED, "It came too late.")
    for number in range(ROOM):
        assert inbox.take(pack(command(100 + number))) is None
    full = inbox.take(pack(command(99)))
    assert full is not None
    assert full.outcome is Outcome.REFUSED


@asynccontextmanager
async def a_broker(kind: str, folder: Path) -> AsyncIterator[Running]:
    passwords = {grant.user: PASSWORD for grant in GRANTS}
    async with running_broker(kind, folder, GRANTS, passwords) as broker:
        yield broker


async def ask(gateway: aiomqtt.Client, *commands: Command) -> None:
    for each in commands:
        await gateway.publish(ASK, pack(each), qos=1)


async def ask_again_and_again(gateway: aiomqtt.Client, command: Command) -> None:
    """As the gateway does, but sooner: who listens only now has missed the first."""
    while True:
        await ask(gateway, command)
        await asyncio.sleep(0.1)


async def outcomes(gateway: aiomqtt.Client, count: int) -> list[tuple[str, str]]:
    told = [json.loads(m.payload) for m in await receive(gateway, count)]  # type: ignore[arg-type]
    return [(answer["id"], answer["outcome"]) for answer in told]


async def carry_out(mat: DeviceClient, done: list[str], most: int) -> None:
    async for asked in mat.commands():
        done.append(asked.id)
        await mat.answer(asked, "done")
        if len(done) == most:
            break


@on_both
async def test_commands_that_came_while_the_device_was_away_are_carried_out_once(kind: str, tmp_path: Path) -> None:
    in_time = datetime.now(UTC) + timedelta(minutes=5)
    done: list[str] = []

    def a_mat(url: str) -> DeviceClient:
        return DeviceClient(url, credentials("mat"), site="rosen", home="h1")

    async with a_broker(kind, tmp_path) as broker, client(broker, "gateway") as gateway:
        await gateway.subscribe(ANSWERS, qos=1)
        async with a_mat(broker.url) as mat:
            working = asyncio.create_task(carry_out(mat, done, 1))
            asking = asyncio.create_task(ask_again_and_again(gateway, command(1, until=in_time)))
            assert await outcomes(gateway, 1) == [("k-1", "done")]
            await working
            asking.cancel()
        await ask(gateway, command(2, until=in_time), command(2, until=in_time), command(3, until=NOW))
        async with a_mat(broker.url) as mat:
            working = asyncio.create_task(carry_out(mat, done, 2))
            told: dict[str, str] = {}
            while not {"k-2", "k-3"} <= told.keys():  # the first may be answered again
                told |= dict(await outcomes(gateway, 1))
            await working
            assert (told["k-2"], told["k-3"]) == ("done", "refused")
        assert done == ["k-1", "k-2"]


async def test_a_retained_command_is_an_old_one_and_is_passed_over(tmp_path: Path) -> None:
    in_time = datetime.now(UTC) + timedelta(minutes=5)
    done: list[str] = []
    async with a_broker("embedded", tmp_path) as broker, client(broker, "gateway") as gateway:
        await gateway.subscribe(ANSWERS, qos=1)
        await gateway.publish(ASK, pack(command(1, until=in_time)), qos=1, retain=True)
        async with DeviceClient(broker.url, credentials("mat"), site="rosen", home="h1") as mat:
            working = asyncio.create_task(carry_out(mat, done, 1))
            asking = asyncio.create_task(ask_again_and_again(gateway, command(2, until=in_time)))
            assert await outcomes(gateway, 1) == [("k-2", "done")]
            await working
            asking.cancel()
    assert done == ["k-2"]


async def test_no_connection_reads_anothers_commands_or_answers_in_its_name(tmp_path: Path) -> None:
    grant = a_connection("mat")
    assert ASK in {topic.replace("#", "commands") for topic in grant.subscribe}
    assert ANSWERS in {topic.replace("#", "answers") for topic in grant.publish}
    async with a_broker("embedded", tmp_path) as broker, client(broker, "lamp") as lamp:
        (granted,) = await lamp.subscribe(ASK, qos=1)
        assert granted == REFUSED
        async with client(broker, "gateway") as gateway:
            await gateway.subscribe("mistel/rosen/#", qos=1)
            await lamp.publish(ANSWERS, b"{}", qos=1)
            await lamp.publish(topics.answers("rosen", "h1", "lamp"), b"{}", qos=1)
            (heard,) = await receive(gateway, 1)
            assert str(heard.topic) == topics.answers("rosen", "h1", "lamp")
