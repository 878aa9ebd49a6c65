"""Who and what is where, and the list of changes."""

from datetime import timedelta

import pytest

from care.clock import ClockKind
from care.errors import Conflict, NotFound
from care.people import Connection, Device, Home, Organisation, Placement, Resident, Room, Site, Spot, World
from store.registry import Change, Registry
from tests.store.conftest import START

DAY = timedelta(days=1)


def test_what_was_added_is_read_back(furnished: Registry) -> None:
    places = furnished.places
    assert places.organisations() == [Organisation(id="town", name="The town")]
    assert places.sites() == places.sites("town") == [places.site("north")]
    assert places.site("north").world is World.TEST
    assert (
        places.homes("north")
        == [places.home("h1")]
        == [Home(id="h1", site="north", name="Flat 1", clock=ClockKind.OWN)]
    )
    assert places.rooms("h1") == [Room(id="hall", home="h1", name="Hall")]
    assert places.residents("h1") == [Resident(id="r1", home="h1", parameters={"fall": {"patience_s": 60}})]
    assert (
        places.devices("h1")
        == places.devices(site="north")
        == [Device(id="door", home="h1", connection="c1", name="Front door")]
    )


def test_of_another_home_or_site_nothing_is_given(furnished: Registry) -> None:
    places = furnished.places
    assert places.sites("village") == places.homes("south") == []
    for read in (places.rooms, places.residents, places.devices, places.placements):
        assert read("h2") == []
        assert read(site="south") == []


def test_what_is_not_there_is_named(furnished: Registry) -> None:
    places = furnished.places
    with pytest.raises(NotFound, match="There is no site 'south'"):
        places.site("south")
    with pytest.raises(NotFound, match="There is no home 'h2'"):
        places.home("h2")
    with pytest.raises(NotFound, match="no organisation 'village'"):
        places.add_site(Site(id="south", organisation="village", name="S", zone="UTC", world=World.TEST))
    with pytest.raises(NotFound, match="no home 'h2'"):
        places.add_room(Room(id="hall", home="h2", name="Hall"))
    with pytest.raises(NotFound, match="no connection 'c2' in home 'h1'"):
        places.add_device(Device(id="bed", home="h1", connection="c2", name="Bed"))
    with pytest.raises(NotFound, match="no room 'attic' in home 'h1'"):
        places.place(Placement(device="door", home="h1", room="attic", since=START))


def test_an_id_in_use_is_refused_and_changes_nothing(furnished: Registry) -> None:
    last = furnished.changes.last()
    with pytest.raises(Conflict, match="There is home 'h1' already"):
        furnished.places.add_home(Home(id="h1", site="north", name="Another"))
    with pytest.raises(Conflict, match="There is room 'hall' in home 'h1' already"):
        furnished.places.add_room(Room(id="hall", home="h1", name="Another"))
    assert furnished.places.home("h1").name == "Flat 1"
    assert furnished.changes.last() == last


def test_only_test_sites_have_homes_with_a_clock_of_their_own(furnished: Registry) -> None:
    furnished.places.add_site(Site(id="real", organisation="town", name="R", zone="Europe/Stockholm", world=World.REAL))
    with pytest.raises(Conflict, match="'real' is real"):
        furnished.places.add_home(Home(id="h2", site="real", name="F", clock=ClockKind.OWN))
    furnished.places.add_home(Home(id="h2", site="real", name="F"))


def test_the_id_that_stands_for_nobody_is_refused(furnished: Registry) -> None:
    with pytest.raises(Conflict, match="stands for nobody"):
        furnished.places.add_home(Home(id="-", site="north", name="F"))


def test_a_device_that_moves_leaves_the_place_where_it_was(furnished: Registry) -> None:
    first = Placement(device="door", home="h1", room="hall", spot=Spot.OUTER_DOOR, since=START)
    then = Placement(device="door", home="h1", resident="r1", spot=Spot.WORN, since=START + DAY)
    furnished.places.place(first)
    furnished.places.place(then)
    assert furnished.places.placements("h1") == [first.model_copy(update={"until": START + DAY}), then]


def test_a_device_is_in_one_place_at_a_time(furnished: Registry) -> None:
    furnished.places.place(Placement(device="door", home="h1", since=START, until=START + DAY))
    furnished.places.place(Placement(device="door", home="h1", since=START + DAY, until=START + 2 * DAY))
    with pytest.raises(Conflict, match="placed elsewhere from 2026-01-01 22:00 UTC until 2026-01-02 22:00 UTC"):
        furnished.places.place(Placement(device="door", home="h1", since=START + DAY / 2))
    furnished.places.place(Placement(device="door", home="h1", since=START - DAY, until=START))
    assert len(furnished.places.placements("h1")) == 3


def test_a_refused_placement_leaves_the_open_one_open(furnished: Registry) -> None:
    furnished.places.place(Placement(device="door", home="h1", since=START + 2 * DAY))
    with pytest.raises(Conflict, match="2026-01-03 22:00 UTC on"):
        furnished.places.place(Placement(device="door", home="h1", since=START))
    assert [placed.until for placed in furnished.places.placements("h1")] == [None]


def test_each_change_is_numbered_and_names_what_changed(furnished: Registry) -> None:
    last = furnished.changes.last()
    assert [change.noun for change in furnished.changes.after(0)] == [
        "organisation",
        "site",
        "home",
        "room",
        "resident",
        "connection",
        "device",
    ]
    furnished.places.place(Placement(device="door", home="h1", since=START))
    furnished.connections.revoke("c1", START)
    assert furnished.changes.after(last) == [
        Change(last + 1, "placement", "h1/door"),
        Change(last + 2, "connection", "c1"),
    ]
    assert furnished.changes.last() == last + 2


def test_a_revoked_connection_is_kept_but_no_longer_let_in(furnished: Registry) -> None:
    connections = furnished.connections
    assert connections.hashes() == {"c1": "hash of c1"}
    revoked = connections.revoke("c1", START)
    assert revoked.revoked == START
    assert connections.revoke("c1", START + DAY) == revoked
    assert (connections.hashes(), connections.all()) == ({}, [])
    assert connections.all("north", include_revoked=True) == [connections.get("c1")] == [revoked]
    with pytest.raises(NotFound, match="no connection 'c9'"):
        connections.revoke("c9", START)


def test_a_connection_belongs_to_its_homes_site_and_keeps_only_an_own_clock(furnished: Registry) -> None:
    add = furnished.connections.add
    furnished.places.add_home(Home(id="h2", site="north", name="Flat 2"))
    with pytest.raises(Conflict, match="Home 'h1' is of site 'north', not 'south'"):
        add(_connection("c2", site="south"), "x")
    with pytest.raises(NotFound, match="no home 'h3'"):
        add(_connection("c2", home="h3"), "x")
    with pytest.raises(Conflict, match="follows the wall clock"):
        add(_connection("c2", home="h2", keeps_clock=True), "x")
    with pytest.raises(Conflict, match="connection 'c1' already"):
        add(_connection("c1", home="h2"), "x")
    with pytest.raises(Conflict, match="stands for a home's own clock"):
        add(_connection("clock"), "x")
    add(_connection("c2", keeps_clock=True), "x")
    assert furnished.connections.get("c2").keeps_clock


def _connection(name: str, *, site: str = "north", home: str = "h1", keeps_clock: bool = False) -> Connection:
    return Connection(id=name, site=site, home=home, name="Box", keeps_clock=keeps_clock, created=START)
