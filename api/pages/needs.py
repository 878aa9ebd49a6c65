"""The needs board: what waits for a solution, who answers for it, which solutions are said to fit."""

from typing import Final
from zoneinfo import ZoneInfo

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.access.rights import Right, organisations_where
from api.access.rule import LOGGED_IN, Of, Routes, may
from api.access.visitor import Guest, Here
from api.pages.frame import page, tongue_of
from api.platform import Platform
from api.workbench import answers_for, matching
from care.people import Person
from care.solutions import Need
from dashboards.directory import Directory
from dashboards.tongue import Tongue
from dashboards.workbench import ShownNeed, shown_need
from evaluation.solutions.sandbox import ZONE

routes: Final = Routes()
_ZONE: Final = ZoneInfo(ZONE)


@routes.get("/needs", access=LOGGED_IN, include_in_schema=False)
def needs(request: Request, here: Here, guest: Guest) -> Response:
    """Show the needs, the newest first."""
    person, directory = guest.known, request.app.state.directory
    words = tongue_of(request)
    own = here.registry.solutions.all(organisations_where(person, Right.ENTER_SOLUTIONS))
    return page(
        request,
        "needs.html",
        needs=[_shown(here, person, need, words, directory) for need in here.registry.needs.all()],
        own=[(solution.id, solution.name) for solution in own],
    )


@routes.post("/needs/{need}/own", access=may(Right.ANSWER_FOR_NEEDS, Of.NEED), include_in_schema=False)
def own(need: str, here: Here, guest: Guest) -> Response:
    """Answer for a need from now on."""
    here.registry.needs.own(need, guest.known.id)
    return RedirectResponse(f"/needs#{need}", 303)


@routes.post("/needs/{need}/close", access=may(Right.ANSWER_FOR_NEEDS, Of.NEED), include_in_schema=False)
def close(need: str, here: Here) -> Response:
    """Take a need off the board."""
    here.registry.needs.close(need, here.now())
    return RedirectResponse("/needs", 303)


def _shown(here: Platform, person: Person, need: Need, words: Tongue, directory: Directory) -> ShownNeed:
    names = {one.id: one.name for one in here.registry.places.organisations()}
    shown, others = matching(here, person, need)
    may_answer = answers_for(person, need)
    owner = ""
    if need.owner is not None:
        who = directory.person(need.owner) if may_answer else names.get(need.organisation, need.organisation)
        owner = words.say("{who} answers for it", who=who)
    return shown_need(
        need,
        [(solution, names.get(solution.organisation, "")) for solution in shown],
        words,
        _ZONE,
        owner=owner,
        others=others,
        may_answer=may_answer,
    )
