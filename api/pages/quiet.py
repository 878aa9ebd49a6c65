"""What is kept quiet: the orders that put alerts aside, giving one for a home or a site, and ending one."""

from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import Form, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from alerts.desk.quiet import may_be_quiet
from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.pages.frame import page, tongue_of
from api.platform import Platform
from api.sight import sites_for
from care.alerts import LONGEST_TEXT, State
from care.errors import NotFound
from care.people import Home, Site, World
from care.situations import SITUATIONS, Situation
from care.suppression import Kind
from dashboards.directory import Directory
from dashboards.quiet import choices, order

routes: Final = Routes()

SHELVED_FOR: Final = (30, 60, 120, 240, 480, 720, 1440)
"""Minutes to choose from."""

MOST_HOMES: Final = 300

_BY_DESIGN: Final[dict[str, Kind]] = {"suppressed": State.SUPPRESSED, "out_of_service": State.OUT_OF_SERVICE}

Chosen = Annotated[str, Query(max_length=32)]


class Asked(BaseModel):
    """What the form brings: ``how`` is minutes of shelving, or a kind that has no end."""

    model_config = ConfigDict(extra="ignore")

    site: Annotated[str, Field(max_length=32)]
    home: Annotated[str, Field(max_length=32)] = ""
    resident: Annotated[str, Field(max_length=32)] = ""
    situation: Annotated[str, Field(max_length=40)] = ""
    how: Annotated[str, Field(pattern=r"^([0-9]{1,4}|suppressed|out_of_service)$")]
    reason: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""


@routes.get("/quiet", access=may(Right.SEE_CARE), include_in_schema=False)
def quiet(request: Request, here: Here, guest: Guest, site: Chosen = "", home: Chosen = "") -> Response:
    """Show what is kept quiet, and where more can be; for a home or a site that is chosen, the form."""
    answers = {one.id: one for one in sites_for(here, guest.known, Right.ANSWER)}
    chosen_home = _home(here, answers, home) if home else None
    chosen_site = _site(answers, chosen_home.site if chosen_home else site) if home or site else None
    directory: Directory = request.app.state.directory
    directory.refresh()
    words = tongue_of(request)
    shown = [
        (
            one.name,
            [
                order(standing, directory, words, one.tz, can_end=one.id in answers)
                for standing in here.registry.alerts.suppressions.standing(one.id)
                if chosen_home is None or standing.home in {None, chosen_home.id}
            ],
        )
        for one in sites_for(here, guest.known, Right.SEE_CARE)
        if chosen_site is None or one.id == chosen_site.id
    ]
    places = here.registry.places
    return page(
        request,
        "quiet.html",
        shown=[(name, orders) for name, orders in shown if orders],
        site=chosen_site,
        home=chosen_home,
        residents=[one.id for one in places.residents(home)] if chosen_home else [],
        situations=_situations(chosen_site, chosen_home),
        all_alerts=chosen_home is not None or (chosen_site is not None and chosen_site.world is World.TEST),
        shelved_for=SHELVED_FOR,
        longest=LONGEST_TEXT,
        places=[] if chosen_site else [(one, places.homes(one.id)[:MOST_HOMES]) for one in answers.values()],
    )


@routes.post("/quiet", access=may(Right.ANSWER), include_in_schema=False)
def give(here: Here, guest: Guest, asked: Annotated[Asked, Form()]) -> Response:
    """Give an order, and show what is kept quiet there now."""
    answers = {one.id: one for one in sites_for(here, guest.known, Right.ANSWER)}
    home = _home(here, answers, asked.home) if asked.home else None
    site = _site(answers, home.site if home else asked.site)
    now = _now(here, home)
    kind = _BY_DESIGN.get(asked.how, State.SHELVED)
    here.desk.order(
        kind,
        site.id,
        guest.known.id,
        now,
        reason=asked.reason,
        home=home.id if home else None,
        resident=asked.resident or None,
        situation=asked.situation or None,
        until=now + timedelta(minutes=int(asked.how)) if asked.how.isdigit() else None,
    )
    return RedirectResponse(f"/quiet?home={home.id}" if home else f"/quiet?site={site.id}", 303)


@routes.post("/sites/{site}/quiet/{suppression}/end", access=may(Right.ANSWER, Of.SITE), include_in_schema=False)
def end(site: str, suppression: str, here: Here, guest: Guest) -> Response:
    """End an order; what goes on there calls again."""
    standing = here.registry.alerts.suppressions.get(suppression)
    if standing.site != site:
        raise NotFound(f"There is no suppression '{suppression}'.")
    home = here.registry.places.home(standing.home) if standing.home else None
    here.desk.end_order(suppression, guest.known.id, _now(here, home))
    return RedirectResponse("/quiet", 303)


def _situations(site: Site | None, home: Home | None) -> list[Situation]:
    if site is None:
        return []
    whole = home is None and site.world is World.REAL
    return [one for one in choices(SITUATIONS.values()) if not whole or may_be_quiet(one.name)]


def _now(here: Platform, home: Home | None) -> datetime:
    return here.now() if home is None else here.home_now(home) or here.now()


def _home(here: Platform, answers: dict[str, Site], asked: str) -> Home:
    home = here.registry.places.home(asked)
    if home.site not in answers:
        raise NotFound(f"There is no home '{asked}'.")
    return home


def _site(answers: dict[str, Site], asked: str) -> Site:
    if asked not in answers:
        raise NotFound(f"There is no site '{asked}'.")
    return answers[asked]
