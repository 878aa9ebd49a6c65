"""What devices are described as: the Thing Descriptions that were uploaded, and how they are held."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import delete, insert, select

from store.registry import tables as t
from store.registry.changes import note_change
from store.registry.database import Work
from store.registry.rows import must_exist, not_found


@dataclass(frozen=True, slots=True)
class Uploaded:
    """One device's description as it was uploaded; ``mode`` is "strict" or "warn"."""

    home: str
    device: str
    mode: str
    thing: dict[str, JsonValue]
    uploaded: datetime


class Descriptions:
    """At most one description a device; gateways follow the changes."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def put(self, description: Uploaded) -> None:
        """Keep a description, in place of the one that was there; raises NotFound when the device is not there."""
        key = {"home": description.home, "device": description.device}
        with self._work.writing() as db:
            must_exist(db, t.devices, "device", home=description.home, id=description.device)
            db.execute(delete(t.descriptions).filter_by(**key))
            db.execute(
                insert(t.descriptions).values(
                    **key, mode=description.mode, thing=description.thing, uploaded=description.uploaded
                )
            )
            note_change(db, "description", description.home, description.device)

    def remove(self, home: str, device: str) -> None:
        """Forget a device's description; raises NotFound when it has none."""
        with self._work.writing() as db:
            if not db.execute(delete(t.descriptions).filter_by(home=home, device=device)).rowcount:
                raise not_found("description", home=home, id=device)
            note_change(db, "description", home, device)

    def get(self, home: str, device: str) -> Uploaded | None:
        """Give a device's description, None when it has none."""
        found = self._read(home=home, device=device)
        return found[0] if found else None

    def all(self, site: str) -> list[Uploaded]:
        """Give the descriptions of a site's devices."""
        of_site = select(t.homes.c.id).where(t.homes.c.site == site)
        with self._work.reading() as db:
            rows = db.execute(select(t.descriptions).where(t.descriptions.c.home.in_(of_site)))
            return [Uploaded(**row) for row in rows.mappings()]

    def _read(self, **key: str) -> list[Uploaded]:
        with self._work.reading() as db:
            return [Uploaded(**row) for row in db.execute(select(t.descriptions).filter_by(**key)).mappings()]
