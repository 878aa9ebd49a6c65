"""The page that is the way in: one form for whoever has a solution, and for whoever has a need."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Form, Query, Request
from starlette.responses import RedirectResponse, Response

from api.access.rule import ANYBODY, Routes
from api.access.sessions import open_session
from api.access.visitor import Guest, Here, Visitor
from api.errors import Forbidden
from api.joining import Comer, Joining, must_be_few, own_organisations, take_in, troubles
from api.pages.frame import language_of, page, tongue_of
from api.platform import Platform
from api.workbench import tell_need
from care.errors import Conflict
from care.people import Person
from care.solutions import Kind
from dashboards.tongue import message
from dashboards.workbench import KIND_MEANINGS, KIND_WORDS

routes: Final = Routes()

COMER_WORDS: Final = {
    Comer.INNOVATOR: message("I have a solution to test"),
    Comer.STAFF: message("I work in care and need something"),
    Comer.RESIDENT: message("I get care and need something"),
    Comer.RELATIVE: message("I am a relative and need something"),
    Comer.OTHER: message("I am somebody else and need something"),
}
_CLOSED: Final = message("Only people with a login may register here. Ask whoever runs this testbed for one.")
_NO_ROOM: Final = message("There is no room for more just now. Write to whoever runs this testbed.")
_NOT_YOURS: Final = message("None of your roles lets you enter solutions. Ask your organisation's administrator.")


def known(guest: Visitor) -> Person | None:
    """Give who is logged in, past their one-time password."""
    return None if guest.newcomer else guest.person


@routes.get("/join", access=ANYBODY, include_in_schema=False)
def join_page(
    request: Request,
    here: Here,
    guest: Guest,
    who: Annotated[Comer | None, Query(alias="as")] = None,
    need: Annotated[str, Query(max_length=32)] = "",
) -> Response:
    """Show the form, or who may fill it in; ``need`` is the one that a solution is to answer."""
    joining = Joining(who=who, answers=need) if who else None
    return _page(request, here, guest, joining, ())


@routes.post("/join", access=ANYBODY, include_in_schema=False)
def join(request: Request, here: Here, guest: Guest, joining: Annotated[Joining, Form()]) -> Response:
    """Take the form; what is wrong is said beside what was written."""
    person = known(guest)
    if person is None and not here.registration:
        raise Forbidden(_CLOSED)
    must_be_few(here, request.app.state.join_limits, person, request.client.host if request.client else "")
    wrong = troubles(here, joining, person)
    if wrong:
        return _page(request, here, guest, joining, tuple(wrong))
    if joining.who is Comer.INNOVATOR and person is not None and not own_organisations(person):
        raise Forbidden(_NOT_YOURS)
    try:
        return _taken(request, here, guest, joining)
    except Conflict:
        return _page(request, here, guest, joining, (_NO_ROOM,))


def _taken(request: Request, here: Platform, guest: Visitor, joining: Joining) -> Response:
    person = known(guest)
    if joining.who.asker is not None:
        need = tell_need(here, joining.who.asker, joining.title, joining.problem, joining.for_whom)
        return page(request, "joined.html", need=need, known=person is not None)
    solution, who = take_in(here, joining, person, language_of(request))
    response = RedirectResponse(f"/solutions/{solution.id}", HTTPStatus.SEE_OTHER)
    if person is None:
        open_session(here, response, who, guest)
    return response


def _page(
    request: Request, here: Platform, guest: Visitor, joining: Joining | None, wrong: tuple[str, ...]
) -> Response:
    person, words = known(guest), tongue_of(request)
    organisations = {one.id: one.name for one in here.registry.places.organisations()} if person else {}
    own = [(name, organisations.get(name, name)) for name in own_organisations(person)] if person else []
    enters = joining is not None and joining.who is Comer.INNOVATOR
    return page(
        request,
        "join.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        comers=[(comer.value, words.say(text)) for comer, text in COMER_WORDS.items()],
        joining=joining,
        enters=enters,
        known=person is not None,
        closed=words.say(_CLOSED) if person is None and not here.registration else "",
        barred=words.say(_NOT_YOURS) if enters and person is not None and not own else "",
        organisations=own,
        kinds=[(kind.value, words.say(KIND_WORDS[kind]), words.say(KIND_MEANINGS[kind])) for kind in Kind],
        troubles=[words.say(text) for text in wrong],
    )
