"""A board that speaks Home Assistant's discovery and a Zigbee bridge, through the real broker and journal."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import aiomqtt

from care.clock import wall_now
from care.errors import Reason
from care.found import Found
from care.people import Device, Placement, Spot
from tests.brokers import on_both
from tests.gateway.at_a_site import AtASite, at_a_site

BASE = "mistel/a/h1/c1/via"
STATE = f"{BASE}/homeassistant/porch/binary_sensor/door/state"
HERE = f"{BASE}/homeassistant/porch/status"
CONFIG = {
    "name": "Door",
    "dev_cla": "door",
    "stat_t": STATE,
    "avty_t": HERE,
    "uniq_id": "porch-door",
    "dev": {"ids": "a4cf12", "name": "Porch", "mf": "Espressif", "mdl": "esp32"},
}
INVENTORY = [
    {"ieee_address": "0x00", "friendly_name": "Coordinator", "type": "Coordinator", "definition": None},
    {
        "ieee_address": "0x00158d0001",
        "friendly_name": "cellar_door",
        "type": "EndDevice",
        "definition": {
            "vendor": "Aqara",
            "model": "MCCGQ11LM",
            "exposes": [
                {"type": "binary", "property": "contact", "access": 1, "value_on": False, "value_off": True},
                {"type": "numeric", "property": "battery", "access": 1, "unit": "%"},
            ],
        },
    },
]


async def announce(device: aiomqtt.Client, *, retain: bool = True) -> None:
    config = json.dumps(CONFIG).encode()
    await device.publish(f"{BASE}/homeassistant/binary_sensor/porch/door/config", config, qos=1, retain=retain)
    inventory = json.dumps(INVENTORY).encode()
    await device.publish(f"{BASE}/zigbee2mqtt/bridge/devices", inventory, qos=1, retain=retain)


def admit(site: AtASite, found: Found, name: str) -> None:
    made = Device(id=name, home=found.home, connection=found.connection, name=found.name, model=found.model)
    since = wall_now() - timedelta(hours=1)
    site.registry.found.admit(
        "c1", found.key, made, Placement(device=name, home="h1", spot=Spot.OUTER_DOOR, since=since)
    )


def kept(site: AtASite, *quantities: str) -> list[tuple[str, str, object]]:
    return [(e.device, e.quantity, e.value) for _, e in site.reader.after(0) if e.quantity in quantities]


@on_both
async def test_a_board_and_a_zigbee_door_end_as_the_same_events_once_they_are_admitted(
    tmp_path: Path, kind: str
) -> None:
    async with at_a_site(tmp_path, kind=kind) as site, site.device() as device:
        await device.subscribe("mistel-out/a/h1/c1/#", qos=1)
        await announce(device)
        await site.until(lambda: len(site.registry.found.all()) == 2)
        board, zigbee = sorted(site.registry.found.all(), key=lambda found: found.dialect)
        assert (board.name, board.model, zigbee.name) == ("Porch", "Espressif esp32", "cellar_door")

        await device.publish(STATE, b"ON")
        await device.publish(f"{BASE}/zigbee2mqtt/cellar_door", b'{"contact": false, "battery": 98}', qos=1)
        told = []
        async with asyncio.timeout(20):
            async for message in device.messages:
                told.append(json.loads(message.payload))
                if len(told) == 2:
                    break
        assert {refusal["reason"] for refusal in told} == {Reason.UNKNOWN_DEVICE}
        assert all("`mistel device admit c1 " in refusal["mend"] for refusal in told)
        assert site.reader.counts().events == 0

        admit(site, board, "porch-door")
        admit(site, zigbee, "cellar-door")
        for opened in (True, False):
            await device.publish(STATE, b"ON" if opened else b"OFF")
            word = json.dumps({"contact": not opened, "battery": 98}).encode()
            await device.publish(f"{BASE}/zigbee2mqtt/cellar_door", word, qos=1)
        await site.until(lambda: len(kept(site, "contact.open")) == 4)
        assert sorted(kept(site, "contact.open"), key=lambda told: told[0]) == [
            ("cellar-door", "contact.open", True),
            ("cellar-door", "contact.open", False),
            ("porch-door", "contact.open", True),
            ("porch-door", "contact.open", False),
        ]


async def test_a_restarted_gateway_knows_what_was_found_though_the_broker_kept_nothing(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site, site.device() as device:
        await announce(device, retain=False)
        await site.until(lambda: len(site.registry.found.all()) == 2)
        for found in site.registry.found.all():
            admit(site, found, found.dialect)
        await site.restart()
        await device.publish(f"{BASE}/zigbee2mqtt/cellar_door", b'{"contact": false}', qos=1)
        await device.publish(STATE, b"ON", qos=1)
        await site.until(lambda: len(kept(site, "contact.open")) == 2)
        assert sorted(kept(site, "contact.open")) == [
            ("homeassistant", "contact.open", True),
            ("zigbee2mqtt", "contact.open", True),
        ]


async def test_availability_is_told_of_the_device_and_the_bridge_is_its_connection(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site, site.device() as device:
        await announce(device)
        await site.until(lambda: len(site.registry.found.all()) == 2)
        for found in site.registry.found.all():
            admit(site, found, found.dialect)
        for word in (b"online", b"online", b"offline"):
            await device.publish(HERE, word, qos=1, retain=True)
        await device.publish(f"{BASE}/zigbee2mqtt/bridge/state", b'{"state":"online"}', qos=1, retain=True)
        await site.until(lambda: len(kept(site, "online")) == 3)
        assert kept(site, "online") == [
            ("homeassistant", "online", True),
            ("homeassistant", "online", False),
            ("c1", "online", True),
        ]


async def test_an_off_delay_ends_what_was_told_by_the_clock(tmp_path: Path) -> None:
    async with at_a_site(tmp_path) as site, site.device() as device:
        config = json.dumps(CONFIG | {"off_dly": 0.2}).encode()
        await device.publish(f"{BASE}/homeassistant/binary_sensor/porch/door/config", config, qos=1)
        await site.until(site.registry.found.all)
        admit(site, site.registry.found.all()[0], "porch-door")
        await device.publish(STATE, b"ON", qos=1)
        await site.until(lambda: len(kept(site, "contact.open")) == 2)
        on, off = (event for _, event in site.reader.after(0) if event.quantity == "contact.open")
    assert (on.value, off.value) == (True, False)
    assert off.time - on.time == timedelta(seconds=0.2)
    assert off.received >= off.time
