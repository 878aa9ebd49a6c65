"""Organisations, sites, homes, rooms, residents, devices, and where each device is."""

from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import Connection, Select, Table, insert, or_, select, update

from care.clock import ClockKind
from care.errors import Conflict
from care.people import NOBODY, OWN, Device, Home, Organisation, Placement, Resident, Room, Site, World
from store.registry import tables as t
from store.registry.changes import note_change
from store.registry.database import Work
from store.registry.rows import must_be_new, must_exist, not_found, read

M = TypeVar("M", bound=BaseModel)


class Places:
    """Who and what is where. What is missing raises NotFound, what is there already Conflict."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add_organisation(self, organisation: Organisation) -> None:
        """Add an organisation."""
        with self._work.writing() as connection:
            must_be_new(connection, t.organisations, "organisation", id=organisation.id)
            _add(connection, t.organisations, organisation, "organisation", organisation.id)

    def add_site(self, site: Site) -> None:
        """Add a site to its organisation."""
        with self._work.writing() as connection:
            must_exist(connection, t.organisations, "organisation", id=site.organisation)
            must_be_new(connection, t.sites, "site", id=site.id)
            _add(connection, t.sites, site, "site", site.id)

    def add_home(self, home: Home) -> None:
        """Add a home to its site; its id is unique in the whole registry. Only test sites have homes of own clock."""
        _must_be_somebody(home.id)
        with self._work.writing() as connection:
            site = _one(connection, Site, t.sites, "site", home.site)
            must_be_new(connection, t.homes, "home", id=home.id)
            if home.clock is ClockKind.OWN and site.world is not World.TEST:
                raise Conflict(
                    f"Site '{site.id}' is real: its homes follow the wall clock. Add this home to a test site."
                )
            _add(connection, t.homes, home, "home", home.id)

    def add_room(self, room: Room) -> None:
        """Add a room to its home."""
        with self._work.writing() as connection:
            must_exist(connection, t.homes, "home", id=room.home)
            must_be_new(connection, t.rooms, "room", home=room.home, id=room.id)
            _add(connection, t.rooms, room, "room", room.home, room.id)

    def add_resident(self, resident: Resident) -> None:
        """Add a resident to their home."""
        _must_be_somebody(resident.id)
        with self._work.writing() as connection:
            must_exist(connection, t.homes, "home", id=resident.home)
            must_be_new(connection, t.residents, "resident", home=resident.home, id=resident.id)
            _add(connection, t.residents, resident, "resident", resident.home, resident.id)

    def add_device(self, device: Device) -> None:
        """Add a device to its home; it speaks through a connection of that home."""
        with self._work.writing() as connection:
            must_exist(connection, t.homes, "home", id=device.home)
            must_exist(connection, t.connections, "connection", home=device.home, id=device.connection)
            must_be_new(connection, t.devices, "device", home=device.home, id=device.id)
            _add(connection, t.devices, device, "device", device.home, device.id)

    def place(self, placement: Placement) -> None:
        """Say where a device is from ``since`` on; a placement without end that began before ends there.

        Raises Conflict when the device is elsewhere already at some time of the new placement.
        """
        home = placement.home
        with self._work.writing() as connection:
            must_exist(connection, t.devices, "device", home=home, id=placement.device)
            if placement.room is not None:
                must_exist(connection, t.rooms, "room", home=home, id=placement.room)
            if placement.resident is not None:
                must_exist(connection, t.residents, "resident", home=home, id=placement.resident)
            _make_way(connection, placement)
            _add(connection, t.placements, placement, "placement", home, placement.device)

    def organisations(self) -> list[Organisation]:
        """Give all organisations by id."""
        return self._read(Organisation, select(t.organisations).order_by(t.organisations.c.id))

    def host(self) -> str:
        """Give the id of the organisation that runs this Mistel: ours, else the first by id; "" when there is none."""
        there = [organisation.id for organisation in self.organisations()]
        return OWN.id if OWN.id in there else there[0] if there else ""

    def sites(self, organisation: str | None = None) -> list[Site]:
        """Give the sites, of one organisation or all, by id."""
        query = select(t.sites).order_by(t.sites.c.id)
        return self._read(Site, query if organisation is None else query.filter_by(organisation=organisation))

    def site(self, site_id: str) -> Site:
        """Give a site."""
        with self._work.reading() as connection:
            return _one(connection, Site, t.sites, "site", site_id)

    def homes(self, site: str | None = None) -> list[Home]:
        """Give the homes, of one site or all, by id."""
        query = select(t.homes).order_by(t.homes.c.id)
        return self._read(Home, query if site is None else query.filter_by(site=site))

    def home(self, home_id: str) -> Home:
        """Give a home."""
        with self._work.reading() as connection:
            return _one(connection, Home, t.homes, "home", home_id)

    def rooms(self, home: str | None = None, site: str | None = None) -> list[Room]:
        """Give the rooms of a home, of a site's homes, or all, by home and id."""
        return self._read(Room, _within(t.rooms, home, site).order_by(t.rooms.c.home, t.rooms.c.id))

    def residents(self, home: str | None = None, site: str | None = None) -> list[Resident]:
        """Give the residents of a home, of a site's homes, or all, by home and id."""
        return self._read(Resident, _within(t.residents, home, site).order_by(t.residents.c.home, t.residents.c.id))

    def devices(self, home: str | None = None, site: str | None = None) -> list[Device]:
        """Give the devices of a home, of a site's homes, or all, by home and id."""
        return self._read(Device, _within(t.devices, home, site).order_by(t.devices.c.home, t.devices.c.id))

    def placements(self, home: str | None = None, site: str | None = None) -> list[Placement]:
        """Give the placements, past ones too, of a home, of a site's homes, or all, by home, device and time."""
        c = t.placements.c
        return self._read(Placement, _within(t.placements, home, site).order_by(c.home, c.device, c.since))

    def _read(self, model: type[M], query: Select[Any]) -> list[M]:
        with self._work.reading() as connection:
            return read(connection, model, query)


