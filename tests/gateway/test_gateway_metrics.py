"""A gateway's metrics: by site, never by home, and looked up only when they are asked for."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from care.clock import ClockKind, wall_now
from devices.dialects.senml import pack
from gateway.metrics import GatewayMetrics
from tests.gateway.at_a_site import DEVICES, AtASite, at_a_site

EVENTS = "mistel/a/h1/c1/events"
CLOCK = "mistel/a/h1/clock/events"


def metrics(site: AtASite) -> dict[str, dict[tuple[str, ...], float]]:
    registry = CollectorRegistry()
    registry.register(GatewayMetrics(lambda: [site.gateway]))
    found: dict[str, dict[tuple[str, ...], float]] = {}
    text = generate_latest(registry).decode()
    assert "h1" not in text
    assert not [device for device in DEVICES if device in text]
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            assert sample.labels["site"] == "a"
            others = tuple(value for name, value in sorted(sample.labels.items()) if name != "site")
            found.setdefault(sample.name, {})[others] = sample.value
    return found


async def test_messages_events_duplicates_and_refusals_are_counted(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site, site.device() as device:
        reading = pack([("hall/motion", True, wall_now()), ("mat/bed.occupied", True, wall_now())])
        for payload in (reading, reading, b"not json", pack([("hall/motin", True, wall_now())])):
            await device.publish(EVENTS, payload, qos=1)
        await site.until(lambda: metrics(site)["mistel_messages_total"][()] == 4)
        seen = metrics(site)
    assert seen["mistel_messages_total"] == {(): 4}
    assert seen["mistel_events_kept_total"] == {(): 2}
    assert seen["mistel_events_duplicate_total"] == {(): 2}
    assert seen["mistel_refusals_total"] == {("not_json",): 1, ("unknown_quantity",): 1}
    assert (seen["mistel_broker_connected"], seen["mistel_journal_writable"]) == ({(): 1}, {(): 1})
    assert seen["mistel_queue_length"] == {("messages",): 0}


async def test_the_lag_of_a_follower_that_is_stopped_is_seen(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site, site.device() as device:
        site.gateway.followers.add("influxdb", lambda: 0)
        long_ago = wall_now()
        site.gateway.now = lambda: long_ago + timedelta(hours=1)
        for minute in range(3):
            told = long_ago - timedelta(minutes=minute)
            await device.publish(EVENTS, pack([("hall/motion", True, told)]), qos=1)
        await site.until(lambda: site.reader.counts().events == 3 and metrics(site)["mistel_follower_lag_events"])
        await site.until(lambda: metrics(site)["mistel_follower_lag_events"]["rules",] == 0)
        seen = metrics(site)
    assert seen["mistel_follower_position"]["influxdb",] == 0
    assert seen["mistel_follower_lag_events"]["influxdb",] == 3
    assert 3500 < seen["mistel_follower_lag_seconds"]["influxdb",] <= 3600
    assert seen["mistel_follower_lag_seconds"]["rules",] == 0


async def test_how_far_a_site_is_judged_is_told_by_the_kind_of_its_homes_clocks(tmp_path: Path) -> None:
    evening = datetime(2026, 1, 14, 22, 30, tzinfo=UTC)
    async with at_a_site(tmp_path, ClockKind.OWN) as site, site.device() as device:
        await device.publish(CLOCK, pack([("tick", True, evening)]), qos=1)
        await site.until(site.reader.judged)
        seen = metrics(site)["mistel_judged_timestamp_seconds"]
    assert seen == {("first", "own"): evening.timestamp(), ("last", "own"): evening.timestamp()}


async def test_a_gateway_that_has_not_begun_or_has_ended_is_not_connected(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site:
        pass
    assert metrics(site) == {"mistel_broker_connected": {(): 0}}
