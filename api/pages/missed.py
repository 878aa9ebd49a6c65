"""Reporting a missed event: something happened, and nothing and nobody called. Two presses from a home's page."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import Form, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from alerts.desk.people import LONGEST_COMMENT
from api.access.rights import Right
from api.access.rule import Routes, may
from api.access.visitor import Guest, Here
from api.pages.frame import page
from api.platform import Platform
from api.sight import sites_for
from care.errors import NotFound
from care.people import Home, Person, World
from care.situations import SITUATIONS
from dashboards.rows import RANK

routes: Final = Routes()

AGO: Final = (0, 30, 60, 120, 240, 480, 720)
"""Minutes since it happened, to choose from."""

MOST_HOMES: Final = 300

HAPPENED: Final = tuple(
    sorted((one for one in SITUATIONS.values() if not one.technical), key=lambda one: RANK[one.priority])
)


class Told(BaseModel):
    """What the form brings."""

    model_config = ConfigDict(extra="ignore")

    home: str
    situation: str
    ago: Annotated[int, Field(ge=0, le=31 * 1440)] = 0
    note: Annotated[str, Field(max_length=LONGEST_COMMENT)] = ""


@routes.get("/missed", access=may(Right.ANSWER), include_in_schema=False)
def missed(request: Request, here: Here, guest: Guest, home: Annotated[str, Query(max_length=32)] = "") -> Response:
    """Ask what happened; without a home, first in which."""
    chosen = _home(here, guest.known, home) if home else None
    return page(
        request,
        "missed.html",
        home=chosen,
        homes=[] if chosen else _homes(here, guest.known),
        happened=HAPPENED,
        ago=AGO,
    )


@routes.post("/missed", access=may(Right.ANSWER), include_in_schema=False)
def report(here: Here, guest: Guest, told: Annotated[Told, Form()]) -> Response:
    """Keep what happened, and show it."""
    home = _home(here, guest.known, told.home)
    now = here.home_now(home) or here.now()
    onset = (now - timedelta(minutes=told.ago)).replace(second=0, microsecond=0)
    residents = here.registry.places.residents(home.id)
    alert = here.desk.report(
        home.site,
        home.id,
        told.situation,
        onset,
        guest.known.id,
        resident=residents[0].id if len(residents) == 1 else None,
        note=told.note,
        at=now,
    )
    return RedirectResponse(f"/alerts/{alert.id}", 303)


def _home(here: Platform, person: Person, asked: str) -> Home:
    home = here.registry.places.home(asked)
    if home.site not in {site.id for site in sites_for(here, person, Right.ANSWER)}:
        raise NotFound(f"There is no home '{asked}'.")
    return home


def _homes(here: Platform, person: Person) -> list[tuple[str, list[Home]]]:
    """Give the homes by site; those of test sites only to who answers at no real one."""
    sites = sites_for(here, person, Right.ANSWER)
    shown = [site for site in sites if site.world is World.REAL] or sites
    return [(site.name, here.registry.places.homes(site.id)[:MOST_HOMES]) for site in shown]
