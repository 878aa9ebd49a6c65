"""What a device says is kept, judged and answered: through the real broker, the real journal, the real desk."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from care.alerts import State
from care.clock import MICROSECOND, ClockKind, wall_now
from care.errors import Reason, StoreError
from care.people import Device, Placement, Spot
from devices.dialects.senml import pack
from gateway.site import SiteGateway
from tests.brokers import on_both
from tests.gateway.at_a_site import GATEWAY, at_a_site

EVENTS = "mistel/a/h1/c1/events"
CLOCK = "mistel/a/h1/clock/events"
STATUS = "mistel/a/h1/c1/status"

BAD = {
    Reason.NOT_JSON: b'[{"n":"hall/motion",',
    Reason.BAD_SENML: b'[{"n":"hall/motion"}]',
    Reason.UNKNOWN_DEVICE: b'[{"n":"cellar/motion","vb":true}]',
    Reason.UNKNOWN_QUANTITY: b'[{"n":"hall/mood","vb":true}]',
    Reason.WRONG_TYPE: b'[{"n":"hall/motion","v":1}]',
    Reason.WRONG_UNIT: b'[{"n":"hall/temperature","u":"K","v":293}]',
    Reason.OUT_OF_RANGE: b'[{"n":"hall/temperature","v":2000}]',
    Reason.IMPOSSIBLE_TIME: b'[{"n":"hall/motion","t":4000000000,"vb":true}]',
    Reason.UNSUPPORTED: b'[{"n":"hall/motion","vd":"AAAA"}]',
    Reason.TOO_LARGE: b"x" * 10_000_000,
}


@on_both
async def test_each_bad_input_is_refused_with_reason_told_to_its_device_and_stops_nothing_else(
    tmp_path: Path, kind: str
) -> None:
    async with at_a_site(tmp_path, kind=kind) as site, site.device() as device:
        await device.subscribe("mistel-out/a/h1/c1/#", qos=1)
        for payload in BAD.values():
            await device.publish(EVENTS, payload, qos=1)
            await device.publish(EVENTS, pack([("hall/motion", True, wall_now())]), qos=1)
        told = {}
        async with asyncio.timeout(20):
            async for message in device.messages:
                refusal = json.loads(message.payload)
                told[refusal["reason"]] = refusal
                if len(told) == len(BAD):
                    break
        await site.until(lambda: site.reader.counts().events == len(BAD))
        kept = {refusal.reason: refusal for refusal in site.reader.refusals()}
        counted = site.reader.refusals_by_reason()

    assert set(told) == set(kept) == {str(reason) for reason in BAD}
    assert counted == dict.fromkeys(sorted(map(str, BAD)), 1)
    assert all(refusal["says"] and refusal["mend"] for refusal in told.values())
    assert all(len(refusal.excerpt) <= 500 for refusal in kept.values())


@on_both
async def test_a_button_press_is_on_the_desk_at_once_and_once(tmp_path: Path, kind: str) -> None:
    async with at_a_site(tmp_path, kind=kind) as site, site.device() as device:
        pressed = wall_now()
        for _ in range(3):
            await device.publish(EVENTS, pack([("button/alarm.button", True, pressed)]), qos=1)
        await site.until(site.registry.alerts.open)
        judge = site.gateway.judge
        assert judge is not None
        await site.until(lambda: (judged := judge.timelines["h1"].judged) is not None and judged >= pressed)
        (alert,) = site.registry.alerts.open()
    assert (alert.situation, alert.onset, alert.state) == ("emergency_button", pressed, State.UNACKNOWLEDGED)


@on_both
async def test_an_own_clock_is_told_how_far_it_was_judged(tmp_path: Path, kind: str) -> None:
    evening = datetime(2026, 1, 14, 22, 30, tzinfo=UTC)
    async with at_a_site(tmp_path, ClockKind.OWN, kind=kind) as site, site.device() as device:
        await device.subscribe("mistel-out/a/h1/processed", qos=1)
        await device.publish(EVENTS, pack([("door/contact.open", True, evening)]), qos=1)
        await device.publish(CLOCK, pack([("tick", True, evening + timedelta(hours=1))]), qos=1)
        async with asyncio.timeout(20):
            async for message in device.messages:
                told = json.loads(message.payload)
                break
        (alert,) = site.registry.alerts.of_home("h1")
    assert told == {"time": "2026-01-14T23:30:00.000000+00:00"}
    assert (alert.situation, alert.onset, alert.resident) == (
        "left_home_at_night",
        evening + timedelta(minutes=10),
        "r1",
    )


async def test_a_device_that_was_added_a_moment_ago_is_known(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site, site.device() as device:
        site.registry.places.add_device(Device(id="fridge", home="h1", connection="c1", name="fridge"))
        site.registry.places.place(Placement(device="fridge", home="h1", spot=Spot.STORAGE, since=wall_now()))
        await device.publish(EVENTS, pack([("fridge/contact.open", True, wall_now())]), qos=1)
        await site.until(lambda: site.reader.counts().events == 1)
        assert site.reader.refusals() == []


async def test_a_door_that_was_placed_a_moment_ago_is_judged_as_what_it_is(tmp_path: Path) -> None:
    evening = datetime(2026, 1, 14, 22, 30, tzinfo=UTC)
    async with at_a_site(tmp_path, ClockKind.OWN) as site, site.device() as device:
        for number in range(20):
            back_door = f"back-{number}"
            opened = evening + timedelta(hours=number)
            site.registry.places.add_device(Device(id=back_door, home="h1", connection="c1", name=back_door))
            placed = Placement(device=back_door, home="h1", spot=Spot.OUTER_DOOR, since=opened)
            site.registry.places.place(placed)
            night = opened.hour in {22, 23, 0, 1, 2, 3, 4}
            await device.publish(EVENTS, pack([(f"{back_door}/contact.open", True, opened)]), qos=1)
            await device.publish(EVENTS, pack([("hall/motion", True, opened + timedelta(minutes=30))]), qos=1)
            await device.publish(CLOCK, pack([("tick", True, opened + timedelta(minutes=40))]), qos=1)
            told = opened + timedelta(minutes=40)
            await site.until(lambda told=told: site.reader.judged().get("h1") == told)
            alerts = site.registry.alerts.of_home("h1", since=opened)
            assert [alert.onset for alert in alerts] == ([opened + timedelta(minutes=10)] if night else [])


async def test_a_status_is_kept_when_it_changes_and_not_when_it_is_told_again(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site, site.device() as device:
        for status in (b"online", b"online", b"offline", b"offline", b"online"):
            await device.publish(STATUS, status, qos=1, retain=True)
        await device.publish(EVENTS, pack([("hall/motion", True, wall_now())]), qos=1)
        await site.until(lambda: any(e.quantity == "motion" for e in site.reader.latest()))
        kept = [event.value for _, event in site.reader.after(0) if event.quantity == "online"]
    assert kept == [True, False, True]


async def test_an_own_clocks_home_whose_connection_goes_is_silent_though_its_last_tick_was_judged(
    tmp_path: Path,
) -> None:
    noon = datetime(2026, 1, 14, 12, tzinfo=UTC)
    async with at_a_site(tmp_path, ClockKind.OWN) as site, site.device() as device:
        await device.publish(EVENTS, pack([("hall/motion", True, noon)]), qos=1)
        await device.publish(CLOCK, pack([("tick", True, noon)]), qos=1)
        await site.until(lambda: site.reader.judged().get("h1") == noon)
        for status in (b"offline", b"online", b"offline"):
            await device.publish(STATUS, status, qos=1, retain=True)
        await device.publish(CLOCK, pack([("tick", True, noon + timedelta(minutes=5))]), qos=1)
        await site.until(lambda: site.reader.judged().get("h1") == noon + timedelta(minutes=5))
        told = [(event.value, event.time) for _, event in site.reader.after(0) if event.quantity == "online"]
        *_, alert = site.registry.alerts.of_home("h1")
    assert told == [(value, noon + (n + 1) * MICROSECOND) for n, value in enumerate((False, True, False))]
    assert (alert.situation, alert.end) == ("home_silent", None)


async def test_a_second_gateway_of_a_site_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site, site.device() as device:
        second = SiteGateway(site.state, "a", site.registry, site.broker.url, GATEWAY, wall_now)
        with pytest.raises(StoreError, match="gateway"):
            await second.run()
        await device.publish(EVENTS, pack([("hall/motion", True, wall_now())]), qos=1)
        await site.until(lambda: site.reader.counts().events == 1)


@on_both
async def test_what_cannot_be_kept_is_not_acknowledged_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("gateway.ingest.RETRY_SECONDS", 0.01)
    async with at_a_site(tmp_path, kind=kind) as site, site.device() as device:
        ingest = site.gateway.ingest
        assert ingest is not None
        keep, tries, acknowledged = ingest.journal.keep, [], []

        async def full_disk(*given: object) -> int:
            tries.append(given)
            if len(tries) < 4:
                raise StoreError("the disk is full")
            assert not acknowledged
            return await keep(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(ingest.journal, "keep", full_disk)
        acknowledge = ingest.session.acknowledge
        monkeypatch.setattr(
            ingest.session, "acknowledge", lambda taken: (acknowledged.append(taken), acknowledge(taken))
        )
        await device.publish(EVENTS, pack([("hall/motion", True, wall_now())]), qos=1)
        await site.until(lambda: site.reader.counts().events == 1)
    assert len(tries) == 4
    assert len(acknowledged) == 1


async def test_how_long_a_device_may_be_quiet_is_kept_once_for_as_long_as_it_says_the_same(tmp_path: Path) -> None:
    async with at_a_site(tmp_path, ClockKind.OWN) as site, site.device() as device:
        for minute, longest in ((0, 300), (1, 300), (2, 600), (3, 600)):
            at = (datetime(2026, 1, 14, 12, minute, tzinfo=UTC)).timestamp()
            pack_ = [{"n": "hall/motion", "t": at, "vb": True, "ut": longest}]
            await device.publish(EVENTS, json.dumps(pack_).encode(), qos=1)
        await device.publish(CLOCK, pack([("tick", True, datetime(2026, 1, 14, 13, tzinfo=UTC))]), qos=1)
        await site.until(lambda: "h1" in site.reader.judged())
        said = [event.value for _, event in site.reader.after(0) if event.quantity == "update.interval"]
        (alert,) = site.registry.alerts.of_home("h1")
    assert said == [300, 600]
    assert (alert.situation, alert.onset) == ("home_silent", datetime(2026, 1, 14, 12, 14, tzinfo=UTC))
