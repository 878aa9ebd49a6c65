"""A trial's pages: the list, the plan with consents and log, freezing and stopping; what came in, never an effect."""

from datetime import date
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import Form, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import RedirectResponse, Response

from api.access.rights import Right, holds_somewhere
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here, Visitor
from api.pages.frame import page, tongue_of
from api.platform import Platform
from api.trials import Progress, plans, trials_for
from care.errors import Conflict, NotFound
from care.trials import Consent, Entry, Logged, State, Trial
from dashboards import trials as shown
from dashboards.directory import Directory
from dashboards.sentences import said
from dashboards.tongue import message
from dashboards.trial_report.words import ENTRY_WORDS
from dashboards.trial_setup import is_of_form
from evaluation.indicators import INDICATORS
from evaluation.trials.checking import begins, hindrances, unconsented
from evaluation.trials.over import until
from evaluation.trials.sentences import Sentence
from evaluation.trials.starting import freeze_and_draw

routes: Final = Routes()

MOST_SHOWN: Final = 40
"""So many homes the page shows at first, those that lack a consent before others; and so many rows of the schedule."""
ENTRIES: Final = (Entry.ENVIRONMENT, Entry.ROUTINE, Entry.NOTE)
_WORD: Final = message("Say who with a word of letters a to z and digits, as 'cohabitant 1'; never a name.")
_NOT_YET: Final = message("Something stands in the way of the plan; it is said below.")
_WAYS: Final = (
    ("/trials/{trial}/connect", message("Connect the solution")),
    ("/trials/{trial}/power", message("Could it find what it looks for?")),
    ("/trials/{trial}/vtv", message("Assess by VTV")),
)
"""What others do with a trial, where they have a page for it."""
_REPORT: Final = "/trials/{trial}/report"


class Written(BaseModel):
    """What the form of the log brings."""

    model_config = ConfigDict(str_strip_whitespace=True)

    entry: Entry
    says: Annotated[str, Field(min_length=1, max_length=2000)]
    home: str = ""
    since: date | None = None
    until: date | None = None


@routes.get("/trials", access=may(Right.SEE_TRIALS), include_in_schema=False)
def trials(request: Request, here: Here, guest: Guest) -> Response:
    """List the trials that a person may see, the newest first."""
    words = tongue_of(request)
    found = [shown.shown_trial(one, here.now(), words) for one in trials_for(here, guest.known)]
    return page(request, "trials.html", trials=found, plans=holds_somewhere(guest.known, Right.PLAN_TRIALS))


@routes.get("/trials/{trial}", access=may(Right.SEE_TRIALS, Of.TRIAL), include_in_schema=False)
def trial(request: Request, trial: str, here: Here, guest: Guest, *, every: bool = False) -> Response:
    """Show a trial: to whoever plans it all but outcomes, to its solution's maker that it goes on; ``every`` home."""
    return _page(request, here, guest, here.registry.trials.get(trial), every=every)


@routes.post("/trials/{trial}/freeze", access=may(Right.PLAN_TRIALS, Of.TRIAL), include_in_schema=False)
def freeze(request: Request, trial: str, here: Here, guest: Guest) -> Response:
    """Freeze the plan and draw the lot."""
    found = here.registry.trials.get(trial)
    if found.state is State.DRAFT and _hindrances(here, found):
        return _page(request, here, guest, found, wrong=_NOT_YET)
    freeze_and_draw(here.registry, found, by=guest.known.id, at=here.now())
    return RedirectResponse(f"/trials/{trial}", 303)


@routes.post("/trials/{trial}/consents", access=may(Right.PLAN_TRIALS, Of.TRIAL), include_in_schema=False)
def consent(
    request: Request,
    trial: str,
    here: Here,
    guest: Guest,
    home: Annotated[str, Form(max_length=32)],
    who: Annotated[str, Form(max_length=40)],
) -> Response:
    """Keep that somebody consents."""
    found = _with_home(here, trial, home)
    try:
        given = Consent(trial=trial, home=home, who=who.strip(), given=here.now(), by=guest.known.id)
    except ValidationError:
        return _page(request, here, guest, found, wrong=_WORD)
    here.registry.trials.consent(given)
    return RedirectResponse(f"/trials/{trial}#consents", 303)


@routes.post("/trials/{trial}/withdrawals", access=may(Right.PLAN_TRIALS, Of.TRIAL), include_in_schema=False)
def withdraw(
    trial: str,
    here: Here,
    home: Annotated[str, Form(max_length=32)],
    who: Annotated[str, Form(max_length=32)],
    remove: Annotated[str, Form(max_length=8)] = "",
) -> Response:
    """Take a consent back."""
    here.registry.trials.withdraw(trial, home, who, at=here.now(), remove=bool(remove))
    return RedirectResponse(f"/trials/{trial}#consents", 303)


