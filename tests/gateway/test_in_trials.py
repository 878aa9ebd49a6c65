"""A solution in a home of its trial, at a real broker: taken while all consent, seen while it is live, then gone."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import aiomqtt

from alerts.paging import pages
from care.alerts import Alert
from care.claims import Claim
from care.clock import wall_now
from care.events import ALERT, Event, Refusal
from care.trials import Condition, Consent
from devices import topics
from devices.dialects.senml import pack
from store.journal import Journal
from tests.gateway.at_a_site import TRIED, AtASite, at_a_site

EVENTS = topics.events("a", "h1", TRIED.user)
ALERTS = topics.alerts("a", "h1", TRIED.user)
LONG_AGO = timedelta(days=25)


class It:
    """The solution's device."""

    def __init__(self, mqtt: aiomqtt.Client) -> None:
        self._mqtt = mqtt
        self.told_off: list[dict[str, str]] = []

    async def reads(self, quantity: str, value: bool | float, at: datetime | None = None) -> None:
        await self._mqtt.publish(EVENTS, pack([(f"it/{quantity}", value, at or wall_now())]), qos=1)

    async def calls(self, number: str) -> None:
        said = {"id": number, "situation": "fall", "onset": wall_now().isoformat(), "resident": "r1"}
        await self._mqtt.publish(ALERTS, json.dumps(said), qos=1)

    async def listen(self) -> None:
        await self._mqtt.subscribe(topics.refused("a", "h1", TRIED.user), qos=1)
        async for message in self._mqtt.messages:
            assert isinstance(message.payload, bytes)
            self.told_off.append(json.loads(message.payload))


@asynccontextmanager
async def it(site: AtASite) -> AsyncIterator[It]:
    async with site.device(TRIED) as mqtt:
        device = It(mqtt)
        listening = asyncio.create_task(device.listen())
        try:
            yield device
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


def agree(site: AtASite, who: str = "r1", *, ago: timedelta = LONG_AGO) -> None:
    consent = Consent(trial="t", home="h1", who=who, given=wall_now() - ago, by="nurse")
    site.registry.trials.consent(consent)


def withdraw(site: AtASite, who: str = "r1") -> None:
    site.registry.trials.withdraw("t", "h1", who, at=wall_now())


def kept(site: AtASite) -> list[Event]:
    """Give all that the journal holds of it."""
    events = site.reader.span("h1", wall_now() - timedelta(days=100), wall_now() + timedelta(days=1))
    return [event for event in events if event.device in {"it", TRIED.user}]


def outside(site: AtASite) -> list[Refusal]:
    return [one for one in site.reader.refusals() if one.reason == "outside_trial"]


def called(site: AtASite) -> list[Alert]:
    return site.registry.alerts.of_home("h1", shadows=True)


async def test_a_solution_is_live_with_consent_and_after_its_withdrawal_nothing_is_kept(tmp_path: Path) -> None:
    async with at_a_site(tmp_path, tried=Condition.SOLUTION) as site, it(site) as device:
        await device.reads("battery", 80)
        await site.until(lambda: outside(site))
        assert kept(site) == []
        agree(site)
        agree(site, "cohabitant 1")
        await _until_taken(site, device)
        await device.calls("1")
        await site.until(lambda: called(site))
        assert [(one.situation, one.resident, one.shadow, pages(one)) for one in called(site)] == [
            ("fall", "r1", False, True)
        ]
        withdraw(site, "cohabitant 1")
        withdrawn = wall_now()
        await _until_refused(site, device)
        held = len(kept(site))
        await device.reads("battery", 12)
        await device.calls("2")
        await device.reads("alarm.button", True)
        async with site.device() as other:  # what the home's own device says comes after all this, and is taken
            await other.publish(topics.events("a", "h1", "c1"), pack([("hall/motion", True, wall_now())]), qos=1)
            await site.until(lambda: site.reader.span("h1", withdrawn, wall_now(), {"motion"}))
        assert len(kept(site)) == held
        assert len(called(site)) == 1
        assert {one.excerpt for one in outside(site)} == {""}
        assert [one["reason"] for one in device.told_off] == ["outside_trial"] * len(outside(site))
        assert len(outside(site)) <= 3  # each sentence once, however often it tells


