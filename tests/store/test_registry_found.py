"""What dialects found is kept, and admitted once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from care.errors import Conflict, NotFound
from care.found import Channel, Found, Presence
from care.people import Connection, Device, Placement, Spot
from store.registry import Registry

NOW = datetime(2026, 1, 1, 22, tzinfo=UTC)
CHANNEL = Channel(
    id="contact",
    source="bridge/devices",
    topic="hall door",
    path=("contact",),
    quantity="contact.open",
    true=("false",),
    false=("true",),
    expected_interval=3600,
    presences=(Presence(topic="hall door/availability", path=("state",)),),
)


@pytest.fixture
def boxed(furnished: Registry) -> tuple[Registry, Found]:
    home = furnished.places.homes()[0]
    furnished.connections.add(Connection(id="box", site=home.site, home=home.id, name="Box", created=NOW), "hash")
    return furnished, Found(
        home=home.id,
        connection="box",
        dialect="zigbee2mqtt",
        key="0x01",
        box="0x01",
        name="Hall door",
        channels=(CHANNEL,),
    )


def admit(registry: Registry, found: Found, device: str) -> Found:
    made = Device(id=device, home=found.home, connection=found.connection, name=found.name)
    return registry.found.admit(
        "box", found.key, made, Placement(device=device, home=found.home, spot=Spot.OUTER_DOOR, since=NOW)
    )


def test_what_was_found_is_there_after_reopening(boxed: tuple[Registry, Found], state: Path) -> None:
    registry, found = boxed
    registry.found.keep([found], [], NOW)
    with Registry.open(state) as again:
        assert again.found.all(connection="box") == [found.model_copy(update={"since": NOW})]
        assert again.found.all(home="nowhere") == again.found.all(site="nowhere") == []


def test_admitting_makes_and_places_the_device_and_gateways_can_follow(boxed: tuple[Registry, Found]) -> None:
    registry, found = boxed
    registry.found.keep([found], [], NOW)
    before = registry.changes.last()
    assert admit(registry, found, "front").device == "front"
    assert [each.device for each in registry.found.all()] == ["front"]
    site = registry.places.home(found.home).site
    assert registry.found.intervals(site) == {(found.home, "front"): timedelta(hours=1)}
    assert "front" in {device.id for device in registry.places.devices()}
    assert "front" in {placement.device for placement in registry.places.placements()}
    assert registry.changes.last() > before


def test_a_later_description_leaves_the_admission_as_it_is(boxed: tuple[Registry, Found]) -> None:
    registry, found = boxed
    registry.found.keep([found], [], NOW)
    admit(registry, found, "front")
    registry.found.keep([found.model_copy(update={"name": "Street door"})], [found], NOW)
    (kept,) = registry.found.all()
    assert (kept.name, kept.device, kept.since) == ("Street door", "front", NOW)


def test_what_is_gone_is_forgotten_unless_admitted(boxed: tuple[Registry, Found]) -> None:
    registry, found = boxed
    other = found.model_copy(update={"key": "0x02"})
    registry.found.keep([found, other], [], NOW)
    admit(registry, found, "front")
    registry.found.keep([], [found, other], NOW)
    assert [each.key for each in registry.found.all()] == ["0x01"]


def test_admitting_twice_or_what_was_not_found_is_refused_and_changes_nothing(boxed: tuple[Registry, Found]) -> None:
    registry, found = boxed
    with pytest.raises(NotFound, match="mistel device found"):
        admit(registry, found, "front")
    registry.found.keep([found], [], NOW)
    with pytest.raises(Conflict, match="the id of its connection"):
        admit(registry, found, "box")
    admit(registry, found, "front")
    with pytest.raises(Conflict, match="admitted already, as device 'front'"):
        admit(registry, found, "second")
    assert "second" not in {device.id for device in registry.places.devices()}
