"""Holds a request against its route's access rule, before anything of the route runs."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, holds, holds_of_solution, holds_of_trial, holds_somewhere, organisations_where
from api.access.rule import Access, Of, Who
from api.access.tokens import same
from api.access.visitor import Visitor, platform_of, recognise
from api.errors import Forbidden, LoginNeeded, PasswordChangeNeeded
from api.platform import Platform
from care.errors import NotFound
from care.people import Person, World
from dashboards.tongue import message
from store.registry import Registry, Run

_ELSEWHERE: Final = message("This works only in a browser on the machine that Mistel runs on. Log in with a password.")
_OLD_FORM: Final = message("This form is too old or was not ours. Load the page again, then try once more.")


def _site_of_alert(registry: Registry, alert: str) -> str:
    """Give where an alert is; one of a solution under test is nothing to staff, and is scored elsewhere."""
    found = registry.alerts.get(alert)
    if found.shadow:
        raise NotFound(f"There is no alert '{alert}'.")
    return found.site


_SITE_OF: Final[Mapping[Of, Callable[[Registry, str], str]]] = {
    Of.SITE: lambda _registry, site: site,
    Of.HOME: lambda registry, home: registry.places.home(home).site,
    Of.CONNECTION: lambda registry, connection: registry.connections.get(connection).site,
    Of.ALERT: _site_of_alert,
}
"""Where it is what a path names."""
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_HERE: Final = frozenset({"127.0.0.1", "::1"})
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def gate(access: Access) -> Callable[[Request], Awaitable[None]]:
    """Make the check of one rule.

    It raises LoginNeeded (nobody known), PasswordChangeNeeded, Forbidden (no role anywhere, a wrong CSRF token, another
    machine) or NotFound (what is not there, or not for this person: the two are told apart by nobody).
    """

    async def check(request: Request) -> None:
        platform = platform_of(request)
        visitor = await run_in_threadpool(recognise, platform, request)
        request.state.visitor = visitor
        _may_ask(access, visitor, request)
        if visitor.session or visitor.person is None:
            await _must_bring_token(request, visitor)
        if access.right is not None and not visitor.scraper:
            await run_in_threadpool(_must_hold, platform, access, visitor.known, request.path_params)

    return check


def _may_ask(access: Access, visitor: Visitor, request: Request) -> None:
    if access.who is Who.THIS_MACHINE:
        client = request.client.host if request.client else ""
        if client not in _HERE or any(header in request.headers for header in _FORWARDED):
            raise Forbidden(_ELSEWHERE)
        return
    if access.who is Who.ANYBODY:
        return
    if access.who is Who.SCRAPER and visitor.scraper:
        return
    if visitor.person is None:
        raise LoginNeeded("You are not logged in. Log in, or send an API token as 'Authorization: Bearer TOKEN'.")
    if access.who not in {Who.LOGGED_IN, Who.SCRAPER} and visitor.session is None:
        raise Forbidden("This is for people in a browser; an API token does not open it. Log in instead.")
    if visitor.newcomer and access.who is not Who.NEWCOMER:
        raise PasswordChangeNeeded("Your password was made for one use. Change it first, at /password.")


async def _must_bring_token(request: Request, visitor: Visitor) -> None:
    """Refuse a change that a browser may have been led to by another site (programs send no cookie: exempt)."""
    if request.method in _SAFE:
        return
    brought = request.headers.get("x-csrf-token", "")
    if not brought and request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        brought = str((await request.form()).get("csrf", ""))
    if not visitor.csrf or not same(brought, visitor.csrf):
        raise Forbidden(_OLD_FORM)


def _must_hold(platform: Platform, access: Access, person: Person, path: dict[str, str]) -> None:
    right = access.right
    if right is None:
        return
    if access.of is Of.ANY:
        if not holds_somewhere(person, right):
            raise Forbidden(f"None of your roles lets you {right.value}. Ask your organisation's administrator.")
        return
    noun = access.of.value
    if not holds_of(platform, access.of, path[noun], person, right):
        raise NotFound(f"There is no {noun} '{path[noun]}'.")


def holds_of(platform: Platform, of: Of, name: str, person: Person, right: Right) -> bool:
    """Tell whether a person holds a right of what a path names; raises NotFound when it is not there."""
    registry = platform.registry
    match of:
        case Of.RUN:
            run = registry.runs.get(name)
            return run.organisation in organisations_where(person, right) or _guides(platform, person, run, right)
        case Of.SOLUTION:
            whose = registry.solutions.get(name).organisation
            return holds_of_solution(person, right, whose, registry.places.host())
        case Of.NEED:
            return holds(person, right, registry.needs.get(name).organisation, World.TEST)
        case Of.TRIAL:
            trial = registry.trials.get(name)
            maker = registry.solutions.get(trial.plan.solution).organisation
            return holds_of_trial(person, right, trial.organisation, maker)
        case _:
            site = registry.places.site(_SITE_OF[of](registry, name))
            return holds(person, right, site.organisation, site.world)


def _guides(platform: Platform, person: Person, run: Run, right: Right) -> bool:
    """Tell whether it is a run of a solution, and this person guides all solutions: they may see it."""
    of_solution = right is Right.SEE_RUNS and run.spec.get("solution") is not None
    return of_solution and holds(person, Right.GUIDE_SOLUTIONS, platform.registry.places.host(), World.TEST)
