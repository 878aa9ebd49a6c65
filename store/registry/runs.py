"""Runs of scenarios, replays, simulations: asked for, taken by one worker, reported on, finished; their truth."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue
from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update

from care.clock import Now
from care.episodes import Episode
from care.errors import Conflict
from care.ids import Id
from store.registry import tables as t
from store.registry.database import Work
from store.registry.rows import must_be_new, must_exist, not_found, read


class RunState(StrEnum):
    """How far a run has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Run(BaseModel):
    """One run: what is asked for (``spec``), how far it is (``progress`` 0 to 1), what came of it (``result``)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    organisation: Id
    kind: Literal["scenario", "replay", "simulation", "try", "check"]
    spec: dict[str, JsonValue] = {}
    state: RunState = RunState.QUEUED
    progress: Annotated[float, Field(ge=0, le=1)] = 0.0
    note: str = ""
    result: dict[str, JsonValue] | None = None
    created: AwareDatetime
    worker: str | None = None
    started: AwareDatetime | None = None
    finished: AwareDatetime | None = None


class Runs:
    """All runs; a run is taken by one worker, whoever asks at the same time."""

    def __init__(self, work: Work, now: Now) -> None:
        self._work = work
        self._now = now

    def add(self, run: Run) -> None:
        """Add a run; its organisation must exist."""
        with self._work.writing() as db:
            must_exist(db, t.organisations, "organisation", id=run.organisation)
            must_be_new(db, t.runs, "run", id=run.id)
            db.execute(insert(t.runs).values(run.model_dump()))

    def get(self, run_id: str) -> Run:
        """Give a run."""
        with self._work.reading() as db:
            return _get(db, run_id)

    def all(self, limit: int = 100) -> list[Run]:
        """Give the newest runs, newest first."""
        with self._work.reading() as db:
            return read(db, Run, select(t.runs).order_by(t.runs.c.created.desc(), t.runs.c.id).limit(limit))

    def of_connection(self, connection_id: str, limit: int = 100) -> list[Run]:
        """Give the newest runs whose spec names this connection, newest first: the checks of its device."""
        c = t.runs.c
        query = select(t.runs).where(c.spec["connection"].as_string() == connection_id)
        with self._work.reading() as db:
            return read(db, Run, query.order_by(c.created.desc(), c.id).limit(limit))

    def of_solution(self, solution_id: str, limit: int = 100) -> list[Run]:
        """Give the newest runs whose spec names this solution, newest first."""
        c = t.runs.c
        query = select(t.runs).where(c.spec["solution"].as_string() == solution_id)
        with self._work.reading() as db:
            return read(db, Run, query.order_by(c.created.desc(), c.id).limit(limit))

    def asked_since(self, organisation: str, age: timedelta) -> int:
        """Tell how many runs an organisation asked for within this time."""
        c = t.runs.c
        query = select(func.count()).select_from(t.runs)
        with self._work.reading() as db:
            theirs = query.where(c.organisation == organisation, c.created > self._now() - age)
            return db.execute(theirs).scalar() or 0

    def tried(self, solution_id: str) -> list[dict[str, JsonValue]]:
        """Give what was asked for (``spec``) of each finished try of a solution."""
        c = t.runs.c
        query = select(c.spec).where(c.spec["solution"].as_string() == solution_id)
        with self._work.reading() as db:
            return list(db.execute(query.where(c.kind == "try", c.state == RunState.DONE)).scalars())

    def unfinished(self, organisation: str) -> int:
        """Tell how many runs of an organisation wait or go on."""
        c = t.runs.c
        query = select(func.count()).select_from(t.runs)
        with self._work.reading() as db:
            of_theirs = query.where(c.organisation == organisation, c.state.in_([RunState.QUEUED, RunState.RUNNING]))
            return db.execute(of_theirs).scalar() or 0

    def take(self, worker: str, now: datetime) -> Run | None:
        """Take the oldest queued run for this worker; None when none waits."""
        c = t.runs.c
        with self._work.writing() as db:
            while True:
                query = select(c.id).where(c.state == RunState.QUEUED).order_by(c.created, c.id).limit(1)
                run_id = db.execute(query).scalar()
                if run_id is None:
                    return None
                took = db.execute(
                    update(t.runs)
                    .where(c.id == run_id, c.state == RunState.QUEUED)
                    .values(state=RunState.RUNNING, worker=worker, started=now)
                )
                if took.rowcount:
                    return _get(db, run_id)

    def report(self, run_id: str, progress: float, note: str = "") -> None:
        """Say how far a running run is, from 0 to 1, and what it does; raises Conflict when it is not running."""
        self._while_running(run_id, progress=min(max(progress, 0.0), 1.0), note=note)

    def so_far(self, run_id: str, result: dict[str, JsonValue]) -> None:
        """Keep what is known before a run ends, for those who watch; raises Conflict when it is not running."""
        self._while_running(run_id, result=result)

    def finish(self, run_id: str, state: RunState, result: dict[str, JsonValue] | None) -> None:
        """End a running run as done or failed; raises Conflict when it is not running."""
        done = {"progress": 1.0} if state == RunState.DONE else {}
        self._while_running(run_id, state=state, result=result, finished=self._now(), **done)

    def stop(self, run_id: str, why: str) -> bool:
        """End a run that waits or runs as failed; whoever carries it out finds out. False when it is over already."""
        c = t.runs.c
        goes_on = c.state.in_([RunState.QUEUED, RunState.RUNNING])
        values = {"state": RunState.FAILED, "result": {"why": why}, "finished": self._now()}
        with self._work.writing() as db:
            must_exist(db, t.runs, "run", id=run_id)
            return bool(db.execute(update(t.runs).where(c.id == run_id, goes_on).values(**values)).rowcount)

    def _while_running(self, run_id: str, **values: object) -> None:
        c = t.runs.c
        with self._work.writing() as db:
            must_exist(db, t.runs, "run", id=run_id)
            changed = db.execute(update(t.runs).where(c.id == run_id, c.state == RunState.RUNNING).values(**values))
            if not changed.rowcount:
                raise Conflict(f"Run '{run_id}' is {_get(db, run_id).state}, not running.")


class Episodes:
    """The truth of runs."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, run_id: str, *episodes: Episode) -> None:
        """Add episodes to their run, all or none."""
        with self._work.writing() as db:
            must_exist(db, t.runs, "run", id=run_id)
            if episodes:
                db.execute(insert(t.episodes), [{"run": run_id, **episode.model_dump()} for episode in episodes])

    def of_run(self, run_id: str) -> list[Episode]:
        """Give a run's episodes by when they became dangerous."""
        return self._read(t.episodes.c.run == run_id)

    def between(self, homes: Collection[str], since: datetime, until: datetime) -> list[Episode]:
        """Give what became dangerous in these homes in [since, until), of all runs, by when it did."""
        c = t.episodes.c
        return [one for one in self._read(and_(c.hazard_from >= since, c.hazard_from < until)) if one.home in homes]

    def _read(self, which: ColumnElement[bool]) -> list[Episode]:
        c = t.episodes.c
        columns = (c.home, c.resident, c.label, c.hazard_from, c.deadline, c.end)
        with self._work.reading() as db:
            return read(db, Episode, select(*columns).where(which).order_by(c.hazard_from, c.number))


def _get(db: Connection, run_id: str) -> Run:
    for found in read(db, Run, select(t.runs).filter_by(id=run_id)):
        return found
    raise not_found("run", id=run_id)
