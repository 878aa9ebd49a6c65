"""A questionnaire that was lent: answered once by whoever has its link, without a login; nothing else is shown."""

from http import HTTPStatus
from typing import Final

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.access.rule import ANYBODY, Routes
from api.access.tokens import kept
from api.access.visitor import Here
from api.pages.frame import page, tongue_of
from api.pages.questionnaires import Posted
from api.platform import Platform
from api.questionnaires import form_of, keep
from care.errors import Conflict, NotFound, Refused
from care.questionnaires import Answerer, Lent
from dashboards import questionnaires as shown
from dashboards.tongue import message
from evaluation.questionnaires.file import instrument_of

routes: Final = Routes()

_OVER: Final = message("This link is not known, or its time is over. Ask the staff for a new one.")
_NOT_TAKEN: Final = message("Your answers could not be saved. Please tell the staff.")


@routes.get("/answer/{secret}", access=ANYBODY, include_in_schema=False)
def sheet(request: Request, secret: str, here: Here) -> Response:
    """Show a questionnaire that was lent; thank whoever has answered it."""
    lent = _lent(here, secret)
    if lent is None:
        return _over(request)
    if _is_answered(here, lent):
        return page(request, "questionnaire_thanks.html", leave="")
    return _sheet(request, secret, lent)


@routes.post("/answer/{secret}", access=ANYBODY, include_in_schema=False)
def answer(request: Request, secret: str, here: Here, form: Posted) -> Response:
    """Keep what was answered, the first time; a second time changes nothing."""
    lent = _lent(here, secret)
    if lent is None:
        return _over(request)
    words = tongue_of(request)
    if not _is_answered(here, lent):
        try:
            keep(here, lent.by, home=lent.home, form=form_of(lent, form), language=words.code)
        except (Refused, NotFound, Conflict):
            return _sheet(request, secret, lent, words.say(_NOT_TAKEN))
    return RedirectResponse(f"/answer/{secret}", HTTPStatus.SEE_OTHER)


def _lent(here: Platform, secret: str) -> Lent | None:
    try:
        return here.registry.answers.lent(kept(secret), here.now())
    except NotFound:
        return None


def _is_answered(here: Platform, lent: Lent) -> bool:
    try:
        here.registry.answers.get(lent.answer)
    except NotFound:
        return False
    return True


def _over(request: Request) -> Response:
    words = tongue_of(request)
    title = words.say(message("Nothing to answer here"))
    return page(request, "trouble.html", status=HTTPStatus.GONE, title=title, detail=words.say(_OVER))


def _sheet(request: Request, secret: str, lent: Lent, trouble: str = "") -> Response:
    words, found = tongue_of(request), instrument_of(lent.instrument)
    who = shown.Who("", shown.who_answers(lent.resident, lent.answerer, words))
    return page(
        request,
        "questionnaire.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        action=f"/answer/{secret}",
        leave="",
        id=lent.answer,
        instrument=found,
        says=found.says.in_(words.code),
        intro=found.intro.in_(words.code) if found.intro else "",
        who=who,
        proxy=lent.resident is not None and lent.answerer is not Answerer.RESIDENT,
        easy=lent.easy,
        questions=shown.questions(found, words, {}),
        trouble=trouble,
    )
