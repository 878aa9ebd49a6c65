"""A connection can be given another password, and gateways hear of it; not one that was revoked."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from care.errors import Conflict, NotFound
from care.people import Connection, Home, Organisation, Site, World
from store.registry import Registry

THEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    opened = Registry.open(tmp_path)
    opened.places.add_organisation(Organisation(id="own", name="Own"))
    opened.places.add_site(Site(id="a", organisation="own", name="A", zone="UTC", world=World.TEST))
    opened.places.add_home(Home(id="h1", site="a", name="One"))
    opened.connections.add(Connection(id="c1", site="a", home="h1", name="box", created=THEN), "old")
    return opened


def test_another_password_is_a_change_that_gateways_follow(registry: Registry) -> None:
    before = registry.changes.last()
    registry.connections.renew("c1", "new")
    assert registry.connections.hashes() == {"c1": "new"}
    assert [(change.noun, change.id) for change in registry.changes.after(before)] == [("connection", "c1")]


def test_a_revoked_connection_gets_no_other_password(registry: Registry) -> None:
    registry.connections.revoke("c1", THEN)
    with pytest.raises(Conflict, match="revoked"):
        registry.connections.renew("c1", "new")
    with pytest.raises(NotFound):
        registry.connections.renew("c2", "new")