@routes.post("/trials/{trial}/log", access=may(Right.PLAN_TRIALS, Of.TRIAL), include_in_schema=False)
def log(trial: str, here: Here, guest: Guest, told: Annotated[Written, Form()]) -> Response:
    """Write a co-intervention or a note."""
    if told.entry not in ENTRIES:
        raise Conflict(f"'{told.entry}' is not written by hand.")
    if told.home:
        _with_home(here, trial, told.home)
    logged = Logged(
        trial=trial,
        entry=told.entry,
        says=told.says,
        homes=(told.home,) if told.home else (),
        since=told.since,
        until=told.until,
        by=guest.known.id,
        at=here.now(),
    )
    here.registry.trials.log(logged)
    return RedirectResponse(f"/trials/{trial}#log", 303)


@routes.post("/trials/{trial}/stop", access=may(Right.PLAN_TRIALS, Of.TRIAL), include_in_schema=False)
def stop(trial: str, here: Here, guest: Guest, why: Annotated[str, Form(min_length=1, max_length=2000)]) -> Response:
    """End a trial before its last day."""
    here.registry.trials.stop(trial, why, by=guest.known.id, at=here.now())
    return RedirectResponse(f"/trials/{trial}", 303)


@routes.get("/trials/{trial}/progress", access=may(Right.PLAN_TRIALS, Of.TRIAL), include_in_schema=False)
def progress(request: Request, trial: str, here: Here) -> Response:
    """Show how much has come in, home by home, split by nothing."""
    found, words = here.registry.trials.get(trial), tongue_of(request)
    reckoned: Progress = request.app.state.trial_progress
    came, names = reckoned.of(found), _names(here)
    return page(
        request,
        "trial_progress.html",
        trial=shown.shown_trial(found, here.now(), words),
        came=came,
        days=(found.plan.last - found.plan.first).days + 1,
        what=words.say(INDICATORS[found.plan.primary.indicator].words),
        when=words.moment(came.at, ZoneInfo(found.plan.zone)),
        rows=[
            (home, names.get(home, home), came.counted[home], _percent(came.shares.get(home)))
            for home in found.plan.homes
        ],
    )


def _page(
    request: Request, here: Platform, guest: Visitor, found: Trial, wrong: str = "", *, every: bool = False
) -> Response:
    words, registry, now = tongue_of(request), here.registry, here.now()
    seen = shown.shown_trial(found, now, words)
    there = {str(getattr(route, "path", "")) for route in request.app.routes}
    kept_back = "" if seen.is_over or found.state is State.DRAFT else said(words, until(found))
    whole: dict[str, Any] = {
        "trial": seen,
        "plans": plans(guest.known, found.organisation),
        "kept_back": kept_back,
        "report": _REPORT.format(trial=found.id) if _REPORT in there else "",
    }
    if not whole["plans"]:
        return page(request, "trial.html", **whole)
    names, zone = _names(here), ZoneInfo(found.plan.zone)
    directory: Directory = request.app.state.directory
    directory.refresh()
    consents = registry.trials.consents(found.id)
    living: dict[str, list[str]] = {}
    for one in registry.places.residents():
        living.setdefault(one.home, []).append(one.id)
    homes = [
        (
            home,
            names.get(home, home),
            shown.persons(living.get(home, []), [one for one in consents if one.home == home], now, zone, words),
        )
        for home in found.plan.homes
    ]
    sites = {home.id: home.site for home in registry.places.homes()}
    lacking = {} if seen.is_over else unconsented(registry, found, max(now, begins(found.plan)))
    most = len(homes) if every else MOST_SHOWN
    wrongs = _hindrances(here, found) if found.state is State.DRAFT else []
    return page(
        request,
        "trial.html",
        status=422 if wrong else 200,
        **whole,
        wrong=words.say(wrong),
        hindrances=[said(words, one) for one in wrongs],
        plan=found.plan,
        solution=registry.solutions.get(found.plan.solution).name,
        need=registry.needs.get(found.plan.need) if found.plan.need else None,
        fingerprint=found.fingerprint,
        changed=shown.changes(found, words),
        aims=[shown.shown_aim(aim, words) for aim in found.plan.aims],
        periods=shown.periods(found.plan, words),
        schedule=shown.schedule(found, names, words)[:most],
        homes=sorted(homes, key=lambda home: home[0] not in lacking)[:most],
        every=[(home, name) for home, name, _people in homes],
        missing=len(lacking),
        log=shown.shown_log(registry.trials.logged(found.id), directory, names, zone, words),
        entries=[(str(one), words.say(ENTRY_WORDS[one])) for one in ENTRIES],
        again=f"/trials/new?id={found.id}" if not seen.is_over and is_of_form(found.plan, sites) else "",
        ways=[(path.format(trial=found.id), words.say(text)) for path, text in _WAYS if path in there],
    )


def _hindrances(here: Platform, draft: Trial) -> list[Sentence]:
    return hindrances(here.registry, draft.plan, draft.organisation, trial=draft.id, at=here.now())


def _with_home(here: Platform, trial: str, home: str) -> Trial:
    found = here.registry.trials.get(trial)
    if home not in found.plan.homes:
        raise NotFound(f"There is no home '{home}' in this trial.")
    return found


def _names(here: Platform) -> dict[str, str]:
    return {home.id: home.name for home in here.registry.places.homes()}


def _percent(share: float | None) -> int | None:
    return None if share is None else int(100 * share)
