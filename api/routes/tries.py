"""Tries of a solution: asked for by a program, such as one that builds a new version of it."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Here
from api.routes.listing import Limit, Listing, Skip, piece
from care.errors import NotFound, Reason, Refused, SettingError
from evaluation.solutions.asking import MOST_PLAYS, asked, spec_of
from evaluation.solutions.results import KIND
from simulators.scenario_file import ours
from store.registry import Run

routes: Final = Routes("/api/solutions", "solutions")


class TryAsked(BaseModel):
    """Scenarios to be played, each ``repeats`` times at each level of faults, while the solution listens.

    ``speed``: how many times faster than life; as fast as it answers ticks when left out.
    """

    model_config = ConfigDict(extra="forbid")

    scenarios: Annotated[list[str], Field(min_length=1, max_length=200)]
    levels: Annotated[list[str], Field(min_length=1, max_length=10)] = ["none"]
    repeats: Annotated[int, Field(ge=1, le=MOST_PLAYS)] = 1
    speed: Annotated[float, Field(ge=1, le=100_000)] | None = None
    seed: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,32}$")] = "1"


@routes.get("/{solution}/tries", access=may(Right.SEE_SOLUTIONS, Of.SOLUTION), response_model=Listing[Run])
def tries(solution: str, here: Here, limit: Limit = 100, skip: Skip = 0) -> Listing[Run]:
    """List a solution's tries, the newest first."""
    return piece([run for run in here.registry.runs.of_solution(solution) if run.kind == KIND], limit, skip)


@routes.post("/{solution}/tries", access=may(Right.START_RUNS, Of.SOLUTION), response_model=Run, status_code=201)
def start(solution: str, told: TryAsked, here: Here) -> Run:
    """Ask for a try of the solution as it is now; a worker takes it when it is free."""
    known = {path.stem for path in ours()}
    unknown = sorted(set(told.scenarios) - known)
    if unknown:
        raise NotFound(f"There is no scenario {', '.join(unknown)}; known are {', '.join(sorted(known))}.")
    found = here.registry.solutions.get(solution)
    try:
        spec = spec_of(
            found, told.scenarios, repeats=told.repeats, seed=told.seed, speed=told.speed, levels=told.levels
        )
    except SettingError as error:
        raise Refused(Reason.OUT_OF_RANGE, str(error), mend="Nothing was started.") from error
    return asked(here.registry, found, spec, here.now)
