"""Whatever comes below ``via/``: events, refusals or news, never an exception, never more kept than may be."""

import json
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from care.errors import Reason
from devices.dialects import MAX_BYTES, Message, via
from devices.dialects.heard import Heard
from devices.dialects.homeassistant.keys import ABBREVIATIONS
from devices.dialects.zigbee2mqtt import MAX_INVENTORY
from devices.dialects.zigbee2mqtt.properties import ENUMS, PROPERTIES
from tests.devices.via_a_box import KNOWN, NOW, Box

PREFIX = "mistel/rosen/h1/c1/via/homeassistant/"
CONFIG = {
    "dev": {"ids": ["b"], "name": "B"},
    "dev_cla": "door",
    "uniq_id": "u1",
    "stat_t": f"{PREFIX}x/state",
    "avty_t": f"{PREFIX}x/here",
    "avty_mode": "all",
}
EXPOSE = {"type": "binary", "property": "contact", "access": 1, "value_on": False, "value_off": True}
INVENTORY = [{"ieee_address": "0x01", "friendly_name": "door", "definition": {"exposes": [EXPOSE]}}]


@cache
def known() -> dict[tuple[str, str], Heard]:
    """A board and a Zigbee network, both with one admitted door."""
    home = Box("homeassistant")
    home.says("binary_sensor/x/config", CONFIG)
    home.admit("b", "d1")
    zigbee = Box("zigbee2mqtt")
    zigbee.says("bridge/devices", INVENTORY)
    zigbee.admit("0x01", "d2")
    return home.heard | zigbee.heard


levels = st.sampled_from(
    ["binary_sensor", "sensor", "device", "event", "light", "x", "config", "state", "here", "bridge", "devices", "door",
     "availability", "set", "status", "", "é", "\ud800"]
)  # fmt: skip
tails = st.lists(levels, min_size=1, max_size=4).map("/".join) | st.sampled_from(
    ["x/state", "x/here", "binary_sensor/x/config", "device/x/config", "bridge/devices", "bridge/state", "door",
     "door/availability"]
)  # fmt: skip
leaf = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(10**400)
    | st.sampled_from(["~", "~/x", f"{PREFIX}x/state", "binary_sensor", "sensor", "door", "ON", "OFF",
                       "{{ value_json.a }}",
                       "online", "composite", "lock", "numeric", "binary", "enum", *PROPERTIES, *ENUMS])
)  # fmt: skip
keys = st.sampled_from(
    [*ABBREVIATIONS, *ABBREVIATIONS.values(), "~", "ids", "cns", "name", "ieee_address", "friendly_name", "definition",
     "exposes", "features", "property", "type", "access", "values", "value_on", "value_off", "unit", "contact",
     "last_seen"]
) | st.text(max_size=3)  # fmt: skip
trees = st.recursive(
    leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5), max_leaves=12
)
near_config = st.dictionaries(keys, trees, max_size=4).map(lambda more: {**CONFIG, **more})
near_form = st.dictionaries(keys, near_config | trees, max_size=3).map(lambda c: {"dev": {"ids": "b"}, "cmps": c})
near_inventory = st.lists(
    trees | st.dictionaries(keys, trees, max_size=4).map(lambda more: {**INVENTORY[0], **more}), max_size=3
)


@given(
    st.sampled_from([*via.DIALECTS, "tasmota", ""]),
    tails,
    st.binary(max_size=40) | (trees | near_config | near_form | near_inventory).map(lambda t: json.dumps(t).encode()),
    st.booleans(),
)
@settings(max_examples=400)
@example("homeassistant", "\ud800/binary_sensor/config", b'{"":{"":""},"":{}}', False)
def test_any_bytes_on_any_topic_end_as_events_news_or_refusals(
    dialect: str, tail: str, payload: bytes, retain: bool
) -> None:
    message = Message(f"mistel/rosen/h1/c1/via/{dialect}/{tail}", payload, NOW, retain)
    hearing = via.hear(message, KNOWN, known())
    for telling in hearing.tellings:
        assert telling.event.device in {"c1", "d1", "d2"}
        assert str(telling.event.value).encode() is not None
    for refusal in hearing.refusals:
        for text in (refusal.topic, refusal.field, refusal.says, refusal.mend, refusal.excerpt):
            assert text.encode() is not None
            assert text.isprintable()
    assert hearing.heard.size <= via.MOST_KEPT
    for found in hearing.found:
        assert found == type(found).model_validate_json(found.model_dump_json())


