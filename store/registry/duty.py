"""What sites say about who is reached: contacts, rotas, the chain; each as the file that somebody wrote."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select

from care.duty import Chain, Contact, DutyBook
from care.rota import Rota
from store.registry import tables as t
from store.registry.database import Work
from store.registry.rows import must_exist


class DutyKind(StrEnum):
    """What a file tells of. A site has one list of contacts, one chain, and any number of rotas."""

    CONTACTS = "contacts"
    ROTA = "rota"
    CHAIN = "chain"


@dataclass(frozen=True, slots=True)
class DutyFile:
    """One file: as written (``text``), who put it there and when. ``id`` is a rota's, else the kind again."""

    kind: DutyKind
    id: str
    text: str
    by: str
    at: datetime


class Duty:
    """All duty books; whether what is put here makes sense is looked at before (``api.duty_files``)."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def book(self, site: str) -> DutyBook:
        """Give what a site says; an empty book when it says nothing."""
        contacts: dict[str, Contact] = {}
        rotas: dict[str, Rota] = {}
        chain = None
        with self._work.reading() as db:
            for row in db.execute(select(t.duty).filter_by(site=site).order_by(t.duty.c.kind, t.duty.c.id)):
                match DutyKind(row.kind):
                    case DutyKind.CONTACTS:
                        contacts = {one["id"]: Contact.model_validate(one) for one in row.content}
                    case DutyKind.ROTA:
                        rotas[row.id] = Rota.model_validate(row.content)
                    case DutyKind.CHAIN:
                        chain = Chain.model_validate(row.content)
        return DutyBook(contacts=contacts, rotas=rotas, chain=chain)

    def put(self, site: str, content: list[Contact] | Rota | Chain, text: str, *, by: str, at: datetime) -> None:
        """Put a file in the place of the one before."""
        values: Any
        if isinstance(content, list):
            kind, key = DutyKind.CONTACTS, DutyKind.CONTACTS.value
            values = [contact.model_dump(mode="json") for contact in content]
        else:
            kind = DutyKind.ROTA if isinstance(content, Rota) else DutyKind.CHAIN
            key = content.id if isinstance(content, Rota) else kind.value
            values = content.model_dump(mode="json")
        with self._work.writing() as db:
            must_exist(db, t.sites, "site", id=site)
            c = t.duty.c
            db.execute(delete(t.duty).where(c.site == site, c.kind == kind, c.id == key))
            db.execute(insert(t.duty).values(site=site, kind=kind, id=key, text=text, content=values, by=by, at=at))

    def remove(self, site: str, kind: DutyKind, key: str | None = None) -> bool:
        """Take a file away; tell whether there was one."""
        c = t.duty.c
        with self._work.writing() as db:
            gone = db.execute(delete(t.duty).where(c.site == site, c.kind == kind, c.id == (key or kind.value)))
            return gone.rowcount > 0

    def files(self, site: str) -> list[DutyFile]:
        """Give a site's files by kind and id."""
        query = select(t.duty).filter_by(site=site).order_by(t.duty.c.kind, t.duty.c.id)
        with self._work.reading() as db:
            return [DutyFile(DutyKind(row.kind), row.id, row.text, row.by, row.at) for row in db.execute(query)]
