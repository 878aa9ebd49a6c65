"""Trials: their plans, allocations and logs. What is written in a log stays."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from care.errors import Conflict
from care.trials import Entry, Logged, Plan, State, Trial
from store.registry import solution_tables as s
from store.registry import tables as t
from store.registry import trial_tables as r
from store.registry.changes import note_change
from store.registry.consents import Consents
from store.registry.rows import must_be_new, must_exist, not_found, read

MOST: Final = 200
"""So many trials one organisation may have."""
MOST_LOGGED: Final = 10_000
"""So many entries the log of one trial may have."""


class Trials(Consents):
    """Trials by id. Each change is noted for those who follow changes, as ``trial``, in its own transaction."""

    def add(self, trial: Trial) -> None:
        """Keep a new draft.

        Raises NotFound for an unknown organisation, solution or home; Conflict for an id in use, and when the
        organisation has too many.
        """
        with self._work.writing() as db:
            must_exist(db, t.organisations, "organisation", id=trial.organisation)
            must_be_new(db, r.trials, "trial", id=trial.id)
            count = select(func.count()).select_from(r.trials).where(r.trials.c.organisation == trial.organisation)
            if (db.execute(count).scalar() or 0) >= MOST:
                raise Conflict(f"There are {MOST} trials of this organisation, and no room for more.")
            row = trial.model_dump(exclude={"plan", "frozen_plan"}) | _planned(db, trial.plan)
            row["frozen_plan"] = None if trial.frozen_plan is None else trial.frozen_plan.model_dump(mode="json")
            db.execute(insert(r.trials).values(**row))
            _keep_homes(db, trial.id, trial.plan)

    def save_draft(self, trial_id: str, plan: Plan) -> Trial:
        """Plan a draft anew; raises NotFound, and Conflict once it is frozen."""
        with self._work.writing() as db:
            self._must_be(db, trial_id, State.DRAFT, "is frozen: log a change of its plan instead")
            db.execute(update(r.trials).where(r.trials.c.id == trial_id).values(**_planned(db, plan)))
            _keep_homes(db, trial_id, plan)
        return self.get(trial_id)

    def freeze(self, trial_id: str, plan: Plan, fingerprint: str, *, by: str, at: datetime) -> Trial:
        """Freeze a draft with the plan that was read; raises NotFound, and Conflict where it is another by now."""
        with self._work.writing() as db:
            held = self._must_be(db, trial_id, State.DRAFT, "is frozen already")
            if held.plan != plan:
                raise Conflict(f"Somebody has changed the plan of trial '{trial_id}' meanwhile; look at it again.")
            frozen = {"state": State.FROZEN, "frozen_plan": plan.model_dump(mode="json"), "frozen": at}
            db.execute(update(r.trials).where(r.trials.c.id == trial_id).values(fingerprint=fingerprint, **frozen))
            _log(db, Logged(trial=trial_id, entry=Entry.FROZEN, says=f"SHA-256 {fingerprint}", by=by, at=at))
        return self.get(trial_id)

    def allocate(self, trial_id: str, allocation: Mapping[str, int], says: str, *, by: str, at: datetime) -> Trial:
        """Keep the lot of a frozen trial, and how it was drawn; raises NotFound, and Conflict: it is drawn once."""
        with self._work.writing() as db:
            held = self._must_be(db, trial_id, State.FROZEN, "is not frozen, or stopped: no lot is drawn")
            if held.allocation:
                raise Conflict(f"The lot of trial '{trial_id}' has been drawn; it is drawn once.")
            if set(allocation) != {cluster.id for cluster in held.plan.clusters} or not all(
                0 <= sequence < len(held.plan.sequences) for sequence in allocation.values()
            ):
                raise Conflict("A lot gives each cluster of the plan the number of one of its sequences.")
            db.execute(update(r.trials).where(r.trials.c.id == trial_id).values(allocation=dict(allocation)))
            _log(db, Logged(trial=trial_id, entry=Entry.ALLOCATION, says=says, by=by, at=at))
        return self.get(trial_id)

    def change(self, trial_id: str, plan: Plan, says: str, *, by: str, at: datetime) -> Trial:
        """Change a frozen plan: what it was stays, and the log says what and why. Raises NotFound and Conflict."""
        with self._work.writing() as db:
            held = self._must_be(db, trial_id, State.FROZEN, "is not frozen, or stopped: there is nothing to change")
            if held.allocation and {one.id for one in plan.clusters} != {one.id for one in held.plan.clusters}:
                raise Conflict(
                    "The lot has been drawn: the plan keeps its clusters. Withdraw or leave out homes instead."
                )
            if held.allocation and len(plan.sequences) != len(held.plan.sequences):
                raise Conflict("The lot has been drawn: the plan keeps its sequences.")
            db.execute(update(r.trials).where(r.trials.c.id == trial_id).values(**_planned(db, plan)))
            _keep_homes(db, trial_id, plan)
            _log(db, Logged(trial=trial_id, entry=Entry.CHANGE, says=says, by=by, at=at))
        return self.get(trial_id)

    def stop(self, trial_id: str, says: str, *, by: str, at: datetime) -> Trial:
        """End a frozen trial before its last day; raises NotFound and Conflict."""
        with self._work.writing() as db:
            self._must_be(db, trial_id, State.FROZEN, "is not frozen, or stopped already")
            db.execute(update(r.trials).where(r.trials.c.id == trial_id).values(state=State.STOPPED, stopped=at))
            _log(db, Logged(trial=trial_id, entry=Entry.STOPPED, says=says, by=by, at=at))
        return self.get(trial_id)

    def log(self, logged: Logged) -> None:
        """Add to the log; raises NotFound, and Conflict when it is full."""
        with self._work.writing() as db:
            must_exist(db, r.trials, "trial", id=logged.trial)
            count = select(func.count()).select_from(r.trial_log).where(r.trial_log.c.trial == logged.trial)
            if (db.execute(count).scalar() or 0) >= MOST_LOGGED:
                raise Conflict(f"The log of trial '{logged.trial}' has {MOST_LOGGED} entries, and no room for more.")
            _log(db, logged)

    def logged(self, trial_id: str) -> list[Logged]:
        """Give a trial's log, oldest first."""
        c = r.trial_log.c
        columns = (c.trial, c.entry, c.says, c.homes, c.since, c.until, c.by, c.at)
        with self._work.reading() as db:
            return read(db, Logged, select(*columns).where(c.trial == trial_id).order_by(c.number))

    def get(self, trial_id: str) -> Trial:
        """Give a trial; raises NotFound."""
        for found in self._read(select(r.trials).where(r.trials.c.id == trial_id)):
            return found
        raise not_found("trial", id=trial_id)

    def all(self, organisations: Collection[str] | None = None) -> list[Trial]:
        """Give the trials of these organisations, or all, the newest first."""
        query = select(r.trials).order_by(r.trials.c.created.desc(), r.trials.c.id)
        if organisations is not None:
            query = query.where(r.trials.c.organisation.in_(organisations))
        return self._read(query)

    def of_home(self, home: str) -> list[Trial]:
        """Give the trials that a home is in, by the plan as it is now, the newest first."""
        theirs = select(r.trial_homes.c.trial).where(r.trial_homes.c.home == home)
        return self._read(select(r.trials).where(r.trials.c.id.in_(theirs)).order_by(r.trials.c.created.desc()))

    def of_solution(self, solution: str) -> list[Trial]:
        """Give the trials of a solution, the newest first."""
        return self._read(select(r.trials).where(r.trials.c.solution == solution).order_by(r.trials.c.created.desc()))

    def _must_be(self, db: Connection, trial_id: str, state: State, otherwise: str) -> Trial:
        found = read(db, Trial, _columns(select(r.trials).where(r.trials.c.id == trial_id)))
        if not found:
            raise not_found("trial", id=trial_id)
        if found[0].state is not state:
            raise Conflict(f"Trial '{trial_id}' {otherwise}.")
        return found[0]

    def _read(self, query: Select[Any]) -> list[Trial]:
        with self._work.reading() as db:
            return read(db, Trial, _columns(query))


def _columns(query: Select[Any]) -> Select[Any]:
    return query.with_only_columns(*(column for column in r.trials.c if column.name != "solution"))


def _planned(db: Connection, plan: Plan) -> dict[str, Any]:
    must_exist(db, s.solutions, "solution", id=plan.solution)
    if plan.need is not None:
        must_exist(db, s.needs, "need", id=plan.need)
    for home in plan.homes:
        must_exist(db, t.homes, "home", id=home)
    return {"solution": plan.solution, "plan": plan.model_dump(mode="json")}


def _keep_homes(db: Connection, trial_id: str, plan: Plan) -> None:
    db.execute(delete(r.trial_homes).where(r.trial_homes.c.trial == trial_id))
    db.execute(insert(r.trial_homes), [{"trial": trial_id, "home": home} for home in plan.homes])
    note_change(db, "trial", trial_id)


def _log(db: Connection, logged: Logged) -> None:
    db.execute(insert(r.trial_log).values(**logged.model_dump(exclude={"homes"}), homes=list(logged.homes)))
    note_change(db, "trial", logged.trial)