def _add(connection: Connection, table: Table, model: BaseModel, noun: str, *path: str) -> None:
    values = model.model_dump()
    if isinstance(model, Resident):
        values["parameters"] = {situation: dict(given) for situation, given in model.parameters.items()}
    connection.execute(insert(table).values(values))
    note_change(connection, noun, *path)


def _one(connection: Connection, model: type[M], table: Table, noun: str, key: str) -> M:
    for found in read(connection, model, select(table).filter_by(id=key)):
        return found
    raise not_found(noun, id=key)


def _within(table: Table, home: str | None, site: str | None) -> Select[Any]:
    query = select(table)
    if home is not None:
        query = query.filter_by(home=home)
    if site is not None:
        query = query.where(table.c.home.in_(select(t.homes.c.id).where(t.homes.c.site == site)))
    return query


def _make_way(connection: Connection, placement: Placement) -> None:
    c = t.placements.c
    of_device = (c.home == placement.home, c.device == placement.device)
    connection.execute(
        update(t.placements)
        .where(*of_device, c.since < placement.since, c.until.is_(None))
        .values(until=placement.since)
    )
    clash = select(c.since, c.until).where(*of_device, or_(c.until.is_(None), c.until > placement.since))
    if placement.until is not None:
        clash = clash.where(c.since < placement.until)
    for since, until in connection.execute(clash.limit(1)):
        raise Conflict(
            f"Device '{placement.device}' of home '{placement.home}' is placed elsewhere from {_day(since)} "
            f"{f'until {_day(until)}' if until else 'on'}; choose times that do not meet."
        )


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _must_be_somebody(key: str) -> None:
    if key == NOBODY:
        raise Conflict(f"'{NOBODY}' stands for nobody; choose another id.")
