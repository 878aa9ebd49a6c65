"""The page of who is on duty, and the forms by which administrators change it."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Final

from fastapi import Form, Request
from starlette.responses import RedirectResponse, Response

from api.access.rights import Right, holds
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.pages.frame import page, tongue_of
from api.routes.duty import keep
from api.sight import sites_for
from care.errors import Refused
from dashboards.duty import shown_duty
from store.registry.duty import DutyKind

routes: Final = Routes()

SENT: Final = 20


@routes.get("/duty", access=may(Right.SEE_DUTY), include_in_schema=False)
def duty(request: Request, here: Here, guest: Guest) -> Response:
    """Show who is on duty, who is told while nobody answers, and what was sent."""
    return _page(request, here, guest)


@routes.post("/duty/{site}", access=may(Right.SET_DUTY, Of.SITE), include_in_schema=False)
def change(
    request: Request,
    site: str,
    here: Here,
    guest: Guest,
    kind: Annotated[DutyKind, Form()],
    text: Annotated[str, Form(max_length=60_000)],
    file: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Keep a file that holds; show what is wrong with one that does not, with the text as it was sent."""
    try:
        keep(here, site, kind, text.replace("\r\n", "\n").encode(), guest.known.id)
    except Refused as refused:
        return _page(request, here, guest, wrong=str(refused), sent={file: text})
    return RedirectResponse("/duty", HTTPStatus.SEE_OTHER)


def _page(
    request: Request, here: Here, guest: Guest, wrong: str = "", sent: Mapping[str, str] = MappingProxyType({})
) -> Response:
    words, person, registry = tongue_of(request), guest.known, here.registry
    shown = [
        shown_duty(
            site,
            registry.duty.book(site.id),
            registry.notices.of_site(site.id, SENT),
            words,
            now=here.now(),
            unset=here.unset,
            files=registry.duty.files(site.id)
            if holds(person, Right.SET_DUTY, site.organisation, site.world)
            else None,
        )
        for site in sites_for(here, person, Right.SEE_DUTY)
    ]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return page(request, "duty.html", sites=shown, wrong=wrong, sent=sent, status=status)
