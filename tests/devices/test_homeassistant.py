"""Home Assistant's discovery: what is announced is found, what is told after admission are events."""

from typing import Any

import pytest

from care.errors import Reason
from care.found import Mode
from devices.dialects import via
from devices.dialects.homeassistant.classes import BINARY_SENSOR, SENSOR
from tests.devices.via_a_box import NOW, Box

BOARD = {"ids": ["board-1"], "name": "Hall board", "mf": "Espressif", "mdl": "esp32"}


@pytest.fixture
def box() -> Box:
    return Box("homeassistant")


def door(box: Box, item: str = "door", **more: object) -> dict[str, Any]:
    return {
        "name": item.title(),
        "dev_cla": "door",
        "stat_t": f"{box.prefix}/board/binary_sensor/{item}/state",
        "uniq_id": f"esp-{item}",
        "dev": BOARD,
        **more,
    }


def test_an_announced_door_is_found_and_its_readings_are_refused_until_it_is_placed(box: Box) -> None:
    hearing = box.says("binary_sensor/board/door/config", door(box), retain=True)
    (found,) = hearing.found
    assert (found.key, found.name, found.model, found.device) == ("board-1", "Hall board", "Espressif esp32", None)
    assert [(c.quantity, c.true, c.false) for c in found.channels] == [("contact.open", ("ON",), ("OFF",))]
    told = box.says("board/binary_sensor/door/state", b"ON")
    assert told.tellings == ()
    (refusal,) = told.refusals
    assert refusal.reason == Reason.UNKNOWN_DEVICE
    assert "Hall board" in refusal.says
    assert "`mistel device admit c1 board-1 --room ROOM`" in refusal.mend
    box.admit("board-1", "front-door")
    assert box.events("board/binary_sensor/door/state", b"ON") == [("front-door", "contact.open", True)]
    assert box.events("board/binary_sensor/door/state", b"OFF") == [("front-door", "contact.open", False)]


@pytest.mark.parametrize("device_class", BINARY_SENSOR)
def test_on_means_what_the_device_class_says(box: Box, device_class: str) -> None:
    box.says("binary_sensor/x/config", door(box, "x", dev_cla=device_class))
    box.admit("board-1", "d1")
    told = box.events("board/binary_sensor/x/state", b"ON")
    assert told == [("d1", BINARY_SENSOR[device_class], True)]


@pytest.mark.parametrize(
    ("device_class", "unit", "payload", "quantity", "value"),
    [
        ("temperature", "°C", b"21.5", "temperature", 21.5),
        ("temperature", "°F", b"68", "temperature", 20.0),
        ("temperature", "K", b"293.15", "temperature", 20.0),
        ("humidity", "%", b"40", "humidity", 40.0),
        ("battery", "%", b"90", "battery", 90.0),
        ("carbon_dioxide", "ppm", b"612", "co2", 612.0),
        ("illuminance", "lx", b"3.5", "illuminance", 3.5),
        ("power", "kW", b"1.2", "power", 1200.0),
        ("volume_flow_rate", "L/min", b"6", "water.flow", 0.1),
    ],
)
def test_a_sensor_is_told_in_our_units(
    box: Box, device_class: str, unit: str, payload: bytes, quantity: str, value: float
) -> None:
    assert device_class in SENSOR
    box.says("sensor/x/config", door(box, "x", dev_cla=device_class, unit_of_meas=unit))
    box.admit("board-1", "d1")
    assert box.events("board/binary_sensor/x/state", payload) == [("d1", quantity, value)]


@pytest.mark.parametrize(
    ("component", "name", "quantity", "payload", "value"),
    [
        ("binary_sensor", "Bed occupied", "bed.occupied", b"ON", True),
        ("binary_sensor", "Alarm button", "alarm.button", b"ON", True),
        ("binary_sensor", "Fall", "fall", b"ON", True),
        ("sensor", "Heart rate", "pulse", b"61", 61.0),
        ("sensor", "Breathing", "breathing", b"14", 14.0),
        ("sensor", "Reminder shown", "reminder.shown", b"Lunch", "Lunch"),
    ],
)
def test_an_entity_that_is_named_as_a_quantity_is_that_quantity(
    box: Box, component: str, name: str, quantity: str, payload: bytes, value: object
) -> None:
    config = door(box, "x", name=name, dev_cla="occupancy") | ({"unit_of_meas": "bpm"} if value in {61.0, 14.0} else {})
    box.says(f"{component}/x/config", config)
    box.admit("board-1", "d1")
    assert box.events("board/binary_sensor/x/state", payload) == [("d1", quantity, value)]


