"""How far a solution has come, by what is kept: was anything of it taken, which runs ended, what was acted."""

from dataclasses import asdict, dataclass
from datetime import datetime

from care.errors import Conflict
from care.solutions import COURSE, Solution, missing
from care.trials import State
from store.journal import JournalReader
from store.registry import Registry


@dataclass(frozen=True, slots=True)
class Standing:
    """``connected``: a reading or alert of it was taken; ``runs``, ``acted``: finished tries, acted sessions.

    ``planned``: a trial of it is frozen, ``over``: one has come to its end.
    """

    connected: bool
    runs: int
    acted: int
    planned: bool = False
    over: bool = False


def standing_of(registry: Registry, reader: JournalReader, solution: Solution, now: datetime) -> Standing:
    """Tell how far a solution has come; ``reader`` reads its sandbox's journal."""
    tries = registry.runs.tried(solution.id)
    acted = sum(spec.get("acted") is True for spec in tries)
    trials = registry.trials.of_solution(solution.id)
    return Standing(
        connected=is_connected(registry, reader, solution),
        runs=len(tries) - acted,
        acted=acted,
        planned=any(one.state is not State.DRAFT for one in trials),
        over=any(one.is_over(now) for one in trials),
    )


def is_connected(registry: Registry, reader: JournalReader, solution: Solution) -> bool:
    """Tell whether a reading or an alert of a solution was ever taken; what its runs' simulated homes tell is not."""
    if registry.alerts.any_by(solution.id):
        return True
    every = registry.connections.all(solution.site, include_revoked=True)
    ours = {c.id: c.home for c in every if c.solution == solution.id}
    for home in set(ours.values()):
        speaking = set(ours) | {d.id for d in registry.places.devices(home=home) if d.connection in ours}
        if any(event.device in speaking for event in reader.latest(home)):
            return True
    return False


def still_missing(solution: Solution, standing: Standing) -> tuple[str, ...]:
    """Give what is missing before a solution can take its next step, as message ids."""
    return missing(solution, **asdict(standing))


def take_next_step(registry: Registry, reader: JournalReader, solution: Solution, now: datetime) -> Solution:
    """Let a solution take the next step of its course; raises Conflict that says what is missing."""
    wanted = still_missing(solution, standing_of(registry, reader, solution, now))
    if wanted:
        raise Conflict(f"Missing for the next step: {' '.join(wanted)}")
    after = COURSE.index(solution.reached) + 1
    if after == len(COURSE):
        raise Conflict("It has come to the end of its course.")
    return registry.solutions.advance(solution.id, COURSE[after])
