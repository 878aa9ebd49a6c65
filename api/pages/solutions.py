"""The workbench: a solution's page with its course, questionnaire, runs and sandbox, and the list of solutions."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Form, Request
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from starlette.responses import RedirectResponse, Response

from api.access.rights import Right, holds
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here, Visitor
from api.pages.frame import page, tongue_of
from api.platform import Platform
from api.workbench import add_home, advance, guides, may_enter, may_guide, solutions_for, standing
from care.clock import ClockKind
from care.errors import Conflict
from care.people import World
from care.solutions import Questionnaire, Solution, Version
from dashboards.conformance_words import GRADE_WORDS
from dashboards.tongue import message
from dashboards.workbench import MATURITY_WORDS, choices, shown_solution, shown_try
from evaluation.conformance import grade_of_solution
from evaluation.solutions.standing import still_missing

routes: Final = Routes()

RUNS_SHOWN: Final = 20
_VERSION: Final = TypeAdapter[str](Version)
_WAYS: Final[tuple[tuple[str, str, Right], ...]] = (
    ("/solutions/{solution}/connect", message("Connect"), Right.ENTER_SOLUTIONS),
    ("/solutions/{solution}/try", message("Try it"), Right.START_RUNS),
    ("/solutions/{solution}/apartment", message("Test apartment"), Right.START_RUNS),
)
"""Where a solution's maker goes on."""
_WRONG: Final = message("A version has 1 to 32 letters, digits, dots or hyphens; an answer at most 2000 signs.")
_STILL_MISSING: Final = message("Something is still missing for the next step.")
_NO_ROOM: Final = message("This sandbox has as many homes as it may have.")
_NO_NAME: Final = message("A home's name has 1 to 120 signs.")


class Answered(BaseModel):
    """What the form of the questionnaire brings."""

    model_config = ConfigDict(str_max_length=2000, str_strip_whitespace=True)

    version: str = ""
    need: str = ""
    for_whom: str = ""
    maturity: str = ""
    devices: str = ""
    data: str = ""
    risks: str = ""


class Guided(BaseModel):
    """What the testbed writes of a solution."""

    model_config = ConfigDict(str_max_length=2000, str_strip_whitespace=True)

    plan: str = ""
    agreements: str = ""


@routes.get("/solutions", access=may(Right.SEE_SOLUTIONS), include_in_schema=False)
def solutions(request: Request, here: Here, guest: Guest) -> Response:
    """List the solutions that a person may see, the newest first."""
    words, places = tongue_of(request), here.registry.places
    names = {one.id: one.name for one in places.organisations()}
    zones = {site.id: site.tz for site in places.sites()}
    return page(
        request,
        "solutions.html",
        guides=guides(here, guest.known),
        enters=any(holds(guest.known, Right.ENTER_SOLUTIONS, one, World.TEST) for one in guest.known.roles),
        solutions=[
            shown_solution(
                solution,
                still_missing(solution, standing(here, solution)),
                words,
                zones[solution.site],
                maker=names.get(solution.organisation, ""),
            )
            for solution in solutions_for(here, guest.known)
        ],
    )


@routes.get("/solutions/{solution}", access=may(Right.SEE_SOLUTIONS, Of.SOLUTION), include_in_schema=False)
def solution(request: Request, solution: str, here: Here, guest: Guest) -> Response:
    """Show a solution."""
    return _page(request, here, guest, here.registry.solutions.get(solution))


@routes.post("/solutions/{solution}/answers", access=may(Right.ENTER_SOLUTIONS, Of.SOLUTION), include_in_schema=False)
def answer(
    request: Request, solution: str, here: Here, guest: Guest, answered: Annotated[Answered, Form()]
) -> Response:
    """Keep the version and the answers of the questionnaire."""
    found = here.registry.solutions.get(solution)
    try:
        version = _VERSION.validate_python(answered.version)
        said = answered.model_dump(exclude={"version"}) | {"maturity": answered.maturity or None}
        here.registry.solutions.describe(solution, version=version, answers=Questionnaire.model_validate(said))
    except ValidationError:
        return _page(request, here, guest, found, wrong=_WRONG)
    return RedirectResponse(f"/solutions/{solution}", 303)