async def test_what_waited_while_the_gateway_was_down_is_refused_after_a_withdrawal(tmp_path: Path) -> None:
    async with at_a_site(tmp_path, tried=Condition.SOLUTION) as site, it(site) as device:
        agree(site)
        await _until_taken(site, device)
        await site.stop()
        held = len(kept(site))
        await device.reads("battery", 41)
        await device.calls("1")
        withdraw(site)
        await device.reads("battery", 42)
        await site.restart()
        await site.until(lambda: outside(site))
        await site.until(lambda: not site.gateway.ingest or not site.gateway.ingest.session.waiting)
        assert len(kept(site)) == held
        assert called(site) == []


async def test_a_stopped_trial_collects_nothing_more(tmp_path: Path) -> None:
    async with at_a_site(tmp_path, tried=Condition.SOLUTION) as site, it(site) as device:
        agree(site)
        await _until_taken(site, device)
        site.registry.trials.stop("t", "the vendor is gone", by="evaluator", at=wall_now())
        await _until_refused(site, device)
        assert outside(site)[0].says.startswith("Its trial was stopped")


async def test_while_care_is_as_usual_its_alerts_are_shadows_and_its_readings_call_nobody(tmp_path: Path) -> None:
    async with at_a_site(tmp_path, tried=Condition.CONTROL) as site, it(site) as device:
        agree(site)
        await _until_taken(site, device)
        await device.reads("alarm.button", True)
        await device.calls("1")
        await site.until(lambda: called(site))
        assert [(one.source, one.shadow) for one in called(site)] == [("s1", True)]
        assert [event.value for event in kept(site) if event.quantity == "alarm.button"] == [True]


async def test_when_it_is_live_rules_go_by_its_readings_but_not_by_those_from_before_consent(tmp_path: Path) -> None:
    async with at_a_site(tmp_path, tried=Condition.SOLUTION) as site, it(site) as device:
        agree(site, ago=timedelta(hours=2))
        await _until_taken(site, device)
        await device.reads("battery", 5, wall_now() - timedelta(hours=3))
        await device.reads("alarm.button", True)
        await site.until(lambda: called(site))
        assert [(one.source, one.situation) for one in called(site)] == [("rules", "emergency_button")]
        assert 5 not in {event.value for event in kept(site)}


async def _until_taken(site: AtASite, device: It) -> None:
    """Let it tell until it is taken: what was agreed is known within a second or two."""
    held = len(kept(site))
    async with asyncio.timeout(20):
        while len(kept(site)) == held:
            await device.reads("battery", 70)
            await asyncio.sleep(0.05)


async def _until_refused(site: AtASite, device: It) -> None:
    before = len(outside(site))
    async with asyncio.timeout(20):
        while len(outside(site)) == before:
            await device.reads("battery", 60)
            await asyncio.sleep(0.05)


async def test_an_alert_kept_just_before_a_kill_is_not_raised_after_a_withdrawal(tmp_path: Path) -> None:
    async with at_a_site(tmp_path, tried=Condition.SOLUTION) as site:
        agree(site)
        await site.stop()
        claim = Claim(id="1", situation="fall", onset=wall_now(), resident="r1")
        async with Journal.open(site.state, "a") as journal:  # as it lies when the gateway was killed after its PUBACK
            at = wall_now()
            await journal.keep([Event("a", "h1", TRIED.user, ALERT, at, claim.text, at)], [])
        withdraw(site)
        await site.restart()
        await site.until(lambda: outside(site))
        assert called(site) == []
        assert [one.excerpt for one in outside(site)] == [""]
