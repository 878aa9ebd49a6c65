"""What the gateway reads of its site while homes are being furnished."""

from pathlib import Path

import pytest

from care.clock import ClockKind, wall_now
from care.people import Connection, Device, Home, Organisation, Site, World
from care.trials import Condition
from gateway.directory import Directory
from store.registry import Registry
from tests.gateway import at_a_site


def furnish(registry: Registry, home: str) -> None:
    with registry.furnishing() as (places, connections):
        places.add_home(Home(id=home, site="lab", name=home, clock=ClockKind.OWN))
        connections.add(
            Connection(id=f"box-{home}", site="lab", home=home, name="Box", created=wall_now()), "no password"
        )
        places.add_device(Device(id=f"door-{home}", home=home, connection=f"box-{home}", name="Door"))


def test_a_home_that_comes_in_while_its_site_is_read_is_left_for_the_next_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Registry.open(tmp_path) as registry:
        registry.places.add_organisation(Organisation(id="north", name="North"))
        lab = Site(id="lab", organisation="north", name="Lab", zone="Europe/Stockholm", world=World.TEST)
        registry.places.add_site(lab)
        furnish(registry, "first")
        read_homes = registry.places.homes

        def homes(site: str) -> list[Home]:
            there = read_homes(site)
            monkeypatch.undo()
            furnish(registry, "second")
            return there

        monkeypatch.setattr(registry.places, "homes", homes)
        directory = Directory.read(registry, "lab")
        assert directory.households.keys() == {"first"}
        assert directory.stale(registry)
        assert Directory.read(registry, "lab").households.keys() == {"first", "second"}


def test_rules_neither_see_nor_miss_what_an_unseen_connection_carries(tmp_path: Path) -> None:
    with Registry.open(tmp_path) as registry:
        at_a_site.furnish(registry, ClockKind.WALL)
        at_a_site.try_a_solution(registry, Condition.CONTROL)
        seen, unseen = Directory.read(registry, "a"), Directory.read(registry, "a", frozenset({at_a_site.TRIED.user}))
    assert seen.households["h1"].placement("it", wall_now()) is not None
    assert unseen.households["h1"].placement("it", wall_now()) is None
    assert at_a_site.TRIED.user not in unseen.households["h1"].carried
    assert unseen.known == seen.known  # what it tells is understood, and kept or refused as its trial says