@routes.post("/solutions/{solution}/need", access=may(Right.ENTER_SOLUTIONS, Of.SOLUTION), include_in_schema=False)
def set_need(solution: str, here: Here, need: Annotated[str, Form(max_length=32)]) -> Response:
    """Say which need it answers."""
    here.registry.solutions.describe(solution, need=need)
    return RedirectResponse(f"/solutions/{solution}", 303)


@routes.post("/solutions/{solution}/guidance", access=may(Right.GUIDE_SOLUTIONS, Of.SOLUTION), include_in_schema=False)
def guide(solution: str, here: Here, guided: Annotated[Guided, Form()]) -> Response:
    """Keep the plan and the agreements, as the testbed writes them."""
    here.registry.solutions.describe(solution, plan=guided.plan, agreements=guided.agreements)
    return RedirectResponse(f"/solutions/{solution}", 303)


@routes.post("/solutions/{solution}/advance", access=may(Right.ADVANCE_SOLUTIONS, Of.SOLUTION), include_in_schema=False)
def take_step(request: Request, solution: str, here: Here, guest: Guest) -> Response:
    """Let it take the next step of its course."""
    found = here.registry.solutions.get(solution)
    try:
        advance(here, found)
    except Conflict:
        return _page(request, here, guest, found, wrong=_STILL_MISSING)
    return RedirectResponse(f"/solutions/{solution}", 303)


@routes.post("/solutions/{solution}/homes", access=may(Right.ENTER_SOLUTIONS, Of.SOLUTION), include_in_schema=False)
def make_home(
    request: Request, solution: str, here: Here, guest: Guest, name: Annotated[str, Form(max_length=1000)]
) -> Response:
    """Add a home to its sandbox."""
    found = here.registry.solutions.get(solution)
    try:
        add_home(here, found, name.strip())
    except ValidationError:
        return _page(request, here, guest, found, wrong=_NO_NAME)
    except Conflict:
        return _page(request, here, guest, found, wrong=_NO_ROOM)
    return RedirectResponse(f"/solutions/{solution}#homes", 303)


def _page(request: Request, here: Platform, guest: Visitor, solution: Solution, wrong: str = "") -> Response:
    words, registry = tongue_of(request), here.registry
    site = registry.places.site(solution.site)
    names = {one.id: one.name for one in registry.places.organisations()}
    found = standing(here, solution)
    maker = names.get(solution.organisation, "")
    shown = shown_solution(solution, still_missing(solution, found), words, site.tz, maker=maker)
    graded = grade_of_solution(registry, solution)
    enters, leads = may_enter(guest.known, solution), may_guide(here, guest.known, solution)
    return page(
        request,
        "solution.html",
        status=422 if wrong else 200,
        wrong=words.say(wrong),
        solution=shown,
        raw=solution,
        maturities=choices(MATURITY_WORDS, words),
        enters=enters,
        leads=leads,
        advances=enters or leads,
        runs=[shown_try(run, words, site.tz) for run in registry.runs.of_solution(solution.id, RUNS_SHOWN)],
        grade=words.say(GRADE_WORDS[graded[0]]) if graded else "",
        ways=[(path.format(solution=solution.id), words.say(text)) for path, text in _ways(request, guest, solution)],
        paths=_paths(request),
        needs=[(need.id, need.title) for need in registry.needs.all()],
        need=registry.needs.get(solution.need) if solution.need else None,
        **_sandbox(here, guest, solution),
    )


def _sandbox(here: Platform, guest: Visitor, solution: Solution) -> Mapping[str, Any]:
    """Give what stands in the sandbox, to those whose it is: guides of others' solutions see none of it."""
    if not holds(guest.known, Right.SEE_PLACES, solution.organisation, World.TEST):
        return {"sandbox": False, "homes": [], "connections": []}
    homes = {home.id: home for home in here.registry.places.homes(solution.site) if home.clock is ClockKind.WALL}
    return {
        "sandbox": True,
        "homes": list(homes.values()),
        "connections": [
            (connection, homes[connection.home].name)
            for connection in here.registry.connections.all(solution.site)
            if connection.solution == solution.id and connection.home in homes
        ],
    }


def _paths(request: Request) -> frozenset[str]:
    return frozenset(str(getattr(route, "path", "")) for route in request.app.routes)


def _ways(request: Request, guest: Visitor, solution: Solution) -> list[tuple[str, str]]:
    there = _paths(request)
    return [
        (path, text)
        for path, text, right in _WAYS
        if path in there and holds(guest.known, right, solution.organisation, World.TEST)
    ]
