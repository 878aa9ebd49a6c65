"""Devices that foreign dialects found: their normalised descriptions, and as which device each was admitted."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, insert, select, update

from care.errors import Conflict, NotFound
from care.found import Found
from care.people import Device, Placement
from store.registry import tables as t
from store.registry.database import OneTransaction, Work
from store.registry.places import Places

_COLUMNS: Final = {"connection", "dialect", "key", "home", "device", "since"}


class FoundDevices:
    """What was found, by connection, dialect and key; it survives every restart, whatever the broker brings again."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def keep(self, found: Iterable[Found], gone: Iterable[Found], at: datetime) -> None:
        """Keep descriptions, new or changed, and forget those gone that nobody admitted.

        Who was admitted as what is not touched: that may have changed meanwhile.
        """
        with self._work.writing() as db:
            for each in gone:
                db.execute(delete(t.found).filter_by(**_key(each)).where(t.found.c.device.is_(None)))
            for each in found:
                description = each.model_dump(mode="json", exclude=_COLUMNS, exclude_defaults=True)
                changed = db.execute(update(t.found).filter_by(**_key(each)).values(description=description))
                if not changed.rowcount:
                    db.execute(insert(t.found).values(**_key(each), home=each.home, description=description, since=at))

    def all(self, *, site: str | None = None, home: str | None = None, connection: str | None = None) -> list[Found]:
        """Give what was found, of a site, a home, a connection or all, by connection, dialect and key."""
        c = t.found.c
        query = select(t.found).order_by(c.connection, c.dialect, c.key)
        if site is not None:
            query = query.where(c.home.in_(select(t.homes.c.id).where(t.homes.c.site == site)))
        if home is not None:
            query = query.where(c.home == home)
        if connection is not None:
            query = query.where(c.connection == connection)
        with self._work.reading() as db:
            return _read(db, query)

    def intervals(self, site: str) -> dict[tuple[str, str], timedelta]:
        """Give how long admitted devices may be quiet, by home and device, where their box says it."""
        return {
            (each.home, each.device): timedelta(seconds=each.expected_interval)
            for each in self.all(site=site)
            if each.device is not None and each.expected_interval is not None
        }

    def admit(self, connection: str, key: str, device: Device, placement: Placement) -> Found:
        """Admit a found device as ``device``, placed as told: from now on its readings are that device's.

        Raises NotFound when nothing of that key was found behind the connection, Conflict when it was admitted already.
        """
        if device.id == connection:
            raise Conflict(f"'{device.id}' is the id of its connection; choose another one.")
        with self._work.writing() as db:
            there = _read(db, select(t.found).filter_by(connection=connection, key=key))
            if not there:
                raise NotFound(
                    f"Nothing '{key}' was found behind connection '{connection}'; see `mistel device found`."
                )
            free = [each for each in there if each.device is None]
            if not free:
                raise Conflict(f"'{key}' is admitted already, as device '{there[0].device}'.")
            places = Places(OneTransaction(db))
            places.add_device(device)
            places.place(placement)
            db.execute(update(t.found).filter_by(**_key(free[0])).values(device=device.id))
            return free[0].model_copy(update={"device": device.id})


def _key(found: Found) -> dict[str, Any]:
    return {"connection": found.connection, "dialect": found.dialect, "key": found.key}


def _read(db: Connection, query: Select[Any]) -> list[Found]:
    return [_found(row) for row in db.execute(query).mappings()]


def _found(row: Mapping[Any, Any]) -> Found:
    return Found.model_validate({**row["description"], **{name: row[name] for name in _COLUMNS}})
