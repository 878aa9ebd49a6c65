"""Who is on duty, the chain, what was sent; and the files that say so, for administrators."""

from datetime import datetime
from typing import Final

from fastapi import Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.duty import read_text
from api.platform import Platform
from api.routes.listing import Limit, Listing, Skip, piece
from care.duty import Channel, hidden
from care.errors import Conflict, Reason, Refused
from care.notices import Notice
from care.situations import Priority
from store.registry.duty import DutyKind

routes: Final = Routes("/api", "duty")

LOOKED_THROUGH: Final = 1000
"""So many of a site's newest notices can be listed."""


class OnDuty(BaseModel):
    """Who is on duty by one rota, as ids of contacts, until when; from ``ends`` on the rota says nothing."""

    rota: str
    name: str
    contacts: list[str]
    until: datetime | None
    ends: str | None


class StepShown(BaseModel):
    """One step: ``tell`` as in the file, ``after`` in seconds from the step before."""

    tell: str
    after: float
    by: list[Channel]


class LadderShown(BaseModel):
    """The steps of one priority, in how many rounds, and how many seconds lie between them."""

    steps: list[StepShown]
    again_after: float
    rounds: int


class ContactShown(BaseModel):
    """A contact; addresses are made unreadable."""

    id: str
    name: str
    by: dict[Channel, str]


class DutyShown(BaseModel):
    """Who is reached at a site. ``reaches_out`` False: a test site, or no chain; ``missing``: what must be set first.

    ``chain`` by priority; null for one that stands on the board alone, and for all without a chain.
    """

    site: str
    reaches_out: bool
    missing: list[str]
    on_duty: list[OnDuty]
    chain: dict[Priority, LadderShown | None]
    contacts: list[ContactShown]


class FileShown(BaseModel):
    """A file as it was written, by whom and when."""

    kind: DutyKind
    id: str
    text: str
    by: str
    at: datetime


@routes.get("/sites/{site}/duty", access=may(Right.SEE_DUTY, Of.SITE), response_model=DutyShown)
def duty(site: str, here: Here) -> DutyShown:
    """Tell who is on duty now, and who is told while nobody answers."""
    found, book, now = here.registry.places.site(site), here.registry.duty.book(site), here.now()
    return DutyShown(
        site=site,
        reaches_out=found.reaches_out and book.chain is not None,
        missing=sorted(filter(None, (here.unset(channel) for channel in book.channels))),
        on_duty=[
            OnDuty(
                rota=rota.id,
                name=rota.name,
                contacts=list(rota.on_duty(now, found.tz)),
                until=rota.until(now, found.tz),
                ends=rota.ends.isoformat() if rota.ends else None,
            )
            for rota in book.rotas.values()
        ],
        chain={priority: _ladder(here, site, priority) for priority in Priority},
        contacts=[
            ContactShown(
                id=one.id, name=one.name, by={channel: hidden(one.address(channel) or "") for channel in one.channels}
            )
            for one in book.contacts.values()
        ],
    )


@routes.get("/sites/{site}/notices", access=may(Right.SEE_DUTY, Of.SITE), response_model=Listing[Notice])
def notices(site: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[Notice]:
    """List what was sent to whom, when and with what result, the newest first."""
    return piece(here.registry.notices.of_site(site, LOOKED_THROUGH), limit, skip)


@routes.get("/alerts/{alert}/notices", access=may(Right.SEE_CARE, Of.ALERT), response_model=Listing[Notice])
def of_alert(alert: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[Notice]:
    """List who was told of an alert, when and with what result, the oldest first."""
    return piece(here.registry.notices.of_alert(alert), limit, skip)


@routes.get("/sites/{site}/duty/files", access=may(Right.SET_DUTY, Of.SITE), response_model=Listing[FileShown])
def files(site: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[FileShown]:
    """Give the contacts, rotas and chain of a site as they were written."""
    shown = [
        FileShown(kind=one.kind, id=one.id, text=one.text, by=one.by, at=one.at)
        for one in here.registry.duty.files(site)
    ]
    return piece(shown, limit, skip)


@routes.put("/sites/{site}/contacts", access=may(Right.SET_DUTY, Of.SITE), status_code=204)
async def put_contacts(site: str, here: Here, guest: Guest, request: Request) -> None:
    """Put a list of contacts (YAML, the body) in the place of the one before."""
    await run_in_threadpool(keep, here, site, DutyKind.CONTACTS, await request.body(), guest.known.id)


@routes.put("/sites/{site}/rotas", access=may(Right.SET_DUTY, Of.SITE), status_code=204)
async def put_rota(site: str, here: Here, guest: Guest, request: Request) -> None:
    """Put a rota (YAML, the body) in the place of the one of the same id; one with a gap is refused."""
    await run_in_threadpool(keep, here, site, DutyKind.ROTA, await request.body(), guest.known.id)


@routes.put("/sites/{site}/chain", access=may(Right.SET_DUTY, Of.SITE), status_code=204)
async def put_chain(site: str, here: Here, guest: Guest, request: Request) -> None:
    """Put a chain (YAML, the body) in the place of the one before; one that ends nowhere is refused."""
    await run_in_threadpool(keep, here, site, DutyKind.CHAIN, await request.body(), guest.known.id)


@routes.delete("/sites/{site}/rotas/{rota}", access=may(Right.SET_DUTY, Of.SITE), status_code=204)
def remove_rota(site: str, rota: str, here: Here) -> None:
    """Remove a rota, if there is one of this id; one that the chain uses stays."""
    if rota in here.registry.duty.book(site).rotas_in_use:
        raise Conflict(f"The chain tells rota '{rota}'; change the chain first.")
    here.registry.duty.remove(site, DutyKind.ROTA, rota)


@routes.delete("/sites/{site}/chain", access=may(Right.SET_DUTY, Of.SITE), status_code=204)
def remove_chain(site: str, here: Here) -> None:
    """Remove the chain, if there is one: alerts then stand on the board alone."""
    here.registry.duty.remove(site, DutyKind.CHAIN)


def keep(here: Platform, site: str, kind: DutyKind, body: bytes, by: str) -> None:
    """Check a file against the rest of the site's book, and keep it; raises Refused with its line."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Refused(Reason.BAD_DESCRIPTION, "This is not text in UTF-8.", mend="Save it as UTF-8.") from None
    content = read_text(kind, text, here.registry.duty.book(site))
    here.registry.duty.put(site, content, text, by=by, at=here.now())


def _ladder(here: Platform, site: str, priority: Priority) -> LadderShown | None:
    ladder = here.registry.duty.book(site).ladder(priority)
    if ladder is None:
        return None
    return LadderShown(
        steps=[StepShown(tell=step.whom, after=step.after.total_seconds(), by=list(step.by)) for step in ladder.steps],
        again_after=ladder.again_after.total_seconds(),
        rounds=ladder.rounds,
    )
