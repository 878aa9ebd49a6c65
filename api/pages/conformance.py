"""The page of a connection's conformance checks: the newest one's grade and evidence, and those before."""

from typing import Final

from fastapi import Request
from starlette.responses import Response

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Here
from api.pages.frame import page, tongue_of
from dashboards.conformance import shown_check
from evaluation.conformance import checks_of

routes: Final = Routes()

EARLIER: Final = 10
"""So many checks before the newest are listed."""


@routes.get("/connections/{connection}/check", access=may(Right.SEE_REFUSALS, Of.CONNECTION), include_in_schema=False)
def check(request: Request, connection: str, here: Here) -> Response:
    """Show how far a connection's device conforms."""
    words = tongue_of(request)
    found = here.registry.connections.get(connection)
    site = here.registry.places.site(found.site)
    shown = [shown_check(one, words, site.tz) for one in checks_of(here.registry, connection)[: EARLIER + 1]]
    newest = next((one for one in shown if one.grades), None)
    return page(
        request,
        "conformance.html",
        connection=found,
        solution=found.solution or "",
        newest=newest,
        first=shown[0] if shown and shown[0] is not newest else None,
        earlier=[one for one in shown if one is not newest and one.grades],
    )
