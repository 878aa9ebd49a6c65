"""Questionnaires of a home: begin one, fill it in on a tablet, enter a paper, take a mistake back, print."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from api import questionnaires as given
from api.access.rights import Right
from api.access.rule import LOGGED_IN, Of, Routes, may
from api.access.sessions import close_session
from api.access.visitor import Guest, Here
from api.guidance import home_time
from api.interventions import home_today
from api.pages.frame import page, remember_language, tongue_of
from api.platform import Platform
from api.questionnaires import QUESTION, keep, split_who
from care.errors import Conflict, NotFound, Refused
from care.ids import new_id
from dashboards import questionnaires as shown
from dashboards.directory import Directory
from dashboards.tongue import Tongue, message
from evaluation.questionnaires.allowed import must_be_allowed
from evaluation.questionnaires.file import instrument_of, shipped
from evaluation.questionnaires.scoring import may_answer

routes: Final = Routes()

MOST_SHOWN: Final = 50
_RESIDENT: Final = message("{title} asks about a resident: choose which, and who answers.")
_SCORE: Final = message("The score is a number from {low} to {high}. Look at the paper again.")
_OUTSIDE: Final = message("That is none of the answers of this questionnaire. Nothing was saved; choose again.")
_TWICE: Final = message("These answers were saved before, with other choices. Begin a new questionnaire.")
_CHOOSE: Final = message("Choose a questionnaire.")
_MENDS: Final = (
    message("Consent to the trial that goes on here is lacking or was withdrawn: nothing is taken."),
    message("Ask who answers for the trial before you go on."),
)
"""What ``must_be_allowed`` says, for translation."""
_PROXY: Final = frozenset({"relative", "staff"})

Word = Annotated[str, Query(max_length=80)]


async def _posted(request: Request) -> Mapping[str, str]:
    """Give what a form brings, text by name."""
    return {name: str(value)[:80] for name, value in (await request.form()).items()}


Posted = Annotated[Mapping[str, str], Depends(_posted)]


@routes.get("/homes/{home}/questionnaires", access=may(Right.CARE_FOR, Of.HOME), include_in_schema=False)
def questionnaires(request: Request, home: str, here: Here, who: Word = "") -> Response:
    """Show what may be answered in a home, by whom, and what was answered."""
    return _begin(request, here, home, who)


@routes.get("/homes/{home}/questionnaires/sheet", access=may(Right.CARE_FOR, Of.HOME), include_in_schema=False)
def sheet(
    request: Request, home: str, here: Here, instrument: Word = "", who: Word = "", easy: Word = "", paper: Word = ""
) -> Response:
    """Show a questionnaire to fill in, one question a screen; with ``paper`` for staff who enter a paper."""
    asked = {"instrument": instrument, "who": who, "easy": easy}
    if instrument not in shipped():
        return _begin(request, here, home, who, tongue_of(request).say(_CHOOSE))
    try:
        return _sheet(request, here, home, asked, is_paper=bool(paper))
    except Refused as error:
        return _begin(request, here, home, who, _said(error, asked, tongue_of(request)))


@routes.post("/homes/{home}/questionnaires", access=may(Right.CARE_FOR, Of.HOME), include_in_schema=False)
def answer(request: Request, home: str, here: Here, guest: Guest, form: Posted) -> Response:
    """Keep what was answered; what is wrong is said beside what was chosen."""
    is_paper, words = "day" in form, tongue_of(request)
    if form.get("instrument") not in shipped():
        return _begin(request, here, home, form.get("who", ""), words.say(_CHOOSE))
    try:
        keep(here, guest.known.id, home=home, form=form, language=words.code)
    except (Refused, Conflict) as error:
        try:
            return _sheet(request, here, home, form, is_paper=is_paper, trouble=_said(error, form, words))
        except Refused:
            return _begin(request, here, home, form.get("who", ""), _said(error, form, words))
    then = "" if is_paper else "/thanks"
    return RedirectResponse(f"/homes/{home}/questionnaires{then}", HTTPStatus.SEE_OTHER)


@routes.get("/homes/{home}/questionnaires/lend", access=may(Right.CARE_FOR, Of.HOME), include_in_schema=False)
def lending(
    request: Request, home: str, here: Here, instrument: Word = "", who: Word = "", easy: Word = ""
) -> Response:
    """Ask how to lend a questionnaire: on this tablet without a login, or by a link."""
    asked = {"instrument": instrument, "who": who, "easy": easy}
    return _lending(request, here, home, asked)


@routes.post("/homes/{home}/questionnaires/lend", access=may(Right.CARE_FOR, Of.HOME), include_in_schema=False)
def lend(request: Request, home: str, here: Here, guest: Guest, form: Posted) -> Response:
    """Lend a questionnaire: log out and open it here, or show the link to it."""
    words = tongue_of(request)
    if form.get("instrument") not in shipped():
        return _begin(request, here, home, form.get("who", ""), words.say(_CHOOSE))
    try:
        secret = given.lend(here, guest.known.id, home=home, form=form)
    except (Refused, Conflict) as error:
        return _begin(request, here, home, form.get("who", ""), _said(error, form, words))
    if form.get("here") != "on":
        return _lending(request, here, home, form, f"{here.base_url}/answer/{secret}")
    response = RedirectResponse(f"/answer/{secret}", HTTPStatus.SEE_OTHER)
    close_session(here, response, guest)
    remember_language(request, response, words.code)
    return response


@routes.get("/homes/{home}/questionnaires/thanks", access=may(Right.CARE_FOR, Of.HOME), include_in_schema=False)
def thanks(request: Request, home: str, here: Here) -> Response:
    """Thank who has answered, and have the tablet given back."""
    return page(
        request, "questionnaire_thanks.html", leave=f"/homes/{here.registry.places.home(home).id}/questionnaires"
    )


@routes.post(
    "/homes/{home}/questionnaires/{answer}/remove", access=may(Right.CARE_FOR, Of.HOME), include_in_schema=False
)
def remove(home: str, answer: str, here: Here, guest: Guest) -> Response:
    """Take a questionnaire back that was a mistake; it is kept as removed and counts no more."""
    if here.registry.answers.get(answer).home != home:
        raise NotFound(f"There is no answered questionnaire '{answer}'.")
    here.registry.answers.remove(answer, by=guest.known.id, at=here.now())
    return RedirectResponse(f"/homes/{home}/questionnaires", HTTPStatus.SEE_OTHER)


@routes.get("/questionnaires/{instrument}/paper", access=LOGGED_IN, include_in_schema=False)
def paper(request: Request, instrument: str, easy: Word = "") -> Response:
    """Show a questionnaire as it is printed; with ``easy`` with easy words and pictures."""
    found = instrument_of(instrument)
    if found.is_scores_only:
        raise NotFound(f"The words of {found.title} are not ours to print.")
    return page(
        request,
        "questionnaire_paper.html",
        instrument=found,
        questions=shown.questions(found, tongue_of(request), {}),
        easy=bool(easy),
    )


def _begin(request: Request, here: Platform, home: str, who: str, trouble: str = "") -> Response:
    directory: Directory = request.app.state.directory
    directory.refresh()
    card, words = directory.card(home), tongue_of(request)
    kept = here.registry.answers.of_home(home)
    return page(
        request,
        "questionnaires.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        home=card.home,
        site=card.site,
        whos=shown.who_may_answer(here.registry.places.residents(home), words),
        who=who,
        asked=[one for one in shipped().values() if not one.is_scores_only],
        scored=[one for one in shipped().values() if one.is_scores_only],
        kept=shown.answered(kept[:MOST_SHOWN], directory, words),
        more=len(kept) > MOST_SHOWN,
        trouble=trouble,
    )


def _sheet(
    request: Request, here: Platform, home: str, form: Mapping[str, str], *, is_paper: bool, trouble: str = ""
) -> Response:
    """Show a questionnaire with what a form brings; raises Refused where nobody can answer it so."""
    words, found = tongue_of(request), instrument_of(form.get("instrument", ""))
    resident, answerer = split_who(here, home, form.get("who", ""))
    if not may_answer(found, resident):
        return _begin(request, here, home, "", words.say(_RESIDENT, title=found.title))
    if not is_paper and not trouble:
        now = home_time(here, home)
        must_be_allowed(here.registry, home, now, now)  # before somebody takes the trouble to answer
    whos = shown.who_may_answer(here.registry.places.residents(home), words)
    is_entry = is_paper or found.is_scores_only
    return page(
        request,
        "questionnaire_entry.html" if is_entry else "questionnaire.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
        action=f"/homes/{home}/questionnaires",
        leave=f"/homes/{home}/questionnaires",
        home=here.registry.places.home(home),
        id=new_id("q"),
        instrument=found,
        says=found.says.in_(words.code),
        intro=found.intro.in_(words.code) if found.intro else "",
        who=next(one for one in whos if one.value == form["who"]),
        proxy=resident is not None and answerer in _PROXY,
        easy=form.get("easy") == "on",
        questions=shown.questions(found, words, _chosen(form)),
        day=form.get("day", ""),
        score=form.get("score", ""),
        today=home_today(here, home).isoformat(),
        trouble=trouble,
    )


def _lending(request: Request, here: Platform, home: str, form: Mapping[str, str], link: str = "") -> Response:
    words, found = tongue_of(request), shipped().get(form.get("instrument", ""))
    whos = shown.who_may_answer(here.registry.places.residents(home), words)
    who = next((one for one in whos if one.value == form.get("who")), None)
    if found is None or who is None:
        return _begin(request, here, home, "", words.say(_CHOOSE))
    return page(
        request,
        "questionnaire_lend.html",
        home=here.registry.places.home(home),
        instrument=found,
        says=found.says.in_(words.code),
        who=who,
        easy=form.get("easy") == "on",
        link=link,
        hours=given.LENT_FOR // timedelta(hours=1),
    )


def _chosen(form: Mapping[str, str]) -> dict[str, int]:
    """Give what can be shown as chosen again."""
    named = {name.removeprefix(QUESTION): value for name, value in form.items() if name.startswith(QUESTION)}
    return {item: int(value) for item, value in named.items() if value.isdecimal()}


def _said(error: Refused | Conflict, form: Mapping[str, str], words: Tongue) -> str:
    """Say what is wrong with what a form brought, so that whoever filled it in can mend it."""
    if isinstance(error, Conflict):
        return words.say(_TWICE)
    instrument = shipped().get(form.get("instrument", ""))
    if instrument is not None and error.field == "score":
        return words.say(_SCORE, low=words.number(instrument.low), high=words.number(instrument.high))
    if instrument is not None and error.field not in {"who", "day"}:
        return words.say(_OUTSIDE)
    return " ".join(words.say(part) for part in (error.says, error.mend) if part)