def test_the_device_form_announces_all_at_once_and_shares_what_its_root_says(box: Box) -> None:
    config = {
        "dev": BOARD,
        "o": {"name": "test"},
        "~": f"{box.prefix}/multi",
        "stat_t": "~/state",
        "avty": {"t": "~/status"},
        "cmps": {
            "m": {"p": "binary_sensor", "dev_cla": "motion", "val_tpl": "{{ value_json.motion }}", "uniq_id": "m1"},
            "t": {"p": "sensor", "dev_cla": "temperature", "unit_of_meas": "°C", "val_tpl": "{{value_json.env.t}}"},
            "b": {"p": "sensor", "dev_cla": "battery", "val_tpl": "{{ value_json.bat }}", "exp_aft": 3600},
            "old": {"p": "sensor"},
            "lamp": {"p": "light", "cmd_t": "~/set", "uniq_id": "l1"},
        },
    }
    box.says("device/multi/config", config)
    (found,) = box.found.values()
    assert sorted(c.quantity for c in found.channels) == ["battery", "motion", "temperature"]
    assert found.expected_interval == 3600
    assert [(over.id, "light tells no reading" in over.why) for over in found.passed_over] == [("l1", True)]
    box.admit("board-1", "d1")
    assert box.events("multi/state", {"motion": "ON", "env": {"t": 20}, "bat": None}) == [
        ("d1", "motion", True),
        ("d1", "temperature", 20.0),
    ]
    assert box.events("multi/status", b"offline") == [("d1", "online", False)]
    assert box.refusals == []


def test_two_doors_of_one_board_are_two_devices_and_stay_so_in_any_order(box: Box) -> None:
    for item in ("door", "hatch"):
        box.says(f"binary_sensor/{item}/config", door(box, item))
    box.says("sensor/battery/config", door(box, "battery", dev_cla="battery"))
    told = {key: [c.id for c in found.channels] for key, found in box.found.items()}
    assert told == {"board-1": ["esp-door", "esp-battery"], "board-1/2": ["esp-hatch"]}
    for item in ("hatch", "door"):
        box.says(f"binary_sensor/{item}/config", door(box, item, pl_on="OPEN"))
    assert {key: sorted(c.id for c in found.channels) for key, found in box.found.items()} == {
        "board-1": ["esp-battery", "esp-door"],
        "board-1/2": ["esp-hatch"],
    }
    assert box.found["board-1/2"].name == "Hall board Hatch"


def test_what_is_announced_again_unchanged_is_no_news(box: Box) -> None:
    configs = [(f"sensor/{item}/config", door(box, item, dev_cla=item)) for item in ("battery", "temperature", "date")]
    assert all(box.says(tail, config).found for tail, config in configs)
    assert not any(box.says(tail, config).found for tail, config in configs * 2)


@pytest.mark.parametrize("mode", list(Mode))
def test_availability_of_several_topics_is_answered_by_its_mode(box: Box, mode: Mode) -> None:
    listed = [{"t": f"{box.prefix}/gateway"}, {"topic": f"{box.prefix}/node", "pl_avail": "1", "pl_not_avail": "0"}]
    box.says("binary_sensor/door/config", door(box, avty=listed, avty_mode=mode.value))
    box.admit("board-1", "d1")
    told = [
        [value for _, _, value in box.events(*said)]
        for said in (("gateway", b"online"), ("node", b"0"), ("node", b"1"), ("gateway", b"offline"))
    ]
    assert (
        told
        == {
            Mode.LATEST: [[True], [False], [True], [False]],
            Mode.ALL: [[], [False], [True], [False]],
            Mode.ANY: [[True], [True], [True], [True]],
        }[mode]
    )


def test_a_true_that_ends_by_itself_says_when(box: Box) -> None:
    box.says("binary_sensor/door/config", door(box, off_dly=30))
    box.admit("board-1", "d1")
    (telling,) = box.says("board/binary_sensor/door/state", b"ON").tellings
    assert telling.off_delay is not None
    assert (telling.off_delay.total_seconds(), telling.event.time, telling.timed) == (30, NOW, False)
    (off,) = box.says("board/binary_sensor/door/state", b"OFF").tellings
    assert off.off_delay is None


@pytest.mark.parametrize(
    "template",
    ["{{ value_json['x'] }}", "{% if value %}ON{% endif %}", "{{ value_json.x | int }}", "{{ value }}", "x" * 9999],
)
def test_a_template_of_another_kind_is_passed_over_with_the_reason(box: Box, template: str) -> None:
    box.says("binary_sensor/door/config", door(box, val_tpl=template))
    (found,) = box.found.values()
    assert found.channels == ()
    assert "value_json.x" in found.passed_over[0].why
    assert box.says("board/binary_sensor/door/state", b"ON").refusals == ()


def test_a_trigger_is_passed_over_and_so_is_what_it_says(box: Box) -> None:
    trigger = {
        "automation_type": "trigger",
        "topic": f"{box.prefix}/pressed",
        "type": "button_short_press",
        "dev": BOARD,
    }
    box.says("device_automation/press/config", trigger)
    assert "device_automation tells no reading" in box.found["board-1"].passed_over[0].why
    assert box.says("pressed", b"1").refusals == ()


