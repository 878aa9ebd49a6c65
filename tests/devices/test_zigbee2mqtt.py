"""Zigbee2MQTT: the inventory tells what there is, and its traps are known."""

import json
from pathlib import Path

import pytest

from care.errors import Reason
from devices.dialects.limits import MOST_LISTED
from devices.dialects.zigbee2mqtt import MAX_INVENTORY
from tests.devices.via_a_box import NOW, Box

CONTACT = {
    "type": "binary",
    "name": "contact",
    "property": "contact",
    "access": 1,
    "value_on": False,
    "value_off": True,
}
BATTERY = {"type": "numeric", "name": "battery", "property": "battery", "access": 1, "unit": "%"}


def flag(name: str) -> dict[str, object]:
    return {"type": "binary", "name": name, "property": name, "access": 1, "value_on": True, "value_off": False}


def words(name: str, *values: str) -> dict[str, object]:
    return {"type": "enum", "name": name, "property": name, "access": 1, "values": list(values)}


def entry(*exposes: object, address: str = "0x01", name: str = "hall door", **more: object) -> dict[str, object]:
    definition = {"vendor": "Aqara", "model": "MCCGQ11LM", "exposes": list(exposes)}
    return {"ieee_address": address, "friendly_name": name, "type": "EndDevice", "definition": definition, **more}


@pytest.fixture
def box() -> Box:
    return Box("zigbee2mqtt")


def test_a_contact_that_is_false_is_a_door_that_is_open(box: Box) -> None:
    coordinator = {"ieee_address": "0x00", "friendly_name": "Coordinator", "type": "Coordinator", "definition": None}
    box.says("bridge/devices", [coordinator, entry(CONTACT, BATTERY)], retain=True)
    assert [(f.key, f.name, f.model) for f in box.found.values()] == [("0x01", "hall door", "Aqara MCCGQ11LM")]
    (refusal,) = box.says("hall door", {"contact": False}).refusals
    assert "mistel device admit c1 0x01" in refusal.mend
    box.admit("0x01", "front-door")
    assert box.events("hall door", {"contact": False, "battery": 97, "linkquality": 80}) == [
        ("front-door", "battery", 97.0),
        ("front-door", "contact.open", True),
    ]
    assert box.events("hall door", {"contact": True}) == [("front-door", "contact.open", False)]


@pytest.mark.parametrize(
    ("expose", "value", "told"),
    [
        (words("action", "emergency"), "emergency", "alarm.button"),
        (flag("sos"), True, "alarm.button"),
        (flag("occupancy"), True, "motion"),
        (flag("presence"), True, "motion"),
        (flag("water_leak"), True, "water.wet"),
        (flag("smoke"), True, "smoke"),
        (flag("carbon_monoxide"), True, "carbon.monoxide"),
        (flag("battery_low"), True, "battery.low"),
        (words("fall_status", "normal", "fall_alarm"), "fall_alarm", "fall"),
    ],
)
def test_what_matters_in_care_is_understood(box: Box, expose: dict[str, object], value: object, told: str) -> None:
    box.says("bridge/devices", [entry(expose)])
    box.admit("0x01", "d1")
    assert box.events("hall door", {str(expose["property"]): value}) == [("d1", told, True)]


@pytest.mark.parametrize("action", ["", None, "wave"])
def test_an_action_that_is_no_alarm_is_none(box: Box, action: object) -> None:
    box.says("bridge/devices", [entry(words("action", "emergency"))])
    box.admit("0x01", "d1")
    assert box.events("hall door", {"action": action}) == []
    assert box.refusals == []


def test_a_plain_button_is_a_press_and_no_alarm(box: Box) -> None:
    box.says("bridge/devices", [entry(words("action", "single", "hold"))])
    box.admit("0x01", "d1")
    assert box.events("hall door", {"action": "single"}) == [("d1", "button", "single")]


def test_nested_features_settings_and_endpoints(box: Box) -> None:
    lock = {
        "type": "lock",
        "features": [
            {
                "type": "binary",
                "name": "state",
                "property": "state",
                "access": 7,
                "value_on": "LOCK",
                "value_off": "UNLOCK",
            }
        ],
    }
    sockets = [
        {"type": "numeric", "name": f"power_{n}", "property": f"power_{n}", "access": 5, "unit": "W"} for n in (1, 2)
    ]
    hidden = {"type": "binary", "property": "tamper", "access": 2, "value_on": True, "value_off": False}
    box.says("bridge/devices", [entry(lock, *sockets, hidden)])
    box.admit("0x01", "d1")
    box.admit("0x01/2", "d2")
    assert sorted(box.events("hall door", {"state": "UNLOCK", "power_1": 5, "power_2": 7, "tamper": True})) == [
        ("d1", "lock.unlocked", True),
        ("d1", "power", 5.0),
        ("d2", "power", 7.0),
    ]


@pytest.mark.parametrize("word", [b"offline", {"state": "offline"}])
def test_availability_is_plain_or_json(box: Box, word: object) -> None:
    box.says("bridge/devices", [entry(CONTACT)])
    box.admit("0x01", "d1")
    assert box.events("hall door/availability", word) == [("d1", "online", False)]
    assert box.events("bridge/state", word) == [("c1", "online", False)]


def test_a_friendly_name_may_hold_slashes(box: Box) -> None:
    box.says("bridge/devices", [entry(CONTACT, name="floor 1/hall/door")])
    box.admit("0x01", "d1")
    assert box.events("floor 1/hall/door", {"contact": False}) == [("d1", "contact.open", True)]


