"""What a try of a solution is asked to do, checked before it is kept."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from care.clock import Now
from care.errors import SettingError
from care.ids import new_id
from care.solutions import Solution
from evaluation.solutions.levels import LEVELS
from evaluation.solutions.results import KIND
from evaluation.solutions.sandbox import must_have_room_for_run
from store.registry import Registry, Run

MOST_PLAYS: Final = 300
"""So many homes may live side by side in one try."""
STEP: Final = timedelta(minutes=1)
"""A home's clock ticks so often, at least: the time in which a solution that waits for time to pass can react."""


class TrySpec(BaseModel):
    """A try: each scenario, at each level of faults, ``repeats`` times, at a solution's sandbox.

    ``speed``: how many times faster than life; None is as fast as the solution answers ticks. ``recordings`` are names
    of files that were replayed instead of scenarios.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    site: str
    solution: str
    version: str
    scenarios: tuple[str, ...] = ()
    recordings: tuple[str, ...] = ()
    repeats: Annotated[int, Field(ge=1, le=MOST_PLAYS)] = 1
    seed: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,32}$")] = "1"
    speed: Annotated[float, Field(ge=1, le=100_000)] | None = None
    levels: tuple[str, ...] = ("none",)

    @property
    def plays(self) -> int:
        """How many homes it takes."""
        return (len(self.scenarios) * len(self.levels) * self.repeats) or len(self.recordings)


def spec_of(
    solution: Solution,
    scenarios: Sequence[str],
    *,
    repeats: int = 1,
    seed: str = "1",
    speed: float | None = None,
    levels: Sequence[str] = ("none",),
) -> TrySpec:
    """Give what is asked when it can be done; raises SettingError that says what cannot and what to do."""
    unknown = [level for level in levels if level not in LEVELS]
    if unknown:
        raise SettingError(f"There is no fault level '{unknown[0]}'; use {', '.join(LEVELS)}.")
    if not scenarios or not levels:
        raise SettingError("Choose at least one scenario and one level of faults.")
    try:
        spec = TrySpec(
            site=solution.site,
            solution=solution.id,
            version=solution.version,
            scenarios=tuple(dict.fromkeys(scenarios)),
            repeats=repeats,
            seed=seed,
            speed=speed,
            levels=tuple(level for level in LEVELS if level in levels),
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingError(f"{first['loc'][0]}: {first['msg']}.") from error
    how = f" ({len(spec.scenarios)} scenarios, {len(spec.levels)} levels, {spec.repeats} repeats)"
    must_be_few(spec.plays, MOST_PLAYS, how)
    return spec


def must_be_few(plays: int, most: int, how: str = "") -> None:
    """Raise SettingError when more homes are asked for than may live side by side; ``how`` it comes to so many."""
    if plays > most:
        raise SettingError(
            f"That is {plays} homes{how}; at most {most} live side by side. Choose fewer, or try several times."
        )


def asked(registry: Registry, solution: Solution, spec: TrySpec, now: Now) -> Run:
    """Keep a run for a worker to take; raises Conflict when too many of its organisation go on already."""
    must_have_room_for_run(registry, solution.organisation)
    run = Run(
        id=new_id("run"),
        organisation=solution.organisation,
        kind=KIND,
        spec=spec.model_dump(mode="json"),
        created=now(),
    )
    registry.runs.add(run)
    return run
