"""Changes of plan: what was changed after it was frozen, and whether the trial was stopped early."""

from typing import Final
from zoneinfo import ZoneInfo

from care.trials import Entry, Plan
from evaluation.trials.lights import Criterion, Light, Threshold
from evaluation.trials.ran import Ran
from evaluation.trials.sentences import Sentence

NAME: Final = "changes"
WORDS: Final = Sentence("Changes of plan")
THRESHOLD: Final = Threshold(0, 3, more=False)


def changes(ran: Ran) -> Criterion:
    """Judge how often the plan was changed after it was frozen: a change of what decides the trial makes it red."""
    trial = ran.trial
    count = sum(one.entry is Entry.CHANGE for one in ran.logged)
    light = THRESHOLD.light(count)
    if trial.frozen_plan is not None and _decides(trial.frozen_plan) != _decides(trial.plan):
        light = Light.RED
        says = Sentence(
            "The design or the aim that decides the trial was changed after the plan was frozen (changes in all:"
            " {count}): what is found is a hint for the next trial, no more.",
            {"count": count},
        )
    elif trial.stopped is not None and trial.stopped.astimezone(ZoneInfo(trial.plan.zone)).date() <= trial.plan.last:
        light = max(light, Light.AMBER, key=lambda one: one.rank)
        says = Sentence(
            "The trial was stopped on {day}, before its last day, {last}; changes of plan: {count}.",
            {
                "day": trial.stopped.astimezone(ZoneInfo(trial.plan.zone)).date(),
                "last": trial.plan.last,
                "count": count,
            },
        )
    elif count:
        says = Sentence("The plan was changed {count} times after it was frozen; the log says why.", {"count": count})
    else:
        says = Sentence("The plan is as it was frozen.")
    return Criterion(NAME, WORDS, light, float(count), "number", THRESHOLD, says)


def _decides(plan: Plan) -> tuple[object, ...]:
    return plan.design, plan.sequences, plan.primary