@pytest.mark.parametrize(
    "seen", ["2026-11-22T02:59:00Z", "2026-11-22T03:59:00+01:00", int(NOW.timestamp() - 60) * 1000]
)
def test_last_seen_is_the_time_of_the_reading(box: Box, seen: object) -> None:
    box.says("bridge/devices", [entry(CONTACT)])
    box.admit("0x01", "d1")
    (telling,) = box.says("hall door", {"contact": False, "last_seen": seen}).tellings
    assert ((NOW - telling.event.time).total_seconds(), telling.timed) == (60, True)


@pytest.mark.parametrize("seen", [None, "soon", "2026-11-22T02:59:00", 10**30, [], True])
def test_a_last_seen_that_is_none_counts_as_not_told(box: Box, seen: object) -> None:
    box.says("bridge/devices", [entry(CONTACT)])
    box.admit("0x01", "d1")
    (telling,) = box.says("hall door", {"contact": False, "last_seen": seen}).tellings
    assert (telling.event.time, telling.timed) == (NOW, False)


def test_a_model_that_zigbee2mqtt_does_not_know_is_found_and_tells_nothing(box: Box) -> None:
    box.says("bridge/devices", [entry() | {"definition": None}])
    (found,) = box.found.values()
    assert found.channels == ()
    assert "does not know this model" in found.passed_over[0].why
    assert box.says("hall door", {"contact": False}).refusals == ()


def test_a_renamed_device_keeps_its_place_and_a_removed_one_is_forgotten_unless_admitted(box: Box) -> None:
    box.says("bridge/devices", [entry(CONTACT), entry(CONTACT, address="0x02", name="hatch")])
    box.admit("0x01", "front-door")
    hearing = box.says("bridge/devices", [entry(CONTACT, name="street door")])
    assert [found.key for found in hearing.gone] == ["0x02"]
    assert box.events("street door", {"contact": False}) == [("front-door", "contact.open", True)]
    assert box.says("bridge/devices", []).gone == ()
    assert box.found["0x01"].device == "front-door"


@pytest.mark.parametrize(
    "thief", [{"address": "0x01", "name": "thief"}, {"address": "0x02", "name": "hall door"}], ids=["address", "name"]
)
def test_of_two_that_claim_one_id_the_second_is_refused_and_the_first_is_named(box: Box, thief: dict[str, str]) -> None:
    (refusal,) = box.says("bridge/devices", [entry(CONTACT), entry(BATTERY, **thief)]).refusals
    assert "by 'hall door' (0x01) first" in refusal.says
    assert [[c.quantity for c in found.channels] for found in box.found.values()] == [["contact.open"]]


@pytest.mark.parametrize("payload", [b"{", b"{}", b"5", [1], [{"ieee_address": 5.5e300}], [{"friendly_name": "x"}]])
def test_an_inventory_that_is_garbage_is_refused_and_what_was_admitted_stays(box: Box, payload: object) -> None:
    box.says("bridge/devices", [entry(CONTACT)])
    box.admit("0x01", "front-door")
    box.says("bridge/devices", payload)
    assert box.found["0x01"].device == "front-door"


def test_a_long_inventory_is_taken_and_a_longer_one_is_refused(box: Box) -> None:
    long = entry(CONTACT, more="x" * 300_000)
    assert box.says("bridge/devices", [long]).refusals == ()
    assert box.says("bridge/devices", b" " * (MAX_INVENTORY + 1)).refusals[0].reason == Reason.TOO_LARGE
    assert box.says("bridge/devices", [0] * (MOST_LISTED + 1)).refusals[0].reason == Reason.TOO_LARGE
    assert list(box.found) == ["0x01"]


@pytest.mark.parametrize("tail", ["bridge/logging", "bridge/info", "bridge/response/device/remove", "hall door/set"])
def test_the_bridges_own_talk_is_passed_over(box: Box, tail: str) -> None:
    hearing = box.says(tail, b"x" * 400_000 if tail == "bridge/info" else b"x")
    assert (hearing.tellings, hearing.refusals, hearing.found) == ((), (), ())


SIRENS_WITHOUT_A_READING = {"81868", "MG-BJQ002"}
"""Models whose every property is passed over: they make noise and sense nothing."""


@pytest.mark.shared
def test_every_model_maps_or_is_listed_with_the_reason(recordings: Path) -> None:
    models = json.loads((recordings.parent / "devices" / "zigbee2mqtt_exposes.json").read_text())
    silent = set()
    for model in models:
        box = Box("zigbee2mqtt")
        box.says("bridge/devices", [entry(*model["exposes"])])
        assert box.refusals == []
        if not any(found.channels for found in box.found.values()):
            silent.add(model["model"])
            assert any(over.why for found in box.found.values() for over in found.passed_over)
    assert silent == SIRENS_WITHOUT_A_READING


@pytest.mark.shared
def test_every_door_is_a_contact_every_alarm_an_alarm(recordings: Path) -> None:
    tells = {
        "door": {"contact.open"},
        "motion": {"motion"},
        "presence_mmwave": {"motion"},
        "water_leak": {"water.wet"},
        "smoke": {"smoke"},
        "co": {"carbon.monoxide"},
        "vibration": {"vibration", "contact.open"},
        "plug_power": {"power"},
        "button_action": {"button"},
        "sos_fall_special": {"alarm.button", "fall"},
    }
    models = json.loads((recordings.parent / "devices" / "zigbee2mqtt_exposes.json").read_text())
    missing = []
    for model in models:
        box = Box("zigbee2mqtt")
        box.says("bridge/devices", [entry(*model["exposes"])])
        told = {channel.quantity for found in box.found.values() for channel in found.channels}
        if model["category"] in tells and not told & tells[model["category"]]:
            missing.append((model["category"], model["model"], sorted(told)))
    assert missing == [("sos_fall_special", "DWZTCGQ11LM", ["battery", "contact.open"])]  # it tells of its own fall
