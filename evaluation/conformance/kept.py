"""Checks as the registry keeps them: runs of kind "check"."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from care.solutions import Solution
from evaluation.conformance.criteria import GRADES, Grade
from evaluation.conformance.findings import Result
from store.registry import Registry, Run, RunState

KIND: Final = "check"


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a connection; ``result`` is None while it goes on, and when it failed (``note`` says why)."""

    run: str
    connection: str
    device: str
    state: RunState
    began: datetime
    result: Result | None
    note: str = ""

    @classmethod
    def read(cls, run: Run) -> "Check":
        """Read a run of kind "check"."""
        done = run.state is RunState.DONE and run.result is not None
        return cls(
            run=run.id,
            connection=str(run.spec.get("connection", "")),
            device=str(run.spec.get("title", "")),
            state=run.state,
            began=run.started or run.created,
            result=Result.read(run.result or {}) if done else None,
            note=str((run.result or {}).get("why", "")) if run.state is RunState.FAILED else run.note,
        )


def runs_of(registry: Registry, connection: str) -> list[Run]:
    """Give the runs that keep the checks of a connection, the newest first."""
    return [run for run in registry.runs.of_connection(connection) if run.kind == KIND]


def checks_of(registry: Registry, connection: str) -> list[Check]:
    """Give the checks of a connection, the newest first."""
    return [Check.read(run) for run in runs_of(registry, connection)]


def grade_of_solution(registry: Registry, solution: Solution) -> tuple[Grade, list[Check]] | None:
    """Give a solution's grade, the lowest of its connections', each by its newest finished check, and those checks.

    None where none of its connections was checked.
    """
    newest: dict[str, Check] = {}
    for connection in registry.connections.all(site=solution.site):
        if connection.solution == solution.id:
            for check in checks_of(registry, connection.id):
                if check.result is not None:
                    newest[connection.id] = check
                    break
    if not newest:
        return None
    grades = [check.result.grade for check in newest.values() if check.result is not None]
    return min(grades, key=GRADES.index), list(newest.values())


def declared_before(registry: Registry, connection: str) -> dict[str, JsonValue]:
    """Give what was declared at the newest check of a connection that had declarations."""
    for check in checks_of(registry, connection):
        if check.result is not None and check.result.declarations:
            return {name: one.model_dump(mode="json") for name, one in check.result.declarations.items()}
    return {}
