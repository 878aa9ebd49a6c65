"""The page of runs."""

from typing import Final
from zoneinfo import ZoneInfo

from fastapi import Request
from starlette.responses import Response

from api.access.rights import Right
from api.access.rule import Routes, may
from api.access.visitor import Guest, Here
from api.pages.frame import page, tongue_of
from api.routes.runs import runs_for
from api.sight import sites_for
from dashboards.runs import shown_run

routes: Final = Routes()
MOST: Final = 50


@routes.get("/runs", access=may(Right.SEE_RUNS), include_in_schema=False)
def runs(request: Request, here: Here, guest: Guest) -> Response:
    """Show the newest runs of a person's organisations, with their verdicts."""
    words, person = tongue_of(request), guest.known
    zones = [site.tz for site in sites_for(here, person, Right.SEE_RUNS)]
    zone = zones[0] if zones else ZoneInfo("UTC")
    return page(request, "runs.html", runs=[shown_run(run, words, zone) for run in runs_for(here, person)[:MOST]])
