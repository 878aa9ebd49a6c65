"""The test apartment: a scenario is chosen on the solution's page, and acted step by step on a tablet."""

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Form, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Here
from api.pages.frame import page, tongue_of
from api.platform import Platform
from care.errors import Conflict, SettingError
from care.solutions import Solution
from dashboards.acting import shown_choices, shown_session
from evaluation.solutions.apartment import Session, begin, end, homes_for, take_back, tap
from evaluation.solutions.faults import listens_now

routes: Final = Routes()

THROWN_AWAY: Final = "It was thrown away on the tablet."
_MAY: Final = may(Right.START_RUNS, Of.RUN)


class Chosen(BaseModel):
    """What the form brings."""

    model_config = ConfigDict(extra="ignore")

    scenario: Annotated[str, Field(max_length=64)] = ""
    home: Annotated[str, Field(max_length=32)] = ""


class Step(BaseModel):
    """The step that was on the tablet when it was tapped: a tap that comes twice counts once."""

    model_config = ConfigDict(extra="ignore")

    step: Annotated[int, Field(ge=0, le=1000)]


@routes.get("/solutions/{solution}/apartment", access=may(Right.START_RUNS, Of.SOLUTION), include_in_schema=False)
def choose(request: Request, solution: str, here: Here) -> Response:
    """Ask which scenario is to be acted, and where."""
    return _form(request, here, here.registry.solutions.get(solution), Chosen())


@routes.post("/solutions/{solution}/apartment", access=may(Right.START_RUNS, Of.SOLUTION), include_in_schema=False)
def start(request: Request, solution: str, here: Here, told: Annotated[Chosen, Form()]) -> Response:
    """Begin the session, and show its first step; or say why it cannot begin."""
    found = here.registry.solutions.get(solution)
    try:
        run = begin(here.registry, found, told.scenario, told.home, here.now())
    except (SettingError, Conflict) as error:
        return _form(request, here, found, told, wrong=str(error))
    return RedirectResponse(f"/apartment/{run.id}", 303)


@routes.get("/apartment/{run}", access=_MAY, include_in_schema=False)
def act(request: Request, run: str, here: Here) -> Response:
    """Show the step that is to be acted now, or that all is done."""
    return _tablet(request, here, run)


@routes.post("/apartment/{run}/tap", access=_MAY, include_in_schema=False)
def tapped(request: Request, run: str, here: Here, told: Annotated[Step, Form()]) -> Response:
    """Note that a step is done now."""
    try:
        tap(here.registry, run, told.step, here.now())
    except Conflict as error:
        return _tablet(request, here, run, wrong=str(error))
    return RedirectResponse(f"/apartment/{run}", 303)


@routes.post("/apartment/{run}/back", access=_MAY, include_in_schema=False)
def taken_back(request: Request, run: str, here: Here, told: Annotated[Step, Form()]) -> Response:
    """Take the last tap back."""
    try:
        take_back(here.registry, run, told.step, here.now())
    except Conflict as error:
        return _tablet(request, here, run, wrong=str(error))
    return RedirectResponse(f"/apartment/{run}", 303)


@routes.post("/apartment/{run}/end", access=_MAY, include_in_schema=False)
def ended(request: Request, run: str, here: Here) -> Response:
    """End the session: it is scored from now on."""
    try:
        end(here.registry, here.reader(str(here.registry.runs.get(run).spec.get("site"))), run, here.now())
    except Conflict as error:
        return _tablet(request, here, run, wrong=str(error))
    return RedirectResponse(f"/apartment/{run}", 303)


@routes.post("/apartment/{run}/throw-away", access=_MAY, include_in_schema=False)
def thrown_away(run: str, here: Here) -> Response:
    """End the session without a score."""
    here.registry.runs.stop(run, THROWN_AWAY)
    return RedirectResponse(f"/solutions/{here.registry.runs.get(run).spec.get('solution')}/apartment", 303)


def _form(request: Request, here: Platform, solution: Solution, told: Chosen, wrong: str = "") -> Response:
    homes = homes_for(here.registry, solution)
    going_on = [
        run
        for run in here.registry.runs.of_solution(solution.id)
        if run.spec.get("acted") is True and run.state == "running"
    ]
    return page(
        request,
        "apartment.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        solution=solution,
        homes=homes,
        going_on=going_on,
        choices=shown_choices(tongue_of(request)),
        listens=listens_now(here.registry, here.reader(solution.site), solution),
        told=told,
        wrong=wrong,
    )


def _tablet(request: Request, here: Platform, run: str, wrong: str = "") -> Response:
    found = here.registry.runs.get(run)
    session = Session.read(found)
    home = here.registry.places.home(session.home)
    site = here.registry.places.site(home.site)
    values: dict[str, Any] = {"solution": str(found.spec["solution"]), "wrong": wrong}
    shown = shown_session(session, home.name, tongue_of(request), site.tz)
    status = HTTPStatus.CONFLICT if wrong else HTTPStatus.OK
    return page(request, "acting.html", status=status, shown=shown, **values)
