"""What the broker turned away of a connection is refused as its readings are: with what is wrong and how to mend it."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiomqtt
import pytest

from care.clock import ClockKind, wall_now
from care.errors import StoreError
from care.events import Refusal
from care.people import Connection
from devices.broker import EmbeddedBroker
from devices.broker.turned_away import LogTail
from gateway import turned_away
from gateway.turned_away import AGAIN, MOST_A_MINUTE, Doorkeeper
from store.registry import Registry
from tests.gateway.at_a_site import LOGIN, AtASite, at_a_site, furnish

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
async def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AtASite]:
    monkeypatch.setattr(turned_away, "LOOK_SECONDS", 0.01)
    async with at_a_site(tmp_path) as found:
        broker = found.broker.child
        assert isinstance(broker, EmbeddedBroker)
        keeper = Doorkeeper(LogTail(broker.log), found.registry, lambda _site: found.gateway.ingest, wall_now)
        following = asyncio.create_task(keeper.run())
        yield found
        following.cancel()


def client(site: AtASite, password: str = LOGIN.password, name: str = LOGIN.user) -> aiomqtt.Client:
    return aiomqtt.Client("127.0.0.1", site.broker.port, username=LOGIN.user, password=password, identifier=name)


async def refused(site: AtASite, count: int = 1) -> list[Refusal]:
    await site.until(lambda: len(site.reader.refusals()) >= count)
    return site.reader.refusals()


async def test_a_wrong_password_and_a_wrong_topic_are_told_on_the_connections_feed(site: AtASite) -> None:
    for _again in range(3):
        with suppress(aiomqtt.MqttError):
            async with client(site, "wrong"):
                pass
    async with client(site) as device:  # the broker acknowledges both, and drops them
        await device.publish("mistel/a/h1/another/events", "[]", qos=1)
        await device.publish("living-room/temperature", "21", qos=1)
    async with client(site, name="ESP_1234") as device:
        await device.publish("elsewhere", "[]", qos=1)
        await device.publish("mistel/a/h1/another/events", "[]", qos=1)
    nameless, newest, first, login = await refused(site, 4)
    assert (login.connection, login.home, login.reason, login.field) == ("c1", "h1", "login_refused", "password")
    assert (newest.connection, newest.reason) == ("c1", "not_allowed")
    assert (login.topic, newest.topic) == ("", "living-room/temperature")
    assert "living-room/temperature" in newest.says
    assert "mistel/a/h1/another/events" in first.says
    assert "mistel/a/h1/c1/events" in first.mend
    assert (nameless.connection, nameless.home) == ("-", "h1")


async def test_a_topic_that_one_may_not_hear_and_one_that_cannot_be_are_said(site: AtASite) -> None:
    async with client(site) as device:
        await device.subscribe("mistel/#")
    with suppress(aiomqtt.MqttError):
        async with client(site) as device:
            await device.publish("mistel/a/h1/c1/my events", "[]", qos=1, timeout=0.1)
    sign, hearing = await refused(site, 2)
    assert "wanted to hear mistel/#" in hearing.says
    assert "mistel-out/a/h1/c1/" in hearing.mend
    assert "such as a space" in sign.says


class Log:
    """A log that a test writes, with a clock that it moves; what would be kept is collected."""

    def __init__(self, folder: Path, registry: Registry) -> None:
        self.path = folder / "log"
        self.now = NOON
        self.kept: list[Refusal] = []
        self.keeper = Doorkeeper(LogTail(self.path), registry, lambda _site: self, lambda: self.now)  # type: ignore[arg-type, return-value]

    async def note(self, refusals: Sequence[Refusal]) -> None:
        self.kept += refusals

    async def say(self, *lines: str) -> None:
        with self.path.open("a") as log:
            log.writelines(f"[1] 2026/11/22 19:32:58.638010 [ERR] 127.0.0.1:1 - mid:5 - {line}\n" for line in lines)
        await self.keeper.look()


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with Registry.open(tmp_path_factory.mktemp("registry")) as opened:
        furnish(opened, ClockKind.WALL)
        yield opened


@pytest.fixture
def log(tmp_path: Path, registry: Registry) -> Log:
    return Log(tmp_path, registry)


async def test_the_same_is_told_once_a_minute_and_of_one_connection_only_so_much(log: Log) -> None:
    login = '"MQx" - authentication error - User "c1"'
    await log.say(login, login)
    await log.say(login)
    assert len(log.kept) == 1
    log.now += AGAIN
    await log.say(login, *(f'"c1" - Publish Violation - Subject "t{n}"' for n in range(3 * MOST_A_MINUTE)))
    assert len(log.kept) == 1 + MOST_A_MINUTE


async def test_what_is_of_nobody_that_we_know_is_told_to_nobody(log: Log) -> None:
    await log.say(
        '"MQx" - authentication error - User "somebody"',
        '"MQx" - authentication error - User "no id!"',
        '"ESP" - Publish Violation - Subject "mistel.b.h1.x.events"',
        '"ESP" - Publish Violation - Subject "mistel.a.nowhere.x.events"',
        '"ESP" - Subscription Violation - Subject "mistel.a.h1.x", SID 1',
    )
    assert log.kept == []


async def test_our_own_client_is_known_by_its_connection_and_one_taken_away_is_told_so(
    log: Log, registry: Registry
) -> None:
    await log.say('"c1-0123456789abcdef" - Publish Violation - Subject "t"')
    assert log.kept[0].connection == "c1"
    registry.connections.add(Connection(id="c2", site="a", home="h1", name="Old", created=NOON), "hash")
    registry.connections.revoke("c2", NOON)
    await log.say('"x" - authentication error - User "c2"')
    assert "was taken away" in log.kept[1].says


async def test_a_store_that_cannot_keep_it_ends_nothing(
    log: Log, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(turned_away, "LOOK_SECONDS", 0)

    async def full(_refusals: Sequence[Refusal]) -> None:
        log.note = Log.note.__get__(log)  # type: ignore[method-assign]
        raise StoreError("The disk is full.")

    log.note = full  # type: ignore[method-assign]
    following = asyncio.create_task(log.keeper.run())
    log.path.write_text(
        '[1] 2026/11/22 19:32:58.6 [ERR] 127.0.0.1:1 - mid:5 - "x" - authentication error - User "c1"\n'
    )
    async with asyncio.timeout(10):
        while "disk is full" not in caplog.text:
            await asyncio.sleep(0)
    log.now += timedelta(minutes=2)
    assert not following.done()
    following.cancel()
