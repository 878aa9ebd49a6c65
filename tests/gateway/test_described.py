"""A gateway holds readings against descriptions: strict ones refuse, others keep and note."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from care.clock import ClockKind, wall_now
from care.events import Event
from devices.description import Mode
from devices.dialects import Message
from devices.dialects.senml import pack
from gateway.described import Described
from gateway.directory import Directory
from store.registry import Registry, Uploaded
from tests.gateway.at_a_site import at_a_site, furnish

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
TOPIC = "mistel/a/h1/c1/events"


def thing(quantity: str = "temperature", **told: Any) -> dict[str, Any]:
    return {
        "@context": "https://www.w3.org/2022/wot/td/v1.1",
        "title": "A mat",
        "security": "none",
        "securityDefinitions": {"none": {"scheme": "nosec"}},
        "events": {quantity: {"forms": [{"href": ""}], **told}},
    }


WARM = thing(data={"minimum": 15, "maximum": 35})


@pytest.fixture
def described(tmp_path: Path) -> Any:
    with Registry.open(tmp_path) as registry:
        furnish(registry, ClockKind.WALL)
        yield Described(registry, "a")


def upload(described: Described, mode: Mode, told: dict[str, Any] = WARM, device: str = "mat") -> None:
    described.registry.descriptions.put(Uploaded("h1", device, mode, told, NOON))


def tell(described: Described, *values: float, device: str = "mat", seconds: float = 0) -> Any:
    at = NOON + timedelta(seconds=seconds)
    described.follow(at)
    events = [Event("a", "h1", device, "temperature", at, value, at) for value in values]
    kept, said = described.check(Message(TOPIC, b"[...]", at), events)
    return [event.value for event in kept], [(one.reason, one.field) for one in said]


def test_without_a_description_nothing_is_held_against_anything(described: Described) -> None:
    assert tell(described, 99.0) == ([99.0], [])
    upload(described, Mode.STRICT)
    assert tell(described, 99.0, device="hall", seconds=1) == ([99.0], [])


def test_a_strict_description_refuses_the_message_whole(described: Described) -> None:
    upload(described, Mode.STRICT)
    assert tell(described, 20.0, 99.0) == ([], [("against_description", "v")])
    assert tell(described, 20.0) == ([20.0], [])
    assert described.counted == {("range", Mode.STRICT): 1}


def test_a_description_that_warns_keeps_the_reading_as_it_is_and_notes_it_once_an_hour(described: Described) -> None:
    upload(described, Mode.WARN)
    assert tell(described, 99.0) == ([99.0], [("noted", "v")])
    for minute in range(1, 60):
        assert tell(described, 99.0, seconds=60 * minute) == ([99.0], [])
    at = NOON + timedelta(hours=1)
    _, (note,) = described.check(Message(TOPIC, b"[...]", at), [Event("a", "h1", "mat", "temperature", at, 99.0, at)])
    assert note.says == (
        "Device mat, rule range: temperature lies between 15 and 35 by its description, not 99. It was kept. "
        "So were 59 more since the last note."
    )
    assert described.counted == {("range", Mode.WARN): 61}


def test_a_changed_description_holds_from_a_second_later_on(described: Described) -> None:
    assert tell(described, 99.0) == ([99.0], [])
    upload(described, Mode.STRICT)
    assert tell(described, 99.0, seconds=0.5) == ([99.0], [])
    assert tell(described, 99.0, seconds=1) == ([], [("against_description", "v")])
    described.registry.descriptions.remove("h1", "mat")
    assert tell(described, 99.0, seconds=2) == ([99.0], [])


def test_a_description_that_is_not_understood_any_more_checks_nothing(described: Described) -> None:
    upload(described, Mode.STRICT, {"title": "from another Mistel"})
    upload(described, Mode.STRICT, device="hall")
    assert tell(described, 99.0) == ([99.0], [])
    assert tell(described, 99.0, device="hall") == ([], [("against_description", "v")])


async def test_through_the_broker_a_strict_device_is_told_field_rule_and_how_to_mend_it(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site, site.device() as device:
        site.registry.descriptions.put(Uploaded("h1", "mat", Mode.STRICT, WARM, NOON))
        site.registry.descriptions.put(Uploaded("h1", "hall", Mode.WARN, WARM, NOON))
        await device.publish(TOPIC, pack([("mat/temperature", 99, wall_now())]), qos=1)
        await device.publish(TOPIC, pack([("hall/temperature", 99, wall_now())]), qos=1)
        await device.publish(TOPIC, pack([("mat/temperature", 20, wall_now())]), qos=1)
        await site.until(lambda: site.reader.counts().events == 2)
        noted, refused = site.reader.refusals()
        kept = {(event.device, event.value) for event in site.reader.latest("h1")}
    assert kept == {("hall", 99.0), ("mat", 20.0)}
    assert (refused.reason, refused.field, noted.reason) == ("against_description", "v", "noted")
    assert refused.says.startswith("Device mat, rule range: temperature lies between 15 and 35")
    assert "minimum and maximum" in refused.mend


def test_how_long_a_device_may_be_quiet_is_known_to_the_rules_about_silence(described: Described) -> None:
    upload(described, Mode.WARN, thing(**{"mistel:atLeastEvery": 300}))
    upload(described, Mode.WARN, device="hall")
    household = Directory.read(described.registry, "a").households["h1"]
    assert household.intervals == {"mat": timedelta(minutes=5)}