BAD = {
    "too many components": {"dev": BOARD, "cmps": {str(number): {"p": "sensor"} for number in range(600)}},
    "not JSON": b"{",
    "not an object": b"[1]",
    "no state topic": {"uniq_id": "x", "dev_cla": "door"},
    "a topic elsewhere": {"uniq_id": "x", "dev_cla": "door", "stat_t": "esphome/door/state"},
    "an id that is no text": {
        "uniq_id": {"a": 1},
        "dev_cla": "door",
        "stat_t": "mistel/rosen/h1/c1/via/homeassistant/x",
    },
    "an off delay that is no number": {
        "off_dly": "soon",
        "dev_cla": "door",
        "stat_t": "mistel/rosen/h1/c1/via/homeassistant/x",
    },
    "availability that is no list": {
        "avty": ["x"],
        "dev_cla": "door",
        "stat_t": "mistel/rosen/h1/c1/via/homeassistant/x",
    },
    "an unknown mode": {"avty_mode": "some", "dev_cla": "door", "stat_t": "mistel/rosen/h1/c1/via/homeassistant/x"},
}


@pytest.mark.parametrize("config", BAD.values(), ids=BAD)
def test_a_configuration_that_is_garbage_is_refused_and_changes_nothing(box: Box, config: object) -> None:
    box.says("binary_sensor/door/config", door(box))
    before = box.found
    form = isinstance(config, dict) and "cmps" in config
    hearing = box.says("device/other/config" if form else "binary_sensor/other/config", config)
    assert len(hearing.refusals) == 1
    assert hearing.refusals[0].mend
    assert box.found == before


def test_of_two_that_claim_one_id_the_second_is_refused_and_the_first_is_named(box: Box) -> None:
    box.says("binary_sensor/door/config", door(box))
    (refusal,) = box.says("binary_sensor/thief/config", door(box, "thief", uniq_id="esp-door")).refusals
    assert "'Hall board' announced it first, on binary_sensor/door/config" in refusal.says
    assert [c.topic for c in box.found["board-1"].channels] == ["board/binary_sensor/door/state"]


def test_an_empty_configuration_deletes_what_nobody_admitted(box: Box) -> None:
    box.says("binary_sensor/door/config", door(box))
    assert [found.key for found in box.says("binary_sensor/door/config", b"").gone] == ["board-1"]
    box.says("binary_sensor/door/config", door(box))
    box.admit("board-1", "d1")
    assert box.says("binary_sensor/door/config", b"").gone == ()
    assert (box.found["board-1"].device, box.found["board-1"].channels) == ("d1", ())


@pytest.mark.parametrize("payload", [b"nan", b"unavailable", b"None", b""])
def test_no_value_is_no_reading(box: Box, payload: bytes) -> None:
    box.says("sensor/t/config", door(box, "t", dev_cla="temperature"))
    box.admit("board-1", "d1")
    hearing = box.says("board/binary_sensor/t/state", payload)
    assert (hearing.tellings, hearing.refusals) == ((), ())


@pytest.mark.parametrize("payload", [b"warm", b"\xff", b"1_0", b"1e400", b"4000"])
def test_a_value_that_cannot_be_is_refused(box: Box, payload: bytes) -> None:
    box.says("sensor/t/config", door(box, "t", dev_cla="temperature"))
    box.admit("board-1", "d1")
    hearing = box.says("board/binary_sensor/t/state", payload)
    assert (len(hearing.tellings), len(hearing.refusals)) == (0, 1)


def test_what_nobody_announced_is_refused(box: Box) -> None:
    (refusal,) = box.says("board/debug", b"hello").refusals
    assert refusal.reason == Reason.UNKNOWN_DEVICE
    assert "Publish the configuration first" in refusal.mend


def test_what_a_connection_announces_is_kept_within_bounds() -> None:
    box = Box("homeassistant")
    for number in range(2000):
        box.says(f"sensor/s{number}/config", door(box, f"s{number}", dev_cla="battery", name="x" * 500))
        if box.refusals:
            break
    assert box.refusals[0].reason == Reason.TOO_LARGE
    (heard,) = box.heard.values()
    assert heard.size == sum(found.size for found in box.found.values()) <= via.MOST_KEPT


def test_a_second_entity_may_tell_on_another_topic_whether_it_is_there(box: Box) -> None:
    box.says("binary_sensor/door/config", door(box, avty_t=f"{box.prefix}/one"))
    box.admit("board-1", "d1")
    assert box.events("one", b"online") == [("d1", "online", True)]
    box.says("sensor/battery/config", door(box, "battery", dev_cla="battery", avty_t=f"{box.prefix}/two"))
    assert box.events("two", b"offline") == [("d1", "online", False)]
