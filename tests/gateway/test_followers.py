"""A gateway tells how far the followers of its journal are, here and with its heartbeat."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from care.clock import wall_now
from care.errors import StoreError
from care.events import Event
from devices.dialects.senml import pack
from gateway.followers import Followers
from gateway.report import Report
from store.journal import Journal, JournalReader
from tests.gateway.at_a_site import at_a_site

EVENTS = "mistel/a/h1/c1/events"


async def test_a_follower_that_stands_still_is_behind_by_what_came_since(tmp_path: Path) -> None:
    now, position = wall_now(), [0]
    followers = Followers()
    followers.add("influxdb", lambda: position[0], lambda: "InfluxDB answers 401.")
    with Journal.open(tmp_path, "a") as journal, JournalReader.open(tmp_path, "a") as reader:
        assert followers.states(reader, now)[0].behind == 0
        for number in range(3):
            received = now + timedelta(seconds=number)
            await journal.keep([Event("a", "h1", "door", "contact.open", received, True, received)])
        position[0] = 1
        (state,) = followers.states(reader, now + timedelta(seconds=61))
        assert (state.name, state.behind, state.waits) == ("influxdb", 2, timedelta(seconds=60))
        assert state.trouble == "InfluxDB answers 401."
        position[0] = 3
        (state,) = followers.states(reader, now + timedelta(seconds=61))
        assert (state.behind, state.waits) == (0, timedelta())


async def test_a_gateway_says_with_its_heartbeat_how_it_is_doing(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site:
        await site.until(lambda: "gateway/a" in site.registry.heartbeats.all())
        report = Report.model_validate(site.registry.heartbeats.all()["gateway/a"].says)
        assert (report.site, report.connected, report.trouble) == ("a", True, "")
        assert [following.name for following in report.followers] == ["rules"]


async def test_rules_that_hang_are_behind_and_the_way_in_goes_on(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site, site.device() as device:
        judge = site.gateway.judge
        assert judge is not None
        asked = asyncio.Event()

        async def hangs(*_: object) -> None:
            asked.set()
            await asyncio.Event().wait()

        judge._settle = hangs  # type: ignore[method-assign]
        for _ in range(5):
            await device.publish(EVENTS, pack([("hall/motion", True, wall_now())]), qos=1)
            async with asyncio.timeout(20):
                await asked.wait()
        await site.until(lambda: site.reader.counts().events == 5)
        (rules,) = site.gateway.report().followers
        assert rules.behind > 0


async def test_a_gateway_that_cannot_keep_says_so_until_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.ingest.RETRY_SECONDS", 0.01)
    async with at_a_site(tmp_path) as site, site.device() as device:
        ingest = site.gateway.ingest
        assert ingest is not None
        keep, full = ingest.journal.keep, [True]

        async def keeps(*given: object) -> int:
            if full[0]:
                raise StoreError("The disk is full.")
            return await keep(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(ingest.journal, "keep", keeps)
        reading = pack([("hall/motion", True, wall_now())])
        sending = asyncio.create_task(device.publish(EVENTS, reading, qos=1))
        await site.until(lambda: site.gateway.report().trouble == "The disk is full.")
        full[0] = False
        await site.until(lambda: site.gateway.report().trouble == "")
        await sending
        await device.publish(EVENTS, reading, qos=1)
        await site.until(lambda: ingest.counted["duplicates"] == 1)
        assert (ingest.counted["messages"], ingest.counted["events"]) == (2, 1)
