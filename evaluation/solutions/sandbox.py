"""A solution's sandbox: a test site of its own with a bench, and how much may stand and go on there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from care.clock import ClockKind
from care.errors import Conflict
from care.ids import new_id
from care.people import Home, Site, World
from care.solutions import Kind, Questionnaire, Solution
from store.registry import Registry
from store.registry.sandboxes import Newcomer

_DAY: Final = timedelta(days=1)
ZONE: Final = "Europe/Stockholm"
UNANSWERED: Final = Questionnaire()
BENCH: Final = "Bench"
"""The home that a prototype speaks from while it stands on a desk: nobody lives there, its clock is the wall's."""

MOST_SOLUTIONS: Final = 10
"""So many solutions, each with a sandbox, one organisation of innovators may enter by forms."""
MOST_HOMES: Final = 50
"""So many homes that follow the wall's clock one sandbox may have; those of its runs are not counted."""
MOST_CONNECTIONS: Final = 50
"""So many credentials that hold one sandbox may have."""
MOST_RUNS: Final = 5
"""So many runs that wait or go on one organisation of innovators may have."""
MOST_RUNS_A_DAY: Final = 100
"""So many runs one organisation of innovators may ask for in 24 hours; whoever runs this Mistel, any number."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A solution that comes in, as its maker says it; its id is made up when it has none."""

    name: str
    kinds: frozenset[Kind]
    id: str | None = None
    version: str = "1"
    need: str | None = None
    answers: Questionnaire = UNANSWERED
    zone: str = ZONE


def open_sandbox(
    registry: Registry,
    organisation: str,
    coming: Coming,
    now: datetime,
    *,
    by: Newcomer | None = None,
    most: int | None = None,
) -> Solution:
    """Take a solution in: make its sandbox with a bench, and keep it.

    Raises ValidationError for what cannot be kept, and as ``Sandboxes.add`` does; nothing is kept then.
    """
    site = Site(id=new_id("s"), organisation=organisation, name=coming.name, zone=coming.zone, world=World.TEST)
    solution = Solution(
        id=coming.id or new_id("x"),
        organisation=organisation,
        site=site.id,
        name=coming.name,
        kinds=coming.kinds,
        version=coming.version,
        need=coming.need,
        answers=coming.answers,
        created=now,
    )
    bench = Home(id=new_id("h"), site=site.id, name=BENCH, clock=ClockKind.WALL)
    registry.sandboxes.add(solution, site, bench, by=by, most=most)
    return solution


def bench_of(registry: Registry, solution: Solution) -> Home:
    """Give the bench of a solution's sandbox; raises Conflict when there is none any more."""
    for home in registry.places.homes(solution.site):
        if home.name == BENCH and home.clock is ClockKind.WALL:
            return home
    raise Conflict(f"The sandbox of '{solution.id}' has no bench: add a home named {BENCH} to site '{solution.site}'.")


def must_have_room_for_solution(registry: Registry, organisation: str) -> None:
    """Raise Conflict when an organisation has as many solutions as it may enter."""
    if len(registry.solutions.all([organisation])) >= MOST_SOLUTIONS:
        raise Conflict(f"Your organisation has {MOST_SOLUTIONS} solutions. Give one of them a new version instead.")


def must_have_room_for_home(registry: Registry, site: str) -> None:
    """Raise Conflict when a sandbox has as many homes as it may."""
    if sum(home.clock is ClockKind.WALL for home in registry.places.homes(site)) >= MOST_HOMES:
        raise Conflict(f"This sandbox has {MOST_HOMES} homes, and no room for more.")


def must_have_room_for_connection(registry: Registry, site: str) -> None:
    """Raise Conflict when a sandbox has as many credentials as it may; revoked and simulated ones do not count."""
    if sum(not one.keeps_clock for one in registry.connections.all(site)) >= MOST_CONNECTIONS:
        raise Conflict(f"This sandbox has {MOST_CONNECTIONS} connections. Revoke one that is not used any more.")


def must_have_room_for_run(registry: Registry, organisation: str) -> None:
    """Raise Conflict while an organisation has as many unfinished runs as it may, or has asked for as many today."""
    if registry.runs.unfinished(organisation) >= MOST_RUNS:
        raise Conflict(f"{MOST_RUNS} runs wait or go on already. Ask again when one of them has ended.")
    if organisation != registry.places.host() and registry.runs.asked_since(organisation, _DAY) >= MOST_RUNS_A_DAY:
        raise Conflict(f"{MOST_RUNS_A_DAY} runs were asked for in 24 hours; that is as many as there may be.")
