"""Which of what foreign boxes tell, again and again, is news."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from care.clock import ClockKind
from care.people import Device, Placement
from devices.dialects import Message
from gateway.directory import Directory
from gateway.foreign import Foreign
from store.registry import Registry
from tests.gateway.at_a_site import furnish

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
VIA = "mistel/a/h1/c1/via"
DOOR = {
    "ieee_address": "0x01",
    "friendly_name": "thing",
    "definition": {
        "exposes": [
            {"type": "binary", "property": "contact", "access": 1, "value_on": False, "value_off": True},
            {"type": "binary", "property": "occupancy", "access": 1, "value_on": True, "value_off": False},
            {"type": "enum", "property": "action", "access": 1, "values": ["emergency"]},
            {"type": "numeric", "property": "battery", "access": 1, "unit": "%"},
        ]
    },
}


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path / "state") as opened:
        furnish(opened, ClockKind.WALL)
        yield opened


class Site:
    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.foreign = Foreign(registry, "a")

    def hears(self, tail: str, payload: object, *, after: float = 0, retain: bool = False) -> list[tuple[str, object]]:
        at = NOW + timedelta(seconds=after)
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        message = Message(f"{VIA}/{tail}", data, at, retain)
        known = Directory.read(self.registry, "a").known
        events = self.foreign.settle(message, self.foreign.hear(message, known))
        self.foreign.save(at)
        return [(event.quantity, event.value) for event in events]

    def admits(self, device: str) -> None:
        (found,) = (each for each in self.registry.found.all() if each.device is None)
        made = Device(id=device, home="h1", connection="c1", name=found.name)
        self.registry.found.admit("c1", found.key, made, Placement(device=device, home="h1", since=NOW))
        self.foreign.look()


@pytest.fixture
def site(registry: Registry) -> Site:
    site = Site(registry)
    site.hears("zigbee2mqtt/bridge/devices", [DOOR])
    site.admits("d1")
    return site


THING = "zigbee2mqtt/thing"


def test_a_flag_that_is_told_again_is_no_reading_and_a_number_is(site: Site) -> None:
    assert site.hears(THING, {"contact": False, "battery": 90}) == [("battery", 90.0), ("contact.open", True)]
    assert site.hears(THING, {"contact": False, "battery": 90}) == [("battery", 90.0)]
    assert site.hears(THING, {"contact": True, "battery": 90}) == [("battery", 90.0), ("contact.open", False)]


def test_every_press_and_every_movement_counts(site: Site) -> None:
    for _ in range(2):
        assert site.hears(THING, {"action": "emergency", "occupancy": True}) == [
            ("motion", True),
            ("alarm.button", True),
        ]
    assert site.hears(THING, {"occupancy": False}) == [("motion", False)]
    assert site.hears(THING, {"occupancy": False}) == []


def test_after_a_lost_connection_the_first_message_counts(site: Site) -> None:
    assert site.hears(THING, {"contact": False}) == [("contact.open", True)]
    site.foreign.missed_something()
    assert site.hears(THING, {"contact": False}) == [("contact.open", True)]
    assert site.hears(THING, {"contact": False}) == []


def test_a_retained_copy_counts_only_when_it_tells_another_state_than_the_last(site: Site) -> None:
    old = {"contact": False, "battery": 90, "action": "emergency", "occupancy": True}
    assert site.hears(THING, old, retain=True) == []
    assert site.hears(THING, {"contact": True}) == [("contact.open", False)]
    assert site.hears(THING, old, retain=True) == [("contact.open", True)]
    assert site.hears(THING, old, retain=True) == []


def test_a_retained_copy_that_says_its_time_is_of_that_time(site: Site) -> None:
    old = {"contact": False, "last_seen": (NOW - timedelta(hours=1)).isoformat()}
    assert site.hears(THING, old, retain=True) == [("contact.open", True)]


def test_what_was_said_of_being_there_before_the_admission_is_told_after_it(registry: Registry) -> None:
    site = Site(registry)
    site.hears("zigbee2mqtt/bridge/devices", [DOOR])
    assert site.hears("zigbee2mqtt/thing/availability", b"offline", retain=True) == []
    site.admits("d1")
    assert site.hears(THING, {"contact": True}) == [("online", False), ("contact.open", False)]
    assert site.hears(THING, {"contact": False}) == [("contact.open", True)]


BOARD = {"dev_cla": "motion", "stat_t": f"{VIA}/homeassistant/x/state", "uniq_id": "x", "off_dly": 30}


@pytest.fixture
def board(registry: Registry) -> Site:
    site = Site(registry)
    site.hears("homeassistant/binary_sensor/x/config", BOARD)
    site.admits("d2")
    return site


STATE = "homeassistant/x/state"


def test_what_ends_by_itself_ends_after_the_last_time_it_was_told(board: Site) -> None:
    assert board.hears(STATE, b"ON") == [("motion", True)]
    assert board.hears(STATE, b"ON", after=20) == [("motion", True)]
    assert board.foreign.ended(NOW + timedelta(seconds=49)) == []
    (off,) = board.foreign.ended(NOW + timedelta(seconds=51))
    assert (off.value, off.time, off.device) == (False, NOW + timedelta(seconds=50), "d2")
    assert board.foreign.next_end is None


def test_what_was_told_to_end_does_not_end_again(board: Site) -> None:
    board.hears(STATE, b"ON")
    assert board.hears(STATE, b"OFF", after=5) == [("motion", False)]
    assert board.foreign.ended(NOW + timedelta(hours=1)) == []


def test_an_end_that_is_due_comes_before_what_is_told_later(board: Site) -> None:
    board.hears(STATE, b"ON")
    assert board.hears(STATE, b"ON", after=40) == [("motion", False), ("motion", True)]


def test_an_end_survives_a_restart(board: Site) -> None:
    message = Message(f"{VIA}/{STATE}", b"ON", NOW)
    known = Directory.read(board.registry, "a").known
    kept = board.foreign.settle(message, board.foreign.hear(message, known))
    again = Foreign(board.registry, "a")
    again.begin(kept)
    assert [event.time for event in again.ended(NOW + timedelta(minutes=1))] == [NOW + timedelta(seconds=30)]


def test_what_only_repeats_itself_is_not_silent(registry: Registry) -> None:
    site = Site(registry)
    config = {"dev_cla": "door", "stat_t": f"{VIA}/{STATE}", "uniq_id": "x", "exp_aft": 60}
    site.hears("homeassistant/binary_sensor/x/config", config)
    site.admits("d2")
    assert site.hears(STATE, b"OFF") == [("contact.open", False)]
    signs = {}
    for after in range(10, 121, 10):
        assert site.hears(STATE, b"OFF", after=after) == []
        signs[after] = [(sign.device, sign.quantity, sign.value) for sign in site.foreign.signs_of_life()]
    assert {after for after, said in signs.items() if said == [("d2", "online", True)]} == {30, 60, 90, 120}


def test_what_is_not_saved_yet_stays_when_the_registry_is_looked_into(registry: Registry) -> None:
    foreign = Foreign(registry, "a")
    message = Message(f"{VIA}/zigbee2mqtt/bridge/devices", json.dumps([DOOR]).encode(), NOW)
    known = Directory.read(registry, "a").known
    foreign.settle(message, foreign.hear(message, known))
    foreign.look()
    assert foreign.is_unsaved
    told = foreign.hear(Message(f"{VIA}/{THING}", b'{"contact": false}', NOW), known)
    assert "Found, not admitted: 'thing' (0x01)" in told.refusals[0].says
