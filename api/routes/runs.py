"""Runs of scenarios: what was asked for, how far it is, what came of it."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from api.access.rights import Right, organisations_where
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.platform import Platform
from api.routes.listing import Limit, Listing, Skip, piece
from care.errors import NotFound
from care.ids import Id, new_id
from care.people import Person
from evaluation.runs import Spec
from evaluation.solutions.sandbox import must_have_room_for_run
from simulators.scenario_file import ours
from store.registry import Run

routes: Final = Routes("/api/runs", "runs")

LOOKED_THROUGH: Final = 1000
"""So many of the newest runs are looked through for those of one's own organisations."""


class RunAsked(BaseModel):
    """Scenarios to be played, each ``repeats`` times; the same ``seed`` gives the same stories again."""

    model_config = ConfigDict(extra="forbid")

    organisation: Id
    scenarios: Annotated[list[str], Field(min_length=1, max_length=50)]
    seed: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,32}$")] = "1"
    repeats: Annotated[int, Field(ge=1, le=100)] = 1


def runs_for(here: Platform, person: Person) -> list[Run]:
    """Give the runs of a person's organisations, the newest first."""
    own = organisations_where(person, Right.SEE_RUNS)
    return [run for run in here.registry.runs.all(LOOKED_THROUGH) if run.organisation in own]


@routes.get("", access=may(Right.SEE_RUNS), response_model=Listing[Run])
def runs(here: Here, guest: Guest, limit: Limit = 100, skip: Skip = 0) -> Listing[Run]:
    """List the runs of your organisations, the newest first."""
    return piece(runs_for(here, guest.known), limit, skip)


@routes.get("/{run}", access=may(Right.SEE_RUNS, Of.RUN), response_model=Run)
def one(run: str, here: Here) -> Run:
    """Give one run."""
    return here.registry.runs.get(run)


@routes.post("", access=may(Right.START_RUNS), response_model=Run, status_code=201)
def start(asked: RunAsked, here: Here, guest: Guest) -> Run:
    """Ask for a run of a scenario; a worker takes it when it is free."""
    if asked.organisation not in organisations_where(guest.known, Right.START_RUNS):
        raise NotFound(f"There is no organisation '{asked.organisation}' that you may start runs in.")
    must_have_room_for_run(here.registry, asked.organisation)
    known = {path.stem for path in ours()}
    unknown = sorted(set(asked.scenarios) - known)
    if unknown:
        raise NotFound(f"There is no scenario {', '.join(unknown)}; known are {', '.join(sorted(known))}.")
    spec = Spec(
        site=f"s-{asked.organisation}"[:32], scenarios=tuple(asked.scenarios), seed=asked.seed, repeats=asked.repeats
    )
    run = Run(
        id=new_id("run"),
        organisation=asked.organisation,
        kind="scenario",
        spec=spec.model_dump(mode="json"),
        created=here.now(),
    )
    here.registry.runs.add(run)
    return run
