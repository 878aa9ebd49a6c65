"""An alert's page, and its stream."""

from typing import Final

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.access.rights import Right, holds
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here, recognise
from api.case_stream import CaseStreams
from api.cases import CaseView, show
from api.guidance import shown_on_alert
from api.listening import StreamResponse
from api.pages.frame import language_of, page
from api.platform import Platform
from care.clock import to_micros
from care.people import Person, Site

routes: Final = Routes()

SHELVED_FOR: Final = (30, 120, 480, 1440)
"""Minutes for which a person may shelve an alert with one press."""


@routes.get("/alerts/{alert}", access=may(Right.SEE_CARE, Of.ALERT), include_in_schema=False)
def alert_page(request: Request, alert: str, here: Here, guest: Guest) -> Response:
    """Show what was seen, who has it, what to do, and how the home is now and was for 24 hours."""
    found = here.registry.alerts.get(alert)
    site = here.registry.places.site(found.site)
    view = _view(alert, site, guest.known, language_of(request))
    return page(
        request,
        "alert.html",
        case=show(here, request.app.state.directory, view),
        guideline=shown_on_alert(request, here, guest, found),
        colleagues=_colleagues(here, site) if view.answers else [],
        shelved_for=SHELVED_FOR,
        now_ms=to_micros(here.now()) // 1000,
        stream=f"/alerts/{alert}/stream",
    )


@routes.get("/alerts/{alert}/stream", access=may(Right.SEE_CARE, Of.ALERT), include_in_schema=False)
async def stream(request: Request, alert: str, here: Here, guest: Guest) -> Response:
    """Send the page's parts and then every change, until the reader leaves, logs out or may no longer see it."""
    streams: CaseStreams = request.app.state.cases
    language = language_of(request)
    site = await run_in_threadpool(_site_of, here, alert)
    view = _view(alert, site, guest.known, language)

    def may_stay() -> bool:
        now = recognise(here, request)
        sees = now.person is not None and holds(now.person, Right.SEE_CARE, site.organisation, site.world)
        return sees and _view(alert, site, now.known, language) == view

    return StreamResponse(streams, await streams.join(view, may_stay))


def _view(alert: str, site: Site, person: Person, language: str) -> CaseView:
    return CaseView(alert, language, answers=holds(person, Right.ANSWER, site.organisation, site.world))


def _site_of(here: Platform, alert: str) -> Site:
    return here.registry.places.site(here.registry.alerts.get(alert).site)


def _colleagues(here: Platform, site: Site) -> list[tuple[str, str]]:
    """Give who may answer there, by name."""
    everyone = here.registry.people.everyone()
    able = [(p.id, p.name) for p in everyone if holds(p, Right.ANSWER, site.organisation, site.world)]
    return sorted(able, key=lambda one: one[1])
