"""Publishing at a real broker, with a gateway of the test's own: it notes what comes and answers ticks."""

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import aiomqtt
import pytest

from care.errors import BrokerError
from care.people import Connection
from devices import topics
from devices.broker import EmbeddedBroker
from devices.credentials import Credentials, hash_password
from devices.dialects.senml import resolve
from devices.topics import Grant, connection_grant, gateway_grant
from simulators.feed import Feed, Told
from simulators.publish import PACK, Progress, publish
from simulators.recording import read
from simulators.scenario_file import load, ours
from simulators.story import Story

SITE = "test-site"
PASSWORD = "a password for tests"
HASH = hash_password(PASSWORD)
START = datetime(2026, 1, 14, 20, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOMES = ("h-a", "h-b")


def _grant(home: str) -> Grant:
    box = Connection(id=f"c-{home}", site=SITE, home=home, name="box", keeps_clock=True, created=START)
    return connection_grant(box, HASH)


def _credentials(*homes: str) -> dict[str, Credentials]:
    return {home: Credentials(f"c-{home}", PASSWORD) for home in homes}


def every(minutes: float, *, home: str = "h-a", hours: float = 24, told: list[datetime] | None = None) -> Feed:
    """A feed of one motion event every so many minutes; ``told`` notes which were taken."""

    def tell() -> Iterator[Told]:
        for number in range(int(hours * 60 / minutes)):
            at = START + number * minutes * MINUTE
            if told is not None:
                told.append(at)
            yield Told(home, "d-hall", "motion", at, True)

    return Feed(home, START, START + timedelta(hours=hours), tell())


class Gateway:
    """Notes every message of the site; ``answers`` is whether it tells `processed`."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self._client = client
        self.waiting = client.messages
        self.came: list[tuple[str, datetime]] = []
        self.packs: list[int] = []
        self.ticks: list[tuple[str, datetime]] = []
        self.answers = True
        self.left = False

    async def run(self) -> None:
        async for message in self.waiting:
            where = topics.parse(str(message.topic))
            assert isinstance(message.payload, bytes)
            records = resolve(message.payload, START)
            if where.connection != "clock":
                self.packs.append(len(records))
            for record in records:
                name = record.name.rsplit("/", 1)[-1]
                self.came.append((f"{where.home} {name}", record.time))
                if name == "tick":
                    self.ticks.append((where.home, record.time))
                    if self.answers:
                        await self.answer(where.home, record.time)
            if self.left:  # aiomqtt may lose a cancellation that comes in the instant of an answer
                return

    async def answer(self, home: str, moment: datetime) -> None:
        told = json.dumps({"time": moment.isoformat(timespec="microseconds")})
        await self._client.publish(topics.processed(SITE, home), told, qos=0, retain=True)

    def times(self, home: str, name: str) -> list[datetime]:
        return [at for what, at in self.came if what == f"{home} {name}"]


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[EmbeddedBroker]:
    grants = [gateway_grant("gateway", HASH), *map(_grant, HOMES)]
    async with EmbeddedBroker(tmp_path, grants=grants) as running:
        yield running


@asynccontextmanager
async def _gateway(broker: EmbeddedBroker, **options: object) -> AsyncIterator[Gateway]:
    async with aiomqtt.Client(
        broker.host,
        broker.port,
        username="gateway",
        password=PASSWORD,
        identifier="gateway",
        socket_options=((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),),
        protocol=aiomqtt.ProtocolVersion.V311,
        **options,  # type: ignore[arg-type]
    ) as client:
        await client.subscribe(topics.site_filter(SITE), qos=1)
        gateway = Gateway(client)
        running = asyncio.create_task(gateway.run(), name="test gateway")
        try:
            yield gateway
        finally:
            gateway.left = True
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError, aiomqtt.MqttError):
                await running


@pytest.fixture
async def gateway(broker: EmbeddedBroker) -> AsyncIterator[Gateway]:
    async with _gateway(broker) as running:
        yield running


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


async def test_everything_told_arrives_once_and_in_order(broker: EmbeddedBroker, gateway: Gateway) -> None:
    published = await publish([every(2)], url=broker.url, credentials=_credentials("h-a"), site=SITE, speed=None)
    came = gateway.times("h-a", "motion")
    assert came == [START + 2 * number * MINUTE for number in range(720)]
    assert (published.sent, published.ticks) == (720, 24)


async def test_a_story_arrives_as_it_is_told(broker: EmbeddedBroker, gateway: Gateway) -> None:
    story = Story(load(ours()[0]), "h-a", 1)
    told = list(story.tell())
    await publish([story.feed()], url=broker.url, credentials=_credentials("h-a"), site=SITE, speed=None)
    assert [at for what, at in gateway.came if not what.endswith("tick")] == [t.time for t in told]
    assert gateway.ticks[-1] == ("h-a", story.end)


async def test_a_recording_arrives_as_it_was_written(broker: EmbeddedBroker, gateway: Gateway, tmp_path: Path) -> None:
    rows = [f"2025-10-26 0{hour}:{minute:02}:00,hall,motion" for hour in (1, 2, 2, 3) for minute in range(0, 60, 2)]
    file = tmp_path / "home.csv"
    file.write_text("\n".join(["time,sensor,type", *rows]), encoding="utf-8")
    recording = read(file, ZoneInfo("Europe/Stockholm"))
    published = await publish(
        [recording.feed("h-a")], url=broker.url, credentials=_credentials("h-a"), site=SITE, speed=None
    )
    assert published.sent == recording.rows == 120
    assert gateway.times("h-a", "motion") == [recording.start + 2 * number * MINUTE for number in range(120)]


async def test_a_tick_comes_after_the_readings_that_it_covers(broker: EmbeddedBroker, gateway: Gateway) -> None:
    await publish([every(0.5)], url=broker.url, credentials=_credentials("h-a"), site=SITE, speed=None)
    ticked = START - MINUTE
    for what, at in gateway.came:
        assert at > ticked
        if what.endswith("tick"):
            ticked = at


async def test_readings_of_the_instant_of_a_tick_come_before_it(broker: EmbeddedBroker, gateway: Gateway) -> None:
    await publish([every(60, hours=3)], url=broker.url, credentials=_credentials("h-a"), site=SITE, speed=None)
    hours = [what.split()[1] for what, at in gateway.came if at == START + 60 * MINUTE]
    assert hours == ["motion", "tick"]


async def test_ticks_are_an_hour_apart_and_end_at_the_end(broker: EmbeddedBroker, gateway: Gateway) -> None:
    await publish([every(7, hours=5.5)], url=broker.url, credentials=_credentials("h-a"), site=SITE, speed=None)
    hours = [(at - START) / timedelta(hours=1) for _, at in gateway.ticks]
    assert hours == [1, 2, 3, 4, 5, 5.5]


async def test_as_fast_as_taken_many_readings_go_in_one_message(broker: EmbeddedBroker, gateway: Gateway) -> None:
    await publish([every(0.5)], url=broker.url, credentials=_credentials("h-a"), site=SITE, speed=None)
    assert max(gateway.packs) == PACK
    assert sum(gateway.packs) == 2880


async def test_homes_go_side_by_side(broker: EmbeddedBroker, gateway: Gateway) -> None:
    feeds = [every(5, home=home) for home in HOMES]
    await publish(feeds, url=broker.url, credentials=_credentials(*HOMES), site=SITE, speed=None)
    order = [home for home, _ in gateway.ticks]
    assert order.count("h-a") == order.count("h-b") == 24
    assert order.index("h-b") < 24


async def test_no_home_goes_further_ahead_than_the_window(broker: EmbeddedBroker, gateway: Gateway) -> None:
    gateway.answers = False
    told: list[datetime] = []
    running = asyncio.create_task(
        publish([every(5, told=told)], url=broker.url, credentials=_credentials("h-a"), site=SITE, speed=None)
    )
    await _until(lambda: len(gateway.ticks) == 4)
    await _until(lambda: len(gateway.times("h-a", "motion")) == 4 * 12 + 1)
    assert told[-1] == START + timedelta(hours=4, minutes=5)
    for hour in range(1, 21):
        await gateway.answer("h-a", START + timedelta(hours=hour))
        await _until(lambda hour=hour: len(gateway.ticks) >= 4 + hour)  # type: ignore[misc]
        assert told[-1] <= START + timedelta(hours=4 + hour, minutes=5)
    assert not running.done()
    await gateway.answer("h-a", START + timedelta(hours=24))
    assert (await running).ticks == 24


async def test_in_step_nothing_is_told_before_the_tick_after_each_reading_is_processed(
    broker: EmbeddedBroker, gateway: Gateway
) -> None:
    gateway.answers = False
    feed = every(7, hours=0.5)
    running = asyncio.create_task(
        publish(
            [feed],
            url=broker.url,
            credentials=_credentials("h-a"),
            site=SITE,
            speed=None,
            tick=10 * MINUTE,
            in_step=True,
        )
    )
    for number, minutes in enumerate((0, 7, 10, 14, 20, 21, 30), 1):
        await _until(lambda number=number: len(gateway.ticks) >= number)  # type: ignore[misc]
        assert gateway.ticks[-1] == ("h-a", START + minutes * MINUTE)
        assert gateway.came[-1] == ("h-a tick", START + minutes * MINUTE)
        await gateway.answer("h-a", START + minutes * MINUTE)
    assert (await running).sent == 4
    assert gateway.times("h-a", "motion") == [START + 7 * number * MINUTE for number in range(4)]


async def test_a_run_ends_only_when_its_last_tick_is_processed(broker: EmbeddedBroker, gateway: Gateway) -> None:
    gateway.answers = False
    running = asyncio.create_task(
        publish([every(5, hours=2)], url=broker.url, credentials=_credentials("h-a"), site=SITE, speed=None)
    )
    await _until(lambda: len(gateway.ticks) == 2)
    await gateway.answer("h-a", START + timedelta(hours=1))
    await asyncio.wait({running}, timeout=0.2)
    assert not running.done()
    await gateway.answer("h-a", START + timedelta(hours=2))
    await running


async def test_a_run_knows_what_was_processed_before_it_connected(broker: EmbeddedBroker, gateway: Gateway) -> None:
    await gateway.answer("h-a", START + timedelta(hours=24))
    gateway.answers = False
    published = await publish([every(5)], url=broker.url, credentials=_credentials("h-a"), site=SITE, speed=None)
    assert published.sent == 288


async def test_a_paced_run_follows_the_wall_clock_it_is_given(broker: EmbeddedBroker, gateway: Gateway) -> None:
    now = 1000.0
    sent: list[tuple[float, datetime]] = []

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds
        await asyncio.sleep(0)

    def note(progress: Progress) -> None:
        sent.append((now, progress.told))

    await publish(
        [every(10, hours=2)],
        url=broker.url,
        credentials=_credentials("h-a"),
        site=SITE,
        speed=600,
        wall=lambda: now,
        sleep=sleep,
        progress=note,
    )
    assert now - 1000 == pytest.approx(2 * 3600 / 600)
    assert set(gateway.packs) == {1}
    apart = {after - before for (_, before), (_, after) in pairwise(gateway.ticks)}
    assert apart == {timedelta(minutes=2)}
    for wall, told in sent:
        assert (told - START).total_seconds() <= (wall - 1000) * 600 + 1e-6


async def test_a_broker_that_dies_loses_nothing(broker: EmbeddedBroker) -> None:
    told: list[datetime] = []
    watching = asyncio.create_task(broker.watch(), name="watch the broker")
    async with _gateway(broker, clean_session=False) as first:
        running = asyncio.create_task(
            publish(
                [every(0.5, hours=72, told=told)],
                url=broker.url,
                credentials=_credentials("h-a"),
                site=SITE,
                speed=None,
            )
        )
        await _until(lambda: len(first.came) > 2000)
        os.kill(broker.pid, signal.SIGSTOP)  # what is published now is not acknowledged
        await _until(lambda: not len(first.waiting))  # aiomqtt acknowledges before we have noted
        os.kill(broker.pid, signal.SIGKILL)
    second = await _again(broker, first)
    published = await running
    assert published.sent == 72 * 120
    await _until(lambda: set(first.times("h-a", "motion")) | set(second.times("h-a", "motion")) == set(told))
    watching.cancel()


async def _again(broker: EmbeddedBroker, before: Gateway) -> Gateway:
    """Connect again as soon as the broker is back, tell again how far we had come, and go on until the end."""
    for _ in range(200):
        with contextlib.suppress(aiomqtt.MqttError):
            return await _go_on(broker, before)
        await asyncio.sleep(0.05)
    pytest.fail("the broker did not come back")


async def _go_on(broker: EmbeddedBroker, before: Gateway) -> Gateway:
    async with _gateway(broker, clean_session=False) as second:
        await second.answer(*before.ticks[-1])
        await _until(lambda: bool(second.ticks) and second.ticks[-1][1] == START + timedelta(hours=72))
        return second


@pytest.fixture
def loses_a_cancellation(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Have aiomqtt lose the cancellation of a subscription; the event is set when one is under way."""
    subscribing = asyncio.Event()
    subscribe = aiomqtt.Client.subscribe

    async def lost(client: aiomqtt.Client, *topics: object, **options: object) -> object:
        subscribing.set()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return await subscribe(client, *topics, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(aiomqtt.Client, "subscribe", lost)
    return subscribing


async def test_a_run_that_is_cancelled_ends_though_the_connection_does_not_hear_of_it(
    broker: EmbeddedBroker, loses_a_cancellation: asyncio.Event
) -> None:
    running = asyncio.create_task(
        publish([every(5)], url=broker.url, credentials=_credentials("h-a"), site=SITE, speed=None)
    )
    await loses_a_cancellation.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(20):
            await running


async def test_a_refused_credential_ends_the_run_with_a_sentence(
    broker: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulators.line.ADMISSION_SECONDS", 0.6)
    wrong = {"h-a": Credentials("c-h-a", "not the password")}
    with pytest.raises(BrokerError, match=r"refused 'c-h-a' of home h-a.*mistel device list"):
        await publish([every(5)], url=broker.url, credentials=wrong, site=SITE, speed=None)


async def test_a_gateway_that_never_answers_ends_the_run_with_a_sentence(
    broker: EmbeddedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulators.line.PATIENCE_SECONDS", 0.3)
    with pytest.raises(BrokerError, match=r"gateway of site test-site .* has not answered home h-a"):
        await publish([every(5)], url=broker.url, credentials=_credentials("h-a"), site=SITE, speed=None)


@pytest.mark.parametrize(("window", "tick", "speed"), [(60, 40, None), (60, 0, None), (60, 20, 0.0)])
async def test_a_pace_that_cannot_work_is_refused(window: float, tick: float, speed: float | None) -> None:
    with pytest.raises(ValueError, match=r"do not fit|must be over 0"):
        await publish(
            [],
            url="mqtt://127.0.0.1:1",
            credentials={},
            site=SITE,
            speed=speed,
            window=window * MINUTE,
            tick=tick * MINUTE,
        )
