"""Trying a solution: what to play is chosen on its page, and watched on the run's."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Form, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from api.access.gate import holds_of
from api.access.rights import Right, organisations_where
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here, recognise
from api.listening import StreamResponse
from api.pages.frame import language_of, page, tongue_of
from api.platform import Platform
from api.watched_runs import RunStreams, RunView, plays_of, show
from care.clock import to_micros
from care.errors import Conflict, SettingError
from care.people import Person
from care.solutions import Solution
from dashboards.tongue import message
from dashboards.trying import chosen_of, shown_choices
from dashboards.watching import LEVEL_WORDS
from evaluation.conformance.kept import KIND as CHECK
from evaluation.solutions.asking import MOST_PLAYS, asked, spec_of
from evaluation.solutions.faults import listens_now
from simulators.scenario_file import ours

routes: Final = Routes()

SPEEDS: Final = {
    "": message("as fast as it answers (it follows the homes' clocks)"),
    "600": message("600 times faster than life"),
    "60": message("60 times faster than life"),
    "1": message("as in life, overnight (it goes by its own clock)"),
}
"""How fast, as the form says it."""
STOPPED: Final = "Somebody stopped it on its page."


class Chosen(BaseModel):
    """What the form brings."""

    model_config = ConfigDict(extra="ignore")

    scenario: Annotated[list[str], Field(max_length=200)] = []
    level: Annotated[list[str], Field(max_length=10)] = []
    repeats: Annotated[int, Field(ge=1, le=MOST_PLAYS)] = 1
    speed: str = ""
    seed: Annotated[str, Field(max_length=32)] = "1"


@routes.get("/solutions/{solution}/try", access=may(Right.START_RUNS, Of.SOLUTION), include_in_schema=False)
def choose(request: Request, solution: str, here: Here) -> Response:
    """Ask which scenarios to play, how often, how fast and with which faults; as in the last try, if there was one."""
    found = here.registry.solutions.get(solution)
    tried = [run for run in here.registry.runs.of_solution(solution) if run.kind == "try"]
    return _form(request, here, found, chosen_of(tried[0] if tried else None))


@routes.post("/solutions/{solution}/try", access=may(Right.START_RUNS, Of.SOLUTION), include_in_schema=False)
def start(request: Request, solution: str, here: Here, told: Annotated[Chosen, Form()]) -> Response:
    """Keep the run for a worker to take, and watch it; or say what of it cannot be."""
    found = here.registry.solutions.get(solution)
    known = {path.stem for path in ours()}
    try:
        spec = spec_of(
            found,
            [name for name in told.scenario if name in known],
            repeats=told.repeats,
            seed=told.seed or "1",
            speed=float(told.speed) if told.speed in SPEEDS and told.speed else None,
            levels=told.level,
        )
        run = asked(here.registry, found, spec, here.now)
    except (SettingError, Conflict) as error:
        return _form(request, here, found, told.model_dump(), wrong=str(error))
    return RedirectResponse(f"/runs/{run.id}", 303)


@routes.get("/runs/{run}", access=may(Right.SEE_RUNS, Of.RUN), include_in_schema=False)
def watch(
    request: Request, run: str, here: Here, guest: Guest, home: Annotated[str, Query(max_length=32)] = ""
) -> Response:
    """Show how a run goes: how far it is, and of one of its homes the floor plan and the truth beside the alerts."""
    found = here.registry.runs.get(run)
    if found.kind == CHECK:  # what a device did, not what happened in homes
        return RedirectResponse(f"/connections/{found.spec['connection']}/check", 303)
    view = _view(here, run, guest.known, language_of(request), home)
    return page(
        request,
        "run.html",
        watched=show(here, request.app.state.directory, view),
        may_stop=view.may_stop,
        now_ms=to_micros(here.now()) // 1000,
        stream=f"/runs/{run}/stream?home={view.home}",
    )


@routes.get("/runs/{run}/stream", access=may(Right.SEE_RUNS, Of.RUN), include_in_schema=False)
async def stream(
    request: Request, run: str, here: Here, guest: Guest, home: Annotated[str, Query(max_length=32)] = ""
) -> Response:
    """Send the page's parts and then every change, until the reader leaves, logs out or may no longer see it."""
    streams: RunStreams = request.app.state.run_streams
    language = language_of(request)
    view = await run_in_threadpool(_view, here, run, guest.known, language, home)

    def may_stay() -> bool:
        now = recognise(here, request)
        if now.person is None or not holds_of(here, Of.RUN, run, now.person, Right.SEE_RUNS):
            return False
        return _view(here, run, now.person, language, view.home) == view

    return StreamResponse(streams, await streams.join(view, may_stay))


@routes.post("/runs/{run}/stop", access=may(Right.START_RUNS, Of.RUN), include_in_schema=False)
def stop(run: str, here: Here) -> Response:
    """End a run that waits or goes on; it has no score then."""
    here.registry.runs.stop(run, STOPPED)
    return RedirectResponse(f"/runs/{run}", 303)


def _form(request: Request, here: Platform, solution: Solution, told: Mapping[str, Any], wrong: str = "") -> Response:
    words = tongue_of(request)
    with_reader = here.reader(solution.site)
    return page(
        request,
        "try.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        solution=solution,
        listens=listens_now(here.registry, with_reader, solution),
        scenarios=shown_choices(words),
        levels=LEVEL_WORDS,
        speeds=SPEEDS,
        most=MOST_PLAYS,
        told=told,
        wrong=wrong,
    )


def _view(here: Platform, run: str, person: Person, language: str, home: str) -> RunView:
    found = here.registry.runs.get(run)
    homes = [play.home for play in plays_of(found)]
    may_stop = found.organisation in organisations_where(person, Right.START_RUNS)
    return RunView(run, language, home if home in homes or not homes else homes[0], may_stop)
