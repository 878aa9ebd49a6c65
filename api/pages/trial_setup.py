"""Setting a trial up: question, homes, design and periods, what it is judged by, check; nothing is kept before."""

from typing import Any, Final

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.access.rights import Right
from api.access.rule import Routes, may
from api.access.visitor import Guest, Here, Visitor
from api.pages.frame import page, tongue_of
from api.platform import Platform
from api.trials import homes_for, plans
from api.workbench import solutions_for
from care.errors import NotFound
from care.ids import new_id
from care.trials import Plan, State, Trial
from dashboards import trial_setup as setup
from dashboards import trials as shown
from dashboards.sentences import said
from evaluation.trials.changing import change_plan
from evaluation.trials.checking import hindrances

routes: Final = Routes()

MOST_HOMES: Final = 500
"""So many homes the form offers; a plan for more is read from a file."""


@routes.get("/trials/new", access=may(Right.PLAN_TRIALS), include_in_schema=False)
def step(request: Request, here: Here, guest: Guest) -> Response:
    """Show a step of the set-up, with what the steps before have brought in the address."""
    query = [(key, value[:2000]) for key, value in request.query_params.multi_items()]
    wanted = setup.first(query, "step", "question")
    trial = _trial(here, guest, setup.first(query, "id"))
    if trial is not None and len(query) == 1:  # its plan, to be changed
        query = setup.of_trial(trial, _sites(here, guest))
    return _step(request, here, guest, query, wanted if wanted in setup.STEPS else "question")


@routes.post("/trials", access=may(Right.PLAN_TRIALS), include_in_schema=False)
async def keep(request: Request, here: Here, guest: Guest) -> Response:
    """Keep what was set up: a new draft, a draft anew, or a logged change of a frozen plan."""
    query = [(key, str(value)[:2000]) for key, value in (await request.form()).multi_items()]
    trial = _trial(here, guest, setup.first(query, "id"))
    try:
        plan = _plan(here, guest, query)
    except setup.Amiss as amiss:
        return _step(request, here, guest, query, amiss.step)
    places = here.registry.places
    organisation = places.site(places.home(plan.homes[0]).site).organisation
    now, by = here.now(), guest.known.id
    if trial is None:
        trial = Trial(
            id=new_id("t"), organisation=organisation, state=State.DRAFT, plan=plan, created=now, created_by=by
        )
        here.registry.trials.add(trial)
    elif trial.state is State.DRAFT:
        here.registry.trials.save_draft(trial.id, plan)
    else:
        change_plan(here.registry, trial, plan, setup.first(query, "why"), by=by, at=now)
    return RedirectResponse(f"/trials/{trial.id}", 303)


def _step(request: Request, here: Platform, guest: Visitor, query: setup.Query, wanted: str) -> Response:
    words, names = tongue_of(request), list(setup.STEPS)
    values: dict[str, Any] = {}
    amiss: setup.Amiss | None = None
    try:
        plan = _plan(here, guest, query)
    except setup.Amiss as found:
        amiss = found
        if names.index(found.step) < names.index(wanted):
            wanted = found.step
        elif wanted != "check":
            amiss = None  # this step, or one after it, is still to be filled in
    else:
        values = _checked(here, guest, plan, setup.first(query, "id"), words)
    at = names.index(wanted)
    return page(
        request,
        "trial_setup.html",
        status=200 if amiss is None else 422,
        step=wanted,
        steps=[(name, words.say(text)) for name, text in setup.STEPS.items()],
        forward=names[at + 1] if wanted != "check" else "",
        back=names[at - 1] if at else "",
        carried=setup.carried(query, wanted),
        trouble=words.say(amiss.says) if amiss is not None else "",
        texts={
            name: setup.first(query, name) for name in ("title", "solution", "version", "need", "analysis", "design")
        },
        numbers={name: setup.first(query, name) for name in ("first", "count", "days", "before", "seed")},
        together=setup.first(query, "together") == "site",
        chosen={value for key, value in query if key == "home"},
        solutions=[(one.id, one.name) for one in solutions_for(here, guest.known)],
        needs=[(one.id, one.title) for one in here.registry.needs.all()],
        sites=[(site.name, homes[:MOST_HOMES]) for site, homes in homes_for(here, guest.known) if homes],
        designs=[(str(one), words.say(name), words.say(text)) for one, (name, text) in setup.DESIGNS.items()],
        areas=setup.indicators(query, words),
        aspects=setup.aspects(words),
        **({"plan": None, "hindrances": [], "aims": [], "orders": [], "periods": [], "frozen": False} | values),
    )


def _checked(here: Platform, guest: Visitor, plan: Plan, trial: str, words: Any) -> dict[str, Any]:
    places = here.registry.places
    organisation = places.site(places.home(plan.homes[0]).site).organisation
    held = _trial(here, guest, trial)
    at = here.now() if held is None or held.state is State.DRAFT else None
    wrong = hindrances(here.registry, plan, organisation, trial=trial or None, at=at)
    return {
        "plan": plan,
        "hindrances": [said(words, one) for one in wrong],
        "aims": [shown.shown_aim(aim, words) for aim in plan.aims],
        "orders": [shown.said(sequence, words) for sequence in plan.sequences],
        "periods": shown.periods(plan, words),
        "frozen": held is not None and held.state is State.FROZEN,
    }


def _plan(here: Platform, guest: Visitor, query: setup.Query) -> Plan:
    offered = homes_for(here, guest.known)
    sites = {home.id: site.id for site, homes in offered for home in homes}
    plan = setup.to_plan(query, sites, {site.id: site.zone for site, _homes in offered}, seed=new_id("s"))
    if plan.solution not in {one.id for one in solutions_for(here, guest.known)}:
        raise setup.Amiss("question")
    return plan


def _trial(here: Platform, guest: Visitor, name: str) -> Trial | None:
    if not name:
        return None
    found = here.registry.trials.get(name)
    if not plans(guest.known, found.organisation):
        raise NotFound(f"There is no trial '{name}'.")
    return found


def _sites(here: Platform, guest: Visitor) -> dict[str, str]:
    return {home.id: site.id for site, homes in homes_for(here, guest.known) for home in homes}
