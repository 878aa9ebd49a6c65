"""InfluxDB killed, and away while 100,000 events arrive: each is there once when it is back, and no alert waited."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from care.clock import ClockKind
from care.events import TICK
from store.influx import InfluxReader, Server
from tests.drills.brokers import Broker
from tests.drills.facts import EVENING, night, packs
from tests.drills.place import place, until
from tests.store.influx.influxd import Influxd

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.server("influxd")]

FIRST, AWAY = 10_000, 100_000
EVER = (EVENING - timedelta(days=1), EVENING + timedelta(days=365))


async def test_influxd_killed_and_away_while_100000_events_arrive_ends_with_each_once(
    broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.forward.LONGEST_WAIT", 0.5)
    facts = night("big", FIRST + AWAY, site="i", step=timedelta(seconds=1))
    told = packs(facts)
    first = 2 * FIRST // 100
    with Influxd(tmp_path / "influxd") as influxd:
        target = influxd.target()
        async with (
            place(tmp_path / "state", broker, {"big": ClockKind.OWN}, site="i") as there,
            there.gateway_within(target) as gateway,
            asyncio.TaskGroup() as tasks,
        ):
            forwarder = gateway.forwarder
            assert forwarder is not None
            telling = tasks.create_task(there.tell("big", told[:first]))
            await until(lambda: forwarder.position > 0)
            influxd.kill()
            await telling
            await there.tell("big", told[first:])
            await there.is_through("big", facts, facts[-1].time)
            there.holds("big", facts, facts[-1].time)
            assert "does not answer" in forwarder.trouble
            assert forwarder.position <= FIRST + FIRST // 100
            await asyncio.to_thread(influxd.start)
            await until(lambda: forwarder.position == there.reader.last_seq())
        with Server(target) as server:
            there_now = [event.identity for event in InfluxReader(server, "i").span("big", *EVER)]
    assert len(there_now) == len(set(there_now)) == FIRST + AWAY
    assert set(there_now) == {event.identity for event in facts if event.quantity != TICK}
