"""Detectors at a real broker: they hear the homes of their site, tell alerts, and homes wait for them."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiomqtt

from care.alerts import Alert
from care.claims import Claim
from care.clock import ClockKind
from care.events import ALERT, Event
from care.quantities import Value
from devices import topics
from devices.client import DeviceClient, Notice
from devices.detector import Detector
from devices.dialects.senml import pack
from devices.heard import Heard
from store.journal import Journal
from tests.brokers import on_both
from tests.gateway.at_a_site import LISTENER, SOLUTION, AtASite, at_a_site

NIGHT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
EVENTS = topics.events("a", "h1", "c1")


def minute(number: float) -> datetime:
    return NIGHT + timedelta(minutes=number)


class Home:
    """A simulated home that is told of step by step."""

    def __init__(self, mqtt: aiomqtt.Client) -> None:
        self._mqtt = mqtt
        self.processed: datetime | None = None

    async def tells(self, name: str, value: Value, at: datetime) -> None:
        await self._mqtt.publish(EVENTS, pack([(name, value, at)]), qos=1)

    async def ticks(self, at: datetime) -> None:
        await self._mqtt.publish(topics.clock("a", "h1"), pack([("tick", True, at)]), qos=1)

    async def listen(self) -> None:
        await self._mqtt.subscribe(topics.processed("a", "h1"), qos=1)
        async for message in self._mqtt.messages:
            assert isinstance(message.payload, bytes)
            self.processed = datetime.fromisoformat(json.loads(message.payload)["time"])


@asynccontextmanager
async def a_home(site: AtASite) -> AsyncIterator[Home]:
    async with site.device() as mqtt:
        home = Home(mqtt)
        listening = asyncio.create_task(home.listen())
        try:
            yield home
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


def detector(site: AtASite, refused: list[Notice] | None = None) -> Detector:
    return Detector(site.broker.url, LISTENER, "a", on_refused=(refused if refused is not None else []).append)


def shadows(site: AtASite, home: str = "h1") -> list[Alert]:
    return [one for one in site.registry.alerts.of_home(home, shadows=True) if one.shadow]


async def a_call(site: AtASite) -> Alert:
    await site.until(lambda: shadows(site))
    return shadows(site)[0]


@on_both
async def test_a_detector_hears_a_home_tells_an_alert_and_the_home_waits_for_both(tmp_path: Path, kind: str) -> None:
    async with at_a_site(tmp_path, ClockKind.OWN, kind=kind, listens=True) as site, a_home(site) as home:
        heard: list[Heard] = []
        goes_on = asyncio.Event()

        async def detect() -> None:
            async for one in it:
                heard.append(one)
                if one.quantity == "contact.open":
                    await it.alert(one.home, "left_home_at_night", onset=one.time)
                if one.is_tick:
                    await goes_on.wait()

        async with detector(site) as it:
            detecting = asyncio.create_task(detect())
            await site.until(lambda: "h1" in it.homes)
            await home.ticks(minute(0))
            await home.tells("door/contact.open", True, minute(0.5))
            await home.ticks(minute(1))
            await site.until(lambda: len(heard) == 1)
            await site.until(lambda: site.reader.judged().get("h1") == minute(1))
            assert home.processed is None  # its rules have come that far; the detector has not
            goes_on.set()
            await site.until(lambda: home.processed == minute(1))
            alert = shadows(site)[0]  # on the desk before the home may go on
        await detecting
        door = heard[1]
        assert (door.quantity, door.value, door.time, door.spot) == ("contact.open", True, minute(0.5), "outer_door")
        assert door.about.residents == ("r1",)
        assert (alert.source, alert.situation, alert.onset) == (SOLUTION, "left_home_at_night", minute(0.5))
        assert site.registry.alerts.told("h1")[alert.id] >= minute(0.5)


async def test_what_a_solution_tells_is_not_for_staff(tmp_path: Path) -> None:
    async with at_a_site(tmp_path, listens=True) as site, detector(site) as it:
        await it.alert("h1", "fall", onset=datetime.now(UTC) - timedelta(hours=2))
        alert = await a_call(site)
        alerts = site.registry.alerts
        assert alerts.get(alert.id).shadow
        assert alerts.open() == alerts.of_home("h1") == []
        assert alerts.moves_after(0) == []
        assert alerts.since("h1", alert.onset) == alerts.between(["a"], alert.onset, alert.raised) == []
        assert alerts.count_moves()[0] == {}


async def test_a_detector_may_change_its_mind(tmp_path: Path) -> None:
    async with at_a_site(tmp_path, listens=True) as site, detector(site) as it:
        since = datetime.now(UTC) - timedelta(minutes=10)
        name = await it.alert("h1", "fall", onset=since)
        first = await a_call(site)
        earlier, over = since - timedelta(minutes=2), since + timedelta(minutes=5)
        await it.alert("h1", "fall", onset=earlier, ended=over, id=name)
        await site.until(lambda: shadows(site)[0].end == over)
        assert [(one.id, one.onset) for one in shadows(site)] == [(first.id, earlier)]
        await it.alert("h1", "fall", onset=earlier, ended=over, id=name)  # the same again
        await it.alert("h1", "fall", onset=earlier, ended=over, id=name, withdrawn=True)
        await site.until(lambda: not shadows(site)[0].borne_out)
        moves = [move.move for move in site.registry.alerts.moves(first.id)]
        assert moves == ["raise", "adjust", "clear", "withdraw"]
        await it.alert("h1", "fall", onset=earlier, id=name)  # after all, and it goes on
        await site.until(lambda: shadows(site)[0].borne_out and shadows(site)[0].end is None)


async def test_what_was_told_while_the_gateway_was_away_or_died_with_it_comes_to_the_desk_once(tmp_path: Path) -> None:
    async with at_a_site(tmp_path, listens=True) as site, detector(site) as it:
        await site.stop()
        since = datetime.now(UTC) - timedelta(minutes=2)
        await it.alert("h1", "fall", onset=since)
        lost = Claim(id="kept", situation="inactivity", onset=since)
        async with Journal.open(site.state, "a") as journal:  # as if it had been kept just before the gateway died
            await journal.keep([Event("a", "h1", "d1", ALERT, since, lost.text, since)])
        await site.restart()
        await site.until(lambda: len(shadows(site)) == 2)
        await site.restart()
        await it.alert("h1", "stove_unattended")
        await site.until(lambda: len(shadows(site)) == 3)
        assert [len(site.registry.alerts.moves(one.id)) for one in shadows(site)] == [1, 1, 1]


async def test_one_that_dies_keeps_no_home_waiting(tmp_path: Path) -> None:
    async with at_a_site(tmp_path, ClockKind.OWN, listens=True) as site, a_home(site) as home:
        it = detector(site)
        async with it:
            await site.until(lambda: "h1" in it.homes)
            await home.ticks(minute(0))  # nobody takes it: the loop is not run
            await site.until(lambda: site.reader.judged().get("h1") == minute(0))
            await asyncio.sleep(0)
            assert home.processed is None
        await site.until(lambda: home.processed == minute(0))


async def test_what_is_refused_comes_back_with_what_to_mend(tmp_path: Path) -> None:
    refused: list[Notice] = []
    async with at_a_site(tmp_path, listens=True) as site, detector(site, refused) as it:
        await it.alert("h1", "fall", onset=datetime.now(UTC) + timedelta(hours=1))
        await it.alert("h9", "fall")
        await it.alert("h1", "fall", id="1")
        await it.alert("h1", "inactivity", id="1")
        await site.until(lambda: len(refused) == 3)
        assert [one.reason for one in refused] == ["impossible_time", "unknown_home", "bad_alert"]
        assert all(one.mend for one in refused)
        kept = site.reader.refusals(connection="d1")
        assert [one.reason for one in reversed(kept)] == [one.reason for one in refused]


async def test_an_alarm_device_tells_alerts_of_its_own_home(tmp_path: Path) -> None:
    async with at_a_site(tmp_path, listens=True) as site:
        alarm = DeviceClient(site.broker.url, LISTENER, site="a", home="bench")
        async with alarm as device:
            await device.alert("fall")
            await site.until(lambda: shadows(site, "bench"))
        assert shadows(site, "bench")[0].source == SOLUTION
