"""InfluxDB follows the journal through outages, and ends with each reading once."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from care.clock import wall_now
from care.events import Event
from devices.dialects.senml import pack
from gateway.forward import Forwarder
from store.influx import InfluxReader, Server, Target, Writer
from store.journal import Journal, JournalFollower, JournalReader
from tests.gateway.at_a_site import at_a_site
from tests.store.influx.influx_shim import Answer
from tests.store.influx.influxd import ADMIN, USER, Influxd

pytestmark = pytest.mark.server("influxd")

START = datetime(2026, 1, 1, 22, tzinfo=UTC)
EVER = (START - timedelta(days=1), START + timedelta(days=3650))


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.forward.LOOK_EVERY", 0.01)
    monkeypatch.setattr("gateway.forward.FIRST_WAIT", 0.01)
    monkeypatch.setattr("gateway.forward.LONGEST_WAIT", 0.05)


def told(number: int, home: str = "h1") -> Event:
    at = START + timedelta(seconds=number // 3)
    quantity, value = [("motion", number % 6 < 3), ("power", float(number)), ("power", number + 0.5)][number % 3]
    return Event("a", home, "hall", quantity, at, value, at)


async def until(condition: Callable[[], object], within: float = 20) -> None:
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def forwarding(state: Path, target: Target, *, real: bool = False) -> AsyncIterator[tuple[Journal, Forwarder]]:
    async with Journal.open(state, "a") as journal:
        forwarder = Forwarder("a", state, journal, target, wall_now, real)
        running = asyncio.create_task(forwarder.run())
        try:
            yield journal, forwarder
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def in_influx(target: Target) -> list[Event]:
    with Server(target) as server:
        return InfluxReader(server, "a").span("h1", *EVER)


def expected(events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.order)


async def test_readings_that_arrive_while_influxd_is_away_are_there_once_when_it_is_back(
    influxd: Influxd, bucket: str, tmp_path: Path
) -> None:
    target = influxd.target(bucket=bucket)
    async with forwarding(tmp_path, target) as (journal, forwarder):
        await journal.keep([told(n) for n in range(3000)])
        await until(lambda: forwarder.position >= 3000)
        influxd.kill()
        for part in range(3000, 30_000, 1000):
            await journal.keep([told(n) for n in range(part, part + 1000)])
        await until(lambda: "does not answer" in forwarder.trouble)
        assert forwarder.position == 3000
        await asyncio.to_thread(influxd.start)
        await until(lambda: forwarder.position >= 30_000)
        assert forwarder.trouble == ""
    assert in_influx(target) == expected([told(n) for n in range(30_000)])


async def test_after_a_restart_forwarding_goes_on_where_it_was_and_sending_again_is_harmless(
    influxd: Influxd, bucket: str, tmp_path: Path
) -> None:
    target = influxd.target(bucket=bucket)
    async with forwarding(tmp_path, target) as (journal, forwarder):
        await journal.keep([told(n) for n in range(100)])
        await until(lambda: forwarder.position == 100)
    async with forwarding(tmp_path, target) as (journal, forwarder):
        await journal.keep([told(n) for n in range(100, 150)])
        await until(lambda: forwarder.position == 150)
    assert influxd.shim.lines == 150
    with JournalFollower.open(tmp_path, "a") as follower, Server(target) as server:
        assert Writer(server).write(follower.arrivals(50, 100)) == []
    assert in_influx(target) == expected([told(n) for n in range(150)])


async def test_what_was_kept_last_is_forwarded_before_the_gateway_ends(
    influxd: Influxd, bucket: str, tmp_path: Path
) -> None:
    target = influxd.target(bucket=bucket)
    async with forwarding(tmp_path, target) as (journal, forwarder):
        await journal.keep([told(0)])
        await until(lambda: forwarder.position == 1)
        await journal.keep([told(n) for n in range(1, 12_000)])
    assert forwarder.position == 12_000
    assert in_influx(target) == expected([told(n) for n in range(12_000)])


async def test_another_bucket_gets_everything_from_the_start(influxd: Influxd, bucket: str, tmp_path: Path) -> None:
    influxd.add_database(f"{bucket}-2")
    for name in (bucket, f"{bucket}-2"):
        async with forwarding(tmp_path, influxd.target(bucket=name)) as (journal, forwarder):
            await journal.keep([told(n) for n in range(30)])
            await until(lambda forwarder=forwarder: forwarder.position == 30)
    assert in_influx(influxd.target(bucket=f"{bucket}-2")) == expected([told(n) for n in range(30)])


async def test_what_influxdb_rejects_is_noted_with_the_reason_and_passed_over(
    influxd: Influxd, bucket: str, tmp_path: Path
) -> None:
    influxd.ask(f'CREATE RETENTION POLICY "short" ON "{bucket}" DURATION 24h REPLICATION 1 DEFAULT')
    now = wall_now().replace(microsecond=0)
    fresh = [Event("a", "h1", "hall", "motion", now + timedelta(seconds=n), True, now) for n in range(20)]
    target = influxd.target(bucket=bucket)
    old = [told(n) for n in range(40)]
    async with forwarding(tmp_path, target) as (journal, forwarder):
        await journal.keep([event for pair in zip(old, fresh * 2, strict=True) for event in pair])
        await until(lambda: forwarder.position)
        assert (forwarder.passed_over, forwarder.forwarded) == (40, 20)
    assert in_influx(target) == [Event(*[*_but_received(event), event.time]) for event in fresh]
    with JournalReader.open(tmp_path, "a") as reader:
        refused = {refusal.field: refusal for refusal in reader.refusals()}
    assert set(refused) == {"motion", "power"}
    assert "26 of hall's power" in refused["power"].says
    assert "--keep-days" in refused["power"].mend


def _but_received(event: Event) -> tuple[object, ...]:
    return (event.site, event.home, event.device, event.quantity, event.time, event.value)


async def test_a_conflict_of_types_stops_only_its_own_quantity(influxd: Influxd, bucket: str, tmp_path: Path) -> None:
    target = influxd.target(bucket=bucket)
    with Server(target) as server:
        server.write('power,device=x,home=y,site=z v="a text" 1767308400000000000')
    influxd.shim.written = 0
    async with forwarding(tmp_path, target) as (journal, forwarder):
        await journal.keep([told(n) for n in range(300)])
        await until(lambda: forwarder.position == 300)
    assert influxd.shim.written == 3
    assert in_influx(target) == expected([told(n) for n in range(300) if told(n).quantity == "motion"])
    with JournalReader.open(tmp_path, "a") as reader:
        (refused,) = reader.refusals()
    assert "bucket of its own" in refused.mend


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(401, b'{"code":"unauthorized","message":"unauthorized access"}'), "MISTEL_INFLUX_TOKEN"),
        (Answer(403, b'{"error":"\\"mistel\\" user is not authorized"}'), "right to read and write"),
        (Answer(404, b'{"code":"not found","message":"bucket \\"x\\" not found"}'), "mistel store init"),
        (Answer(200, b"<!doctype html><title>Log in</title>", {"Content-Type": "text/html"}), "a page 'Log in'"),
        (Answer(302, b"", {"Location": "/login"}), "is not InfluxDB"),
        (Answer(400, b'{"code":"invalid","message":"unknown precision"}'), "unknown precision"),
        (Answer(500, b"<html>oops</html>"), "a page of a proxy"),
        (Answer(503, b"", {"Retry-After": "0"}), "asks us to wait"),
        (Answer(429, b"", {"Retry-After": "soon"}), "asks us to wait"),
    ],
    ids=lambda value: value.status if isinstance(value, Answer) else None,
)
async def test_each_trouble_is_told_and_forwarding_goes_on_when_it_is_over(
    influxd: Influxd, bucket: str, tmp_path: Path, answer: Answer, sentence: str
) -> None:
    target = influxd.target(bucket=bucket)
    influxd.shim.instead.extend([Answer(204, headers={"X-Influxdb-Version": "1.8.10"}), answer])
    told_of: set[str] = set()
    async with forwarding(tmp_path, target) as (journal, forwarder):
        await journal.keep([told(1)])

        def done() -> bool:
            told_of.add(forwarder.trouble)
            return forwarder.position == 1

        await until(done)
    assert any(sentence in trouble for trouble in told_of)
    assert in_influx(target) == [told(1)]


async def test_too_much_at_once_is_sent_in_parts(influxd: Influxd, bucket: str, tmp_path: Path) -> None:
    target = influxd.target(bucket=bucket)
    influxd.shim.longest_body = 2000
    async with forwarding(tmp_path, target) as (journal, forwarder):
        await journal.keep([told(n) for n in range(300)])
        await until(lambda: forwarder.position == 300)
    assert in_influx(target) == expected([told(n) for n in range(300)])


async def test_a_wrong_password_or_a_missing_database_is_told(influxd: Influxd, bucket: str, tmp_path: Path) -> None:
    influxd.ask('CREATE DATABASE "not-ours"')
    for number, (target, sentence) in enumerate(
        [
            (Target(influxd.shim.url, "mistel:wrong", bucket=bucket), "authorization failed"),
            (Target(influxd.shim.url, USER, bucket="not-ours"), "does not let us in"),
            (Target(influxd.shim.url, ADMIN, bucket="elsewhere"), "mistel store init"),
            (Target(f"http://127.0.0.1:{_nobody()}", USER), "Connection refused"),
        ]
    ):
        async with forwarding(tmp_path / str(number), target) as (journal, forwarder):
            await journal.keep([told(1)])
            await until(lambda forwarder=forwarder, sentence=sentence: sentence in forwarder.trouble)
            assert forwarder.position == 0


async def test_a_server_that_cannot_erase_gets_nothing_of_real_homes(
    influxd: Influxd, bucket: str, tmp_path: Path
) -> None:
    target = influxd.target(bucket=bucket)
    three = Answer(200, b'{"version":"3.4.1","revision":"x"}', {"Content-Type": "application/json"})
    influxd.shim.instead.append(three)
    async with forwarding(tmp_path / "test", target) as (journal, forwarder):
        await journal.keep([told(1)])
        await until(lambda: forwarder.position == 1)
    influxd.shim.instead.extend([three] * 10_000)
    influxd.shim.written = 0
    async with forwarding(tmp_path / "real", target, real=True) as (journal, forwarder):
        await journal.keep([told(2)])
        await until(lambda: "cannot erase a home" in forwarder.trouble)
    assert influxd.shim.written == 0


async def test_ticks_are_not_forwarded(influxd: Influxd, bucket: str, tmp_path: Path) -> None:
    async with forwarding(tmp_path, influxd.target(bucket=bucket)) as (journal, forwarder):
        await journal.keep([Event("a", "h1", "clock", "tick", START, True, START)])
        await until(lambda: forwarder.position == 1)
    assert influxd.shim.written == 0


async def test_what_a_device_says_reaches_influxdb_through_the_gateway(
    influxd: Influxd, bucket: str, tmp_path: Path
) -> None:
    target = influxd.target(bucket=bucket)
    async with at_a_site(tmp_path, influx=target) as site, site.device() as device:
        for number in range(20):
            reading = pack([("hall/motion", True, wall_now() - timedelta(seconds=number))])
            await device.publish("mistel/a/h1/c1/events", reading, qos=1)
        await site.until(lambda: (state := site.gateway.report().followers) and state[0].position == 20)
        (influx, _) = site.gateway.report().followers
        assert (influx.name, influx.behind, influx.trouble) == ("influxdb", 0, "")
        with Server(target) as server:
            assert sum(series.events for series in InfluxReader(server, "a").series(*EVER)) == 20


def _nobody() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
