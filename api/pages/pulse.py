"""The staff's pulse: three questions a week, and the weeks in which enough answered."""

from datetime import date
from typing import Annotated, Final

from fastapi import Form, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import RedirectResponse, Response

from api.access.rights import Right, holds, sites_where
from api.access.rule import Routes, may
from api.access.visitor import Guest, Here
from api.pages.frame import page, tongue_of
from api.platform import Platform
from api.sight import board_sites
from care.errors import Conflict, NotFound, Refused
from care.people import Person, Site
from care.pulse import FEWEST
from dashboards import pulse as shown
from dashboards.tongue import message

routes: Final = Routes()

MOST_WEEKS: Final = 26
_ALL: Final = message("Choose an answer to each question, or leave the page.")


class Given(BaseModel):
    """What the form of the pulse brings."""

    model_config = ConfigDict(str_max_length=80)

    site: str = ""
    heavy: int | None = None
    hurried: int | None = None
    no_time: int | None = None


@routes.get("/pulse", access=may(Right.SEE_CARE), include_in_schema=False)
def pulse(request: Request, here: Here, guest: Guest, site: str = "", thanks: bool = False) -> Response:
    """Ask the staff's pulse, and show the weeks that may be shown."""
    return _page(
        request, here, guest.known, site, said=message("Thank you! Your answers are counted.") if thanks else ""
    )


@routes.post("/pulse", access=may(Right.ANSWER), include_in_schema=False)
def give(request: Request, here: Here, guest: Guest, given: Annotated[Given, Form()]) -> Response:
    """Count one person's answers of this week."""
    person, words = guest.known, tongue_of(request)
    found = [one for one in sites_where(person, Right.ANSWER, here.registry.places.sites()) if one.id == given.site]
    if not found:
        return _page(request, here, person, "", trouble=words.say(message("Choose where you work.")))
    points = given.model_dump(exclude={"site"}, exclude_none=True)
    try:
        here.registry.pulse.give(given.site, person.id, _today(here, found[0]), points)
    except Refused:
        return _page(request, here, person, given.site, trouble=words.say(_ALL))
    except Conflict as error:
        return _page(request, here, person, given.site, trouble=words.say(str(error)))
    return RedirectResponse(f"/pulse?site={given.site}&thanks=1", 303)


def _page(
    request: Request, here: Platform, person: Person, site: str, *, trouble: str = "", said: str = ""
) -> Response:
    words = tongue_of(request)
    sites = board_sites(here, person)
    chosen = _chosen(here, person, sites, site)
    may_give = chosen is not None and holds(person, Right.ANSWER, chosen.organisation, chosen.world)
    has_given = chosen is not None and here.registry.pulse.has_given(chosen.id, person.id, _today(here, chosen))
    return page(
        request,
        "pulse.html",
        status=422 if trouble else 200,
        said=words.say(said),
        sites=sites,
        chosen=chosen,
        asked=shown.asked(words) if may_give and not has_given else (),
        has_given=has_given,
        weeks=shown.weeks(here.registry.pulse.weeks(chosen.id)[-MOST_WEEKS:], words) if chosen else (),
        names=[words.say(one) for one in shown.QUESTION_WORDS.values()],
        fewest=FEWEST,
        trouble=trouble,
    )


def _chosen(here: Platform, person: Person, sites: list[Site], site: str) -> Site | None:
    if not site:
        return sites[0] if len(sites) == 1 else None
    for one in board_sites(here, person, site):
        return one
    raise NotFound(f"There is no site '{site}'.")


def _today(here: Platform, site: Site) -> date:
    return here.now().astimezone(site.tz).date()
