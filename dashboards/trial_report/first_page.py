"""The one page for decision makers: what was asked, what was found, what cannot be said, what it is worth."""

from collections.abc import Iterator

from care.trials import Aspect
from dashboards.report.document import Block, Cell, Facts, Point, Points, Section, Table, Words
from dashboards.sentences import said
from dashboards.tongue import Tongue
from dashboards.trial_report.benefit import benefit_words
from dashboards.trial_report.figures import asked, effect_cell, level_cell
from dashboards.trial_report.words import ASPECT_WORDS, DESIGN_WORDS, LIGHT_WORDS, VERDICT_WORDS
from evaluation.trials.analysis import Outcome, Verdict
from evaluation.trials.lights import Light
from evaluation.trials.reported import TrialReport


def first_page(report: TrialReport, tongue: Tongue) -> tuple[Section, ...]:
    """Write it."""
    say = tongue.say
    return (
        Section(say("In short"), (*_lead(report, tongue), _asked(report, tongue))),
        Section(say("What was found"), (found_table(report, tongue), _guardrails(report, tongue))),
        Section(say("What cannot be said"), _unsaid(report, tongue)),
        Section(say("What it is worth"), tuple(benefit_words(report, tongue))),
        Section(say("Can it be relied on?"), tuple(_gate(report, tongue))),
    )


def found_table(report: TrialReport, tongue: Tongue) -> Table:
    """Give what became of each aim, a row for each."""
    say = tongue.say
    return Table(
        say("Each aim, with 95 % intervals"),
        (say("Aim"), say("Without"), say("With the solution"), say("Change"), say("Asked for"), say("Verdict")),
        tuple(_row(one, tongue) for one in report.analysis.outcomes),
    )


def _row(one: Outcome, tongue: Tongue) -> tuple[Cell, ...]:
    say, indicator = tongue.say, one.indicator
    return (
        Cell(say(indicator.words), f"{say(indicator.unit)}; {say(ASPECT_WORDS[one.aim.aspect])}"),
        level_cell(one.effect.without, indicator, tongue),
        level_cell(one.effect.with_it, indicator, tongue),
        effect_cell(one, tongue),
        Cell(asked(one.aim, tongue)),
        Cell(say(VERDICT_WORDS[one.verdict])),
    )


def _lead(report: TrialReport, tongue: Tongue) -> Iterator[Block]:
    analysis = report.analysis
    if analysis.warning is not None:
        yield Words(said(tongue, analysis.warning), "warning")
    yield Words(said(tongue, analysis.primary.says), "lead")


def _asked(report: TrialReport, tongue: Tongue) -> Facts:
    say, plan = tongue.say, report.trial.plan
    homes = tongue.count("{n} home", "{n} homes", len(plan.homes))
    clusters = tongue.count("{n} cluster", "{n} clusters", len(plan.clusters))
    aim = report.analysis.primary
    return Facts(
        (
            (say("Solution"), f"{report.solution}, " + say("version {version}", version=plan.version)),
            (say("Need"), report.need.title if report.need else say("The plan names none.")),
            (say("What was asked"), f"{say(aim.indicator.words)}: {asked(aim.aim, tongue)}"),
            (say("How"), say(DESIGN_WORDS[plan.design])),
            (say("Where and when"), f"{homes}, {clusters}, {plan.first:%Y-%m-%d} – {plan.last:%Y-%m-%d}"),
        )
    )


def _guardrails(report: TrialReport, tongue: Tongue) -> Words:
    say = tongue.say
    guards = [one for one in report.analysis.outcomes if one.aim.aspect is Aspect.GUARDRAIL]
    if not guards:
        return Words(say("The plan has no guardrail: nobody checked whether something else got worse."), "warning")
    states = [(one, one.verdict) for one in guards]
    if all(verdict is Verdict.PASS for _, verdict in states):
        return Words(say("All guardrails held."))
    listed = ", ".join(
        f"{say(one.indicator.words)} ({say(VERDICT_WORDS[verdict])})"
        for one, verdict in states
        if verdict is not Verdict.PASS
    )
    return Words(say("Guardrails of which it is not shown that they held: {listed}.", listed=listed), "warning")


def _unsaid(report: TrialReport, tongue: Tongue) -> tuple[Block, ...]:
    """List what the data cannot tell: aims without a verdict, and what no trial of this kind tells."""
    say, plan = tongue.say, report.trial.plan
    # what decides the trial stands in full at the top, and what is behind the others further down
    open_ones = [
        say(one.indicator.words)
        for one in report.analysis.outcomes
        if one.verdict in (Verdict.TOO_LITTLE, Verdict.NOT_CAUSAL)
    ]
    points = [Point(say("Whether what was asked for was reached: {listed}.", listed=", ".join(open_ones)))] * bool(
        open_ones
    )
    if not plan.design.is_randomised:
        points.append(Point(say("What a change came from: no lot decided who had the solution when.")))
    points += [
        Point(say("How it goes elsewhere: these were few homes, chosen by people, for a limited time.")),
        Point(say("What happens later: nothing was followed after {day}.", day=f"{plan.last:%Y-%m-%d}")),
    ]
    return (Points(say("This trial does not tell"), tuple(points)),)


def _gate(report: TrialReport, tongue: Tongue) -> Iterator[Block]:
    say, gate = tongue.say, report.analysis.gate
    light = say(LIGHT_WORDS[gate.light])
    yield Words(
        say("The integrity gate, which looks at how the trial ran and not at what came out: {light}.", light=light)
    )
    for one in gate.criteria:
        if one.light is not Light.GREEN:
            yield Words(
                f"{say(LIGHT_WORDS[one.light])} – {said(tongue, one.words)}: {said(tongue, one.says)}", "warning"
            )
