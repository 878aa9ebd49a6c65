"""Descriptions are kept one a device, and gateways hear of every change."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from care.errors import NotFound
from care.people import Connection, Device, Home, Organisation, Site, World
from store.registry import Registry, Uploaded

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Registry]:
    with Registry.open(tmp_path) as registry:
        registry.places.add_organisation(Organisation(id="own", name="Own"))
        for site, home in (("a", "h1"), ("b", "h2")):
            registry.places.add_site(
                Site(id=site, organisation="own", name=site, zone="Europe/Stockholm", world=World.TEST)
            )
            registry.places.add_home(Home(id=home, site=site, name=home))
            registry.connections.add(Connection(id=f"c-{home}", site=site, home=home, name="box", created=NOON), "hash")
            registry.places.add_device(Device(id="door", home=home, connection=f"c-{home}", name="door"))
        yield registry


def test_the_newest_description_of_a_device_is_kept(town: Registry) -> None:
    assert town.descriptions.get("h1", "door") is None
    for mode in ("warn", "strict"):
        newest = Uploaded("h1", "door", mode, {"title": mode, "events": {"contact.open": {}}}, NOON)
        town.descriptions.put(newest)
    assert town.descriptions.get("h1", "door") == newest
    assert town.descriptions.all("a") == [newest]
    assert town.descriptions.all("b") == []


def test_every_change_is_one_that_gateways_follow(town: Registry) -> None:
    before = town.changes.last()
    town.descriptions.put(Uploaded("h1", "door", "warn", {}, NOON))
    town.descriptions.remove("h1", "door")
    assert [(change.noun, change.id) for change in town.changes.after(before)] == [("description", "h1/door")] * 2
    assert town.descriptions.get("h1", "door") is None


def test_what_is_not_there_cannot_be_described_or_forgotten(town: Registry) -> None:
    with pytest.raises(NotFound, match="window"):
        town.descriptions.put(Uploaded("h1", "window", "warn", {}, NOON))
    with pytest.raises(NotFound):
        town.descriptions.remove("h1", "door")
