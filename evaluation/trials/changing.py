"""A frozen plan is changed: with a reason, checked as it was before freezing, and never once the trial is over."""

from datetime import datetime
from typing import Final

from care.errors import Conflict
from care.trials import Plan, Trial
from evaluation.trials.checking import hindrances
from evaluation.trials.freezing import changed
from store.registry import Registry

LEAST_WHY: Final = 3


def change_plan(registry: Registry, trial: Trial, plan: Plan, why: str, *, by: str, at: datetime) -> list[str]:
    """Change the plan of a frozen trial, log what and why, and name what is different.

    Raises Conflict where something stands in the way, nothing is different, no reason is given, or it is too late.
    """
    if trial.is_over(at):
        raise Conflict("The trial is over: its plan stays as it is. Log a note instead.")
    if len(why.strip()) < LEAST_WHY:
        raise Conflict("Say why the plan is changed: it stands in the log and in the report.")
    wrong = hindrances(registry, plan, trial.organisation, trial=trial.id)
    if wrong:
        raise Conflict(f"The plan cannot be changed so. {' '.join(map(str, wrong))}")
    different = changed(trial.plan, plan)
    if not different:
        raise Conflict("The plan says this already; nothing was changed.")
    registry.trials.change(trial.id, plan, f"{', '.join(different)}: {why.strip()}", by=by, at=at)
    return different
