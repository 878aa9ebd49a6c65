"""A trial's solution in its homes: what is taken in each now, and letting it in by a login that is shown once."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Form, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Here
from api.pages.connect import NO_SUCH_NAME, has_our_certificate, letting_of, reached_here_only
from api.pages.frame import page, tongue_of
from api.platform import Platform
from care.errors import BrokerError, Conflict, NotFound
from care.ids import ID_PATTERN
from dashboards.connecting import WAY_WORDS, Letting
from dashboards.trial_live import live_homes
from evaluation.solutions.connecting import Way, connect_tried, ways_in_a_home
from evaluation.trials.live import there

routes: Final = Routes()

Id = Annotated[str, Form(pattern=ID_PATTERN)]


@routes.get("/trials/{trial}/connect", access=may(Right.PLAN_TRIALS, Of.TRIAL), include_in_schema=False)
def shown(request: Request, trial: str, here: Here) -> Response:
    """Show how each home stands, and what speaks there."""
    return _page(request, here, trial)


@routes.post("/trials/{trial}/connect", access=may(Right.PLAN_TRIALS, Of.TRIAL), include_in_schema=False)
def let_in(
    request: Request,
    trial: str,
    here: Here,
    home: Id,
    way: Annotated[Way, Form()],
    name: Annotated[str, Form(max_length=200)],
) -> Response:
    """Make a connection; the page that answers is the only one that ever shows its password."""
    whose = here.registry.trials.get(trial)
    try:
        login = connect_tried(here.registry, whose, home, here.now(), name=name.strip(), way=way)
        here.enrol(login.credentials)
    except ValidationError:
        return _page(request, here, trial, wrong=tongue_of(request).say(NO_SUCH_NAME))
    except (Conflict, BrokerError) as error:
        return _page(request, here, trial, english=str(error))
    return _page(request, here, trial, fresh=letting_of(here, login.connection, way, login.credentials.password))


@routes.post("/trials/{trial}/connect/revoke", access=may(Right.PLAN_TRIALS, Of.TRIAL), include_in_schema=False)
def revoke(trial: str, connection: Id, here: Here) -> Response:
    """Take the login of the trial's solution in one of its homes back; what it told stays."""
    for one in there(here.registry, here.registry.trials.get(trial)):
        if connection in {each.id for each in one.connections}:
            here.registry.connections.revoke(connection, here.now())
            return RedirectResponse(f"/trials/{trial}/connect", HTTPStatus.SEE_OTHER)
    raise NotFound(f"There is no connection '{connection}'.")


def _page(
    request: Request, here: Platform, trial: str, *, fresh: Letting | None = None, wrong: str = "", english: str = ""
) -> Response:
    found, words = here.registry.trials.get(trial), tongue_of(request)
    solution = here.registry.solutions.get(found.plan.solution)
    return page(
        request,
        "trial_connect.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong or english else HTTPStatus.OK,
        trial=found,
        solution=solution,
        over=found.is_over(here.now()),
        homes=live_homes(there(here.registry, found), words, here.now()),
        ways=[(way.value, words.say(WAY_WORDS[way])) for way in ways_in_a_home(solution)],
        fresh=fresh,
        wrong=wrong,
        english=english,
        broker=here.broker,
        only_here=reached_here_only(here),
        ca=has_our_certificate(here),
    )
