"""The test apartment: a scenario that people act, step by step; each tap gives the truth its time.

A session is a run that goes on while it is acted, in a home of the sandbox that follows the wall's clock. What was
tapped is kept with the run after every tap, so a tablet that is switched off loses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version
from typing import Final, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue, ValidationError

from care.clock import ClockKind
from care.errors import Conflict, SettingError
from care.ids import new_id
from care.people import Home
from care.solutions import Solution
from evaluation.solutions.asking import TrySpec
from evaluation.solutions.faults import faults_of, kept
from evaluation.solutions.results import KIND, Play
from evaluation.solutions.sandbox import must_have_room_for_run
from simulators.scenario import Scenario
from simulators.scenario_file import load, ours
from simulators.truths import episodes_of
from store.journal import JournalReader
from store.registry import Registry, Run, RunState

LEVEL: Final = "acted"
"""The level of faults of what people act: those that the devices have."""
LONGEST: Final = timedelta(hours=12)
"""A session that is not ended by then can only be thrown away: nobody watched it."""
ACTED: Final = frozenset(
    {
        "airs",
        "carries_in_groceries",
        "closes_the_door",
        "comes_home",
        "falls",
        "falls_in_the_bathroom",
        "forgets_the_stove",
        "gets_up_again",
        "goes_to_bed",
        "goes_to_toilet",
        "is_brought_home",
        "is_given_the_dose",
        "is_helped_up",
        "leaves_home",
        "leaves_the_door_open",
        "lies_still",
        "looks_out",
        "makes_tea",
        "presses_button",
        "roams",
        "showers_long",
        "sits_up",
        "stops_taking_doses",
        "stumbles",
        "takes_the_dose",
        "turns_the_stove_off",
        "turns_the_stove_on",
    }
)
"""Steps that somebody can act in an apartment; the tablet has words for each."""


class Tap(BaseModel):
    """A step of the scenario, by its number from 0, that was done at ``time``."""

    model_config = ConfigDict(frozen=True)

    step: int
    time: AwareDatetime


@dataclass(frozen=True)
class Session:
    """One session as it stands: ``taps`` in order of the steps; the next step is the one after the last."""

    run: Run
    scenario: Scenario
    home: str
    start: datetime
    taps: tuple[Tap, ...]

    @classmethod
    def read(cls, run: Run) -> Self:
        """Read a session from its run; raises Conflict for a run that nobody acts."""
        came = run.result or {}
        try:
            scenario = acted_scenarios()[str((run.spec.get("scenarios") or [""])[0])]  # type: ignore[index]
            taps = tuple(Tap.model_validate(tap) for tap in came.get("taps") or ())  # type: ignore[union-attr]
        except (KeyError, TypeError, ValidationError) as error:
            raise Conflict(f"Run '{run.id}' is not acted by people.") from error
        if run.spec.get("acted") is not True:
            raise Conflict(f"Run '{run.id}' is not acted by people.")
        return cls(run, scenario, str(run.spec["home"]), run.started or run.created, taps)

    @property
    def goes_on(self) -> bool:
        """Whether it is being acted."""
        return self.run.state is RunState.RUNNING

    @property
    def next(self) -> int | None:
        """The number of the step that is to be acted now; None when all are done."""
        return len(self.taps) if len(self.taps) < len(self.scenario.steps) else None

    @property
    def due(self) -> datetime | None:
        """When the next step should be acted by the scenario, if it says; nobody has to wait for it."""
        if self.next is None or not self.taps:
            return None
        after = self.scenario.steps[self.next].after
        if after is None or after.step is not None:
            return None
        return self.taps[-1].time + after.by

    @property
    def judged_from(self) -> datetime | None:
        """When all alerts that are expected had their time, once all steps are done."""
        if self.next is not None or not self.taps:
            return None
        last = self.taps[-1].time
        allowed = [(one.deadline or timedelta(0)) + one.grace for one in self.scenario.expectations]
        return last + max(allowed, default=timedelta(0))


@cache
def acted_scenarios() -> dict[str, Scenario]:
    """Give the scenarios that come with Mistel and can be acted, by name: one person, sure steps, one day."""
    return {scenario.name: scenario for scenario in map(load, ours()) if _can_be_acted(scenario)}


def homes_for(registry: Registry, solution: Solution) -> list[Home]:
    """Give the homes of a solution's sandbox where somebody can act: those that follow the wall's clock."""
    return [home for home in registry.places.homes(solution.site) if home.clock is ClockKind.WALL]


def begin(registry: Registry, solution: Solution, scenario: str, home: str, now: datetime) -> Run:
    """Begin a session in a home of the sandbox.

    Raises SettingError for a scenario that cannot be acted and for a home that does not follow the wall's clock,
    Conflict while somebody acts in that home or when too many runs go on.
    """
    if scenario not in acted_scenarios():
        raise SettingError(f"'{scenario}' cannot be acted; these can: {', '.join(acted_scenarios())}.")
    if home not in {one.id for one in homes_for(registry, solution)}:
        raise SettingError(f"Home '{home}' is none of this sandbox that follows the wall's clock.")
    for other in registry.runs.of_solution(solution.id):
        if other.state is RunState.RUNNING and other.spec.get("home") == home and other.spec.get("acted") is True:
            raise Conflict("Somebody acts in this home already. End that session first.")
    must_have_room_for_run(registry, solution.organisation)
    spec = TrySpec(
        site=solution.site,
        solution=solution.id,
        version=solution.version,
        scenarios=(scenario,),
        levels=(LEVEL,),
        speed=1,
    )
    run = Run(
        id=new_id("run"),
        organisation=solution.organisation,
        kind=KIND,
        spec={**spec.model_dump(mode="json"), "acted": True, "home": home},
        state=RunState.RUNNING,
        worker="people",
        created=now,
        started=now,
    )
    registry.runs.add(run)
    registry.runs.so_far(run.id, _so_far(Session(run, acted_scenarios()[scenario], home, now, ()), now))
    return run


def tap(registry: Registry, run_id: str, step: int, now: datetime) -> Session:
    """Note that a step is done now; one that is noted already, and one that is not next, change nothing.

    Raises Conflict when the session is over.
    """
    session = _going_on(registry, run_id)
    if step != session.next:
        return session
    return _keep(registry, session, (*session.taps, Tap(step=step, time=now)), now)


def take_back(registry: Registry, run_id: str, step: int, now: datetime) -> Session:
    """Take the last tap back, if it was of this step: it was too early. Raises Conflict when the session is over."""
    session = _going_on(registry, run_id)
    if not session.taps or session.taps[-1].step != step:
        return session
    return _keep(registry, session, session.taps[:-1], now)


def end(registry: Registry, reader: JournalReader, run_id: str, now: datetime) -> Run:
    """End a session: what was tapped is the truth, and the run is scored like any other.

    Raises Conflict when it is over, when not every step is done, and when it began too long ago.
    """
    session = _going_on(registry, run_id)
    if session.next is not None:
        raise Conflict("Not every step is done. Go on, or throw the session away.")
    if now - session.start > LONGEST:
        raise Conflict("This session began over 12 hours ago: throw it away.")
    residents = [one.id for one in registry.places.residents(home=session.home)]
    people = [*residents, *([None] * len(session.scenario.people))]
    truth = episodes_of(
        session.scenario,
        happened(session),
        home=session.home,
        residents=people,
        start=session.start,
        end=now,
    )
    registry.episodes.add(run_id, *truth)
    solution, site = str(session.run.spec["solution"]), str(session.run.spec["site"])
    faults = faults_of(registry, reader, site, solution, session.start, now)
    result = _so_far(session, now)
    result |= {
        "left_behind": [fault.says for fault in faults],
        "faults": kept(faults),
        "seconds": round((now - session.start).total_seconds(), 3),
        "speed": 1.0,
        "mistel": version("mistel"),
    }
    registry.runs.finish(run_id, RunState.DONE, result)
    return registry.runs.get(run_id)


def happened(session: Session) -> list[tuple[str, datetime]]:
    """Give which steps happened when, by what they do and by their ids, as a played story has them."""
    found = []
    for one in session.taps:
        step = session.scenario.steps[one.step]
        found += [(name, one.time) for name in (step.do, step.id) if name is not None]
    return found


def _can_be_acted(scenario: Scenario) -> bool:
    sure = all(step.is_sure and step.do in ACTED and not step.days for step in scenario.steps)
    return bool(scenario.steps) and sure and len(scenario.people) == 1 and not scenario.visitors


def _going_on(registry: Registry, run_id: str) -> Session:
    session = Session.read(registry.runs.get(run_id))
    if not session.goes_on:
        raise Conflict("This session is over.")
    return session


def _keep(registry: Registry, session: Session, taps: Sequence[Tap], now: datetime) -> Session:
    changed = Session(session.run, session.scenario, session.home, session.start, tuple(taps))
    registry.runs.so_far(session.run.id, _so_far(changed, now))
    registry.runs.report(session.run.id, len(taps) / (len(session.scenario.steps) + 1))
    return changed


def _so_far(session: Session, now: datetime) -> dict[str, JsonValue]:
    """Give what the run keeps: one play, by one person who is watched all the time, and the taps."""
    play = Play(
        home=session.home,
        scenario=session.scenario.name,
        level=LEVEL,
        start=session.start,
        end=max(now, session.start),
        monitored=max(0.0, (now - session.start).total_seconds()),
        grace={wanted.situation: wanted.grace.total_seconds() for wanted in session.scenario.expectations},
    )
    return {
        "plays": [play.model_dump(mode="json")],
        "taps": [one.model_dump(mode="json") for one in session.taps],
    }
