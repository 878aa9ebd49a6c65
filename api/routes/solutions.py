"""Solutions that innovators have tested: entered, described, guided along their course."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.platform import Platform
from api.routes.listing import Limit, Listing, Skip, piece
from api.workbench import add_home, advance, enter, solutions_for, standing
from care.ids import Id
from care.people import Home, Name, Zone
from care.solutions import Kind, Line, Questionnaire, Solution, Version, Words
from evaluation.solutions.sandbox import ZONE, Coming
from evaluation.solutions.standing import still_missing

routes: Final = Routes("/api/solutions", "solutions")


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SolutionAsked(_Asked):
    """A solution that comes in; it gets a sandbox of its own, in ``zone``."""

    organisation: Id
    name: Line
    kinds: Annotated[frozenset[Kind], Field(min_length=1)]
    version: Version = "1"
    need: Id | None = None
    answers: Questionnaire = Questionnaire()
    zone: Zone = ZONE


class VersionAsked(_Asked):
    """What is being tried from now on; runs keep the version that they tried."""

    version: Version


class NeedAsked(_Asked):
    """Which need it answers, by its id on the needs board."""

    need: Id


class Guidance(_Asked):
    """What the testbed writes; what is left out stays as it is."""

    plan: Words | None = None
    agreements: Words | None = None


class HomeAsked(_Asked):
    """A home to try things in; never a person's name."""

    name: Name


class Progress(BaseModel):
    """A solution and how far it has come; ``missing``: what its next step waits for."""

    solution: Solution
    connected: bool
    runs: int
    acted: int
    missing: tuple[str, ...]


def _progress(here: Platform, solution: Solution) -> Progress:
    found = standing(here, solution)
    return Progress(
        solution=solution,
        connected=found.connected,
        runs=found.runs,
        acted=found.acted,
        missing=still_missing(solution, found),
    )


@routes.get("", access=may(Right.SEE_SOLUTIONS), response_model=Listing[Solution])
def solutions(here: Here, guest: Guest, limit: Limit = 100, skip: Skip = 0) -> Listing[Solution]:
    """List the solutions that you may see, the newest first."""
    return piece(solutions_for(here, guest.known), limit, skip)


@routes.post("", access=may(Right.ENTER_SOLUTIONS), response_model=Solution, status_code=201)
def enter_solution(asked: SolutionAsked, here: Here, guest: Guest) -> Solution:
    """Enter a solution; it gets a sandbox with a bench."""
    coming = Coming(
        asked.name, asked.kinds, version=asked.version, need=asked.need, answers=asked.answers, zone=asked.zone
    )
    return enter(here, guest.known, asked.organisation, coming)


@routes.get("/{solution}", access=may(Right.SEE_SOLUTIONS, Of.SOLUTION), response_model=Progress)
def one(solution: str, here: Here) -> Progress:
    """Give a solution, how far it has come, and what is missing for its next step."""
    return _progress(here, here.registry.solutions.get(solution))


@routes.put("/{solution}/answers", access=may(Right.ENTER_SOLUTIONS, Of.SOLUTION), response_model=Solution)
def answer(solution: str, answers: Questionnaire, here: Here) -> Solution:
    """Answer the questionnaire, in place of what was answered before."""
    return here.registry.solutions.describe(solution, answers=answers)


@routes.put("/{solution}/version", access=may(Right.ENTER_SOLUTIONS, Of.SOLUTION), response_model=Solution)
def set_version(solution: str, asked: VersionAsked, here: Here) -> Solution:
    """Say which version is tried from now on."""
    return here.registry.solutions.describe(solution, version=asked.version)


@routes.put("/{solution}/need", access=may(Right.ENTER_SOLUTIONS, Of.SOLUTION), response_model=Solution)
def set_need(solution: str, asked: NeedAsked, here: Here) -> Solution:
    """Say which need it answers: who has that need then sees its name and its maker."""
    return here.registry.solutions.describe(solution, need=asked.need)


@routes.put("/{solution}/guidance", access=may(Right.GUIDE_SOLUTIONS, Of.SOLUTION), response_model=Solution)
def guide(solution: str, asked: Guidance, here: Here) -> Solution:
    """Write its plan and its agreements, for the testbed."""
    return here.registry.solutions.describe(solution, plan=asked.plan, agreements=asked.agreements)


@routes.post("/{solution}/advance", access=may(Right.ADVANCE_SOLUTIONS, Of.SOLUTION), response_model=Progress)
def take_step(solution: str, here: Here) -> Progress:
    """Let it take the next step of its course, once nothing is missing."""
    return _progress(here, advance(here, here.registry.solutions.get(solution)))


@routes.post("/{solution}/homes", access=may(Right.ENTER_SOLUTIONS, Of.SOLUTION), response_model=Home, status_code=201)
def make_home(solution: str, asked: HomeAsked, here: Here) -> Home:
    """Add a home that follows the wall's clock to its sandbox."""
    return add_home(here, here.registry.solutions.get(solution), asked.name)
