"""All that a trial's report tells: its analysis, what it was tried for, what assessors say, and what it is worth."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from care.errors import Conflict, NotFound
from care.solutions import Need
from care.trials import Trial
from evaluation.benefit.from_trial import FromTrial, from_trial, template_of
from evaluation.benefit.terms import Calculation
from evaluation.trials.analysing import analyse
from evaluation.trials.analysis import Analysis
from evaluation.trials.collecting import Show
from evaluation.trials.over import demand_over
from evaluation.vtv.assessed import Criterion, assessed
from store.readings import Readings
from store.registry import Registry


@dataclass(frozen=True, slots=True)
class TrialReport:
    """What a report is written from.

    ``solution`` is what people call it. ``need`` is None where the plan names none. ``benefit`` is None where the trial
    gives no quantity for a calculation; ``template`` is the name of the example that lent it all else, "" when somebody
    gave a calculation of their own. ``mistel`` is the version that reckoned the figures.
    """

    analysis: Analysis
    solution: str
    need: Need | None
    criteria: tuple[Criterion, ...]
    benefit: FromTrial | None
    template: str
    mistel: str

    @property
    def trial(self) -> Trial:
        """The trial."""
        return self.analysis.trial

    @property
    def commands(self) -> tuple[str, ...]:
        """What to type to have the report and all its data again."""
        name = shlex.quote(self.trial.id)
        return (f"mistel trial report {name}", f"mistel trial export {name} --out {name}-data")


def report_of(
    registry: Registry,
    readings_of: Callable[[str], Readings],
    trial: Trial,
    now: datetime,
    template: Calculation | None = None,
    show: Show | None = None,
) -> TrialReport:
    """Analyse a trial for its report; raises NotOver before its end.

    ``template`` is the benefit calculation that lends users, prices and costs; an example's are taken where it is left
    out and one fits.
    """
    demand_over(trial, now)
    return reported(registry, analyse(registry, readings_of, trial, now, show), template)


def reported(registry: Registry, analysis: Analysis, template: Calculation | None = None) -> TrialReport:
    """Put beside an analysis what else its report tells."""
    trial = analysis.trial
    lent = ("", template) if template is not None else template_of(analysis) or ("", None)
    benefit: FromTrial | None = None
    if lent[1] is not None:
        try:
            benefit = from_trial(lent[1], analysis)
        except Conflict:
            benefit = None  # too little data: the report says so
    try:
        solution = registry.solutions.get(trial.plan.solution).name
    except NotFound:
        solution = trial.plan.solution
    try:
        need = None if trial.plan.need is None else registry.needs.get(trial.plan.need)
    except NotFound:
        need = None
    return TrialReport(
        analysis=analysis,
        solution=solution,
        need=need,
        criteria=assessed(analysis, registry.assessments.of_trial(trial.id)),
        benefit=benefit,
        template=lent[0],
        mistel=version("mistel"),
    )
