"""From a draft to a trial: its plan is frozen and its lot drawn, in one step for whoever does it."""

from datetime import datetime

from care.trials import State, Trial
from evaluation.trials.allotting import allot, told
from evaluation.trials.checking import begins
from evaluation.trials.freezing import fingerprint
from store.registry import Registry


def freeze_and_draw(registry: Registry, trial: Trial, *, by: str, at: datetime) -> Trial:
    """Freeze a draft as it was read and draw its lot; one that was frozen and then broken off gets its lot.

    Raises Conflict when somebody changed the plan meanwhile, or the lot is drawn.
    """
    if trial.state is State.DRAFT:
        registry.trials.freeze(trial.id, trial.plan, fingerprint(trial.plan), by=by, at=at)
    allocation = allot(trial.plan)
    return registry.trials.allocate(trial.id, allocation, told(trial.plan, allocation), by=by, at=at)


def stage(trial: Trial, now: datetime) -> str:
    """Say how far a trial is, in a word or three; an English message id."""
    if trial.state is State.STOPPED:
        return "stopped"
    if trial.state is State.DRAFT:
        return "draft"
    if trial.is_over(now):
        return "over"
    return "goes on" if now >= begins(trial.plan) else "frozen"
