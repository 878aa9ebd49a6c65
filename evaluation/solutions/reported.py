"""All that a report of a solution's run tells: its score, what it is compared with, its grade, how to repeat it."""

import hashlib
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Final

from pydantic import JsonValue

from care.errors import MistelError, NotFound
from care.solutions import BASELINE, Solution
from evaluation.conformance import Check, Grade, grade_of_solution
from evaluation.solutions.compared import Comparison, against_baseline, compare
from evaluation.solutions.results import KIND, RECORDED, Results
from evaluation.solutions.scored import Card, score_card
from store.registry import Registry, Run, RunState

SHORT: Final = 16
"""So many hexadecimal digits of a fingerprint are told: by chance two are not alike."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The run of another version that this one is compared with: the newest one before it that is done."""

    run: str
    version: str
    compared: Comparison


@dataclass(frozen=True, slots=True)
class Report:
    """What a report is written from.

    ``solution`` is None when it is not there any more. ``cards`` are the solution's, then the baseline's. ``grade``
    with its checks is None where no connection of it was checked. ``mistel`` is the version that reckoned the figures.
    """

    run: Run
    results: Results
    solution: Solution | None
    cards: tuple[Card, ...]
    baseline: Comparison | None
    earlier: Earlier | None
    grade: tuple[Grade, Sequence[Check]] | None
    mistel: str

    @property
    def name(self) -> str:
        """What people call the solution; its id when it is not there any more."""
        return self.solution.name if self.solution else self.results.solution

    @property
    def played_by(self) -> str:
        """The version of Mistel that played the run; "" for a run that is older than such notes."""
        return str((self.run.result or {}).get("mistel", ""))

    @property
    def truth(self) -> str:
        """The fingerprint of what was true: the same whenever the same scenarios are played with the same seed."""
        places = _places(self.results)
        return _fingerprint(
            (*places[one.home], one.label, one.hazard_from, one.deadline, one.end) for one in self.results.truth
        )

    def told(self, source: str) -> str:
        """The fingerprint of what a source told and when: the same again where it always answers alike."""
        places = _places(self.results)
        return _fingerprint(
            (*places[one.home], one.situation, one.told, one.withdrawn) for one in self.results.alerts.get(source, ())
        )

    @property
    def commands(self) -> tuple[str, ...]:
        """What to type to play it again, to score that, and to have the data that every figure is made from."""
        spec = self.run.spec
        name = shlex.quote(self.results.solution)
        if self.results.acted:
            again = " ".join(["mistel solution apartment", name, *_each("--scenario", spec.get("scenarios"))])
        elif spec.get("recordings"):
            again = " ".join(["mistel solution replay", name, *_each("--recording", spec.get("recordings"))])
        else:
            speed = spec.get("speed")
            levels = [str(one) for one in _listed(spec.get("levels"))] or ["none"]
            parts = [
                "mistel solution try",
                name,
                *_each("--scenario", spec.get("scenarios")),
                f"--repeats {spec.get('repeats') or 1}",
                f"--levels {shlex.quote(','.join(levels))}",
                f"--seed {shlex.quote(self.results.seed or '1')}",
            ]
            again = " ".join([*parts, *([f"--speed {speed:g}"] if isinstance(speed, int | float) else [])])
        run = shlex.quote(self.run.id)
        return (again, f"mistel solution score {name}", f"mistel solution export {run} --out {run}")


def report_of(registry: Registry, run_id: str) -> Report:
    """Read what a report of a run tells; raises NotFound, and Conflict for a run that has no score (yet)."""
    results = Results.read(registry, run_id)
    run = registry.runs.get(run_id)
    try:
        solution = registry.solutions.get(results.solution)
    except NotFound:
        solution = None
    return Report(
        run=run,
        results=results,
        solution=solution,
        cards=tuple(score_card(results, source) for source in results.sources),
        baseline=against_baseline(results) if results.solution != BASELINE else None,
        earlier=_earlier(registry, run, results),
        grade=grade_of_solution(registry, solution) if solution else None,
        mistel=version("mistel"),
    )


def virtual(results: Results) -> timedelta:
    """Give the time that was lived in all homes together."""
    return sum((play.end - play.start for play in results.plays), timedelta(0))


def is_recorded(results: Results) -> bool:
    """Tell whether recorded homes were replayed, instead of scenarios."""
    return any(play.level == RECORDED for play in results.plays)


def _earlier(registry: Registry, run: Run, results: Results) -> Earlier | None:
    for other in registry.runs.of_solution(results.solution):
        tried = other.kind == KIND and other.state is RunState.DONE and other.organisation == run.organisation
        version_then = str(other.spec.get("version") or "")
        before = (other.created, other.id) < (run.created, run.id)
        if not tried or not before or version_then == results.version:
            continue
        try:
            return Earlier(other.id, version_then, compare(results, Results.read(registry, other.id)))
        except MistelError:
            continue  # what that run kept cannot be read (any more): the one before it will do
    return None


def _places(results: Results) -> dict[str, tuple[str, str, int]]:
    """Give what each home was: home ids are new in every run, this is not."""
    return {play.home: (play.scenario, play.level, play.repeat) for play in results.plays}


def _fingerprint(rows: Iterable[Sequence[object]]) -> str:
    lines = sorted("\t".join(_said(cell) for cell in row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:SHORT]


def _said(cell: object) -> str:
    return cell.isoformat() if isinstance(cell, datetime) else str(cell)


def _listed(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _each(option: str, values: JsonValue) -> list[str]:
    return [f"{option} {shlex.quote(str(one))}" for one in _listed(values)]