@pytest.mark.parametrize(
    ("tail", "most"),
    [
        ("homeassistant/binary_sensor/x/config", MAX_BYTES),
        ("homeassistant/x/state", MAX_BYTES),
        ("zigbee2mqtt/door", MAX_BYTES),
        ("zigbee2mqtt/bridge/devices", MAX_INVENTORY),
    ],
)
def test_what_is_too_large_is_refused_and_hardly_kept(tail: str, most: int) -> None:
    hearing = via.hear(Message(f"mistel/rosen/h1/c1/via/{tail}", b"[" * (most + 1), NOW), KNOWN, known())
    assert [refusal.reason for refusal in hearing.refusals] == [Reason.TOO_LARGE]
    assert len(hearing.refusals[0].excerpt) == 200
    deep = via.hear(Message(f"mistel/rosen/h1/c1/via/{tail}", b"[" * most, NOW), KNOWN, known())
    assert [refusal.reason for refusal in deep.refusals] == [
        Reason.NOT_JSON if tail != "homeassistant/x/state" else "wrong_type"
    ]


@pytest.mark.parametrize(
    ("topic", "reason"),
    [
        ("mistel/rosen/h9/c1/via/homeassistant/x/state", Reason.UNKNOWN_HOME),
        ("mistel/rosen/h1/c9/via/homeassistant/x/state", Reason.UNKNOWN_DEVICE),
        ("mistel/other/h1/c1/via/homeassistant/x/state", Reason.BAD_TOPIC),
        ("mistel/rosen/h1/c1/via/tasmota/tele/x", Reason.UNSUPPORTED),
        ("mistel/rosen/h1/c1/via/zigbee2mqtt", Reason.UNSUPPORTED),
    ],
)
def test_what_comes_to_the_wrong_place_is_refused(topic: str, reason: Reason) -> None:
    (refusal,) = via.hear(Message(topic, b"ON", NOW), KNOWN, known()).refusals
    assert refusal.reason == reason


def test_a_home_with_its_own_clock_takes_no_foreign_readings() -> None:
    box = Box("zigbee2mqtt", "mistel/rosen/sim/c2")
    box.says("bridge/devices", INVENTORY)
    box.admit("0x01", "d1")
    (refusal,) = box.says("door", {"contact": False}).refusals
    assert refusal.reason == Reason.IMPOSSIBLE_TIME


def test_both_dialects_end_in_the_same_event() -> None:
    told = []
    for tail, payload in (("homeassistant/x/state", b"ON"), ("zigbee2mqtt/door", b'{"contact": false}')):
        (telling,) = via.hear(Message(f"mistel/rosen/h1/c1/via/{tail}", payload, NOW), KNOWN, known()).tellings
        told.append((telling.event.quantity, telling.event.value, telling.event.time))
    assert told == [("contact.open", True, NOW)] * 2


@given(
    st.lists(
        st.tuples(st.sampled_from([*via.DIALECTS]), tails, trees | near_config | near_form | near_inventory), max_size=8
    )
)
@settings(max_examples=150)
def test_any_messages_one_after_the_other_leave_what_is_known_whole(said: list[tuple[str, str, object]]) -> None:
    heard = known()
    for dialect, tail, tree in said:
        hearing = via.hear(
            Message(f"mistel/rosen/h1/c1/via/{dialect}/{tail}", json.dumps(tree).encode(), NOW), KNOWN, heard
        )
        heard = {**heard, ("c1", dialect): hearing.heard}
        devices = hearing.heard.devices
        assert all(key == found.key for key, found in devices.items())
        assert hearing.heard.size == sum(found.size for found in devices.values())
        for found in devices.values():
            quantities = [channel.quantity for channel in found.channels]
            assert len(quantities) == len(set(quantities))
    admitted = {found.device for box in heard.values() for found in box.devices.values() if found.device}
    assert admitted == {"d1", "d2"}
