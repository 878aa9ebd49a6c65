"""What stands behind the first page: plan, lot, gate, each aim, VTV, benefit, limits, how to repeat it."""

from collections.abc import Iterator

from care.estimates import Estimate
from care.trials import Logged
from dashboards.report.document import Block, Cell, Commands, Facts, Picture, Point, Points, Section, Table, Words
from dashboards.sentences import said
from dashboards.statistical_words import in_words
from dashboards.tongue import Tongue, message
from dashboards.trial_report.assessment import assessment
from dashboards.trial_report.benefit import benefit_in_full
from dashboards.trial_report.figures import asked, whole
from dashboards.trial_report.words import (
    ASPECT_WORDS,
    DESIGN_WORDS,
    ENTRY_WORDS,
    LIGHT_WORDS,
    VERDICT_WORDS,
)
from evaluation.statistics.effect import Checked, Effect
from evaluation.trials.analysis import Outcome
from evaluation.trials.reported import TrialReport

_ROWS = message("Rows: table {table}, where indicator = '{indicator}'")
_LIMITS = (
    message(
        "Each interval misses the truth once in twenty times. One aim decides the trial; among the others some"
        " difference would be found by chance alone, and they are not corrected for being many."
    ),
    message(
        "Staff and residents knew who had the solution. What they answered, and how they worked, may come from that"
        " and not from the solution."
    ),
    message(
        "Days without data are left out, and taken to have been like the others. The gate says how many they are; where"
        " data are missing because of what happened, figures are wrong by more than their intervals show."
    ),
    message("That no difference is shown does not show that there is none."),
)


def full(report: TrialReport, tongue: Tongue, *, inside: bool) -> tuple[Section, ...]:
    """Write it, part by part; not ``inside``: how much was logged, without its words."""
    say = tongue.say
    return (
        Section(say("Design and lot"), tuple(_design(report, tongue)), fresh=True),
        Section(say("What changed meanwhile"), tuple(_meanwhile(report, tongue, inside=inside))),
        Section(say("The integrity gate"), tuple(_gate(report, tongue))),
        Section(say("All effects on one scale"), tuple(_effects(tongue))),
        *(_aim(one, tongue) for one in report.analysis.outcomes),
        Section(say("The four areas of VTV"), tuple(assessment(report, tongue))),
        Section(say("Benefit calculation"), tuple(benefit_in_full(report, tongue))),
        Section(say("Limits"), tuple(Words(say(text)) for text in _LIMITS)),
        Section(say("How to repeat it"), tuple(_repeat(report, tongue))),
    )


def _design(report: TrialReport, tongue: Tongue) -> Iterator[Block]:
    say, trial = tongue.say, report.trial
    plan = trial.plan
    yield Facts(
        (
            (say("Design"), say(DESIGN_WORDS[plan.design])),
            (say("Homes, clusters"), f"{len(plan.homes)}, {len(plan.clusters)}"),
            (say("Periods"), f"{len(plan.periods)}: {plan.first:%Y-%m-%d} – {plan.last:%Y-%m-%d} ({plan.zone})"),
            (say("Fingerprint of the frozen plan"), trial.fingerprint or "–"),
            (say("Frozen"), f"{trial.frozen:%Y-%m-%d %H:%M} UTC" if trial.frozen else "–"),
            (say("Stopped before its end"), f"{trial.stopped:%Y-%m-%d %H:%M} UTC" if trial.stopped else say("no")),
        )
    )
    if report.need is not None:
        yield Words(report.need.problem)
    yield Picture("layout", say("Who had the solution when, period by period, and how many clusters in each order."))
    rows = tuple(
        (
            Cell(say(one.indicator.words), say(one.indicator.unit)),
            Cell(say(ASPECT_WORDS[one.aim.aspect])),
            Cell(asked(one.aim, tongue)),
            Cell(say(one.indicator.evidence)),
        )
        for one in report.analysis.outcomes
    )
    yield Table(
        say("What was laid down before the start"),
        (say("Aim"), say("What for"), say("Asked for"), say("Counted from")),
        rows,
        widths=(3, 2, 2, 6),
    )
    if plan.analysis:
        yield Words(plan.analysis)
    yield Words(say("Rows: tables trial, periods, sequences, allocation, aims, indicators."), "note")


def _meanwhile(report: TrialReport, tongue: Tongue, *, inside: bool) -> Iterator[Block]:
    say, analysis = tongue.say, report.analysis
    for heading, logged in (
        (say("Changes of the plan after it was frozen"), analysis.changes),
        (say("Other things that changed in homes and routines"), analysis.events),
    ):
        if logged and not inside:
            yield Words(f"{heading}: {len(logged)}.")
        elif logged:
            yield Points(heading, tuple(_entry(one, tongue) for one in logged))
        else:
            yield Words(say("{heading}: none was logged.", heading=heading))
    yield Words(say("Rows: table log; its words stay in Mistel."), "note")


def _entry(one: Logged, tongue: Tongue) -> Point:
    when = " – ".join(f"{day:%Y-%m-%d}" for day in (one.since, one.until) if day) or f"{one.at:%Y-%m-%d}"
    homes = tongue.count("{n} home", "{n} homes", len(one.homes)) if one.homes else tongue.say("all homes")
    return Point(one.says, f"{tongue.say(ENTRY_WORDS[one.entry])}, {when}, {homes}, {one.by}")


def _gate(report: TrialReport, tongue: Tongue) -> Iterator[Block]:
    say = tongue.say
    rows = tuple(
        (Cell(said(tongue, one.words)), Cell(say(LIGHT_WORDS[one.light])), Cell(said(tongue, one.says)))
        for one in report.analysis.gate.criteria
    )
    yield Table(
        say("How the trial ran: judged before any effect was looked at"),
        (say("Criterion"), say("Light"), say("What was seen")),
        rows,
        widths=(3, 1, 6),
    )
    yield Words(say("Rows: tables days, amounts, consents, log."), "note")


def _effects(tongue: Tongue) -> Iterator[Block]:
    yield Picture(
        "effects",
        tongue.say(
            "Each effect with its 95 % interval, counted in the margin that the plan gives it: to the right is better,"
            " at the broken line as much as was asked for. An arrow: the interval goes on. The figures stand below."
        ),
    )


def _aim(one: Outcome, tongue: Tongue) -> Section:
    say = tongue.say
    heading = f"{say(one.indicator.words)} – {say(VERDICT_WORDS[one.verdict])}"
    return Section(heading, tuple(_of_aim(one, tongue)))


def _of_aim(one: Outcome, tongue: Tongue) -> Iterator[Block]:
    say, effect, name = tongue.say, one.effect, one.indicator.name
    yield Words(said(tongue, one.says), "lead")
    found = effect.result
    yield Facts(
        (
            (say("Estimate"), _numbers(one, effect, tongue)),
            (say("No effect would be"), "1" if one.aim.measure == "ratio" else "0"),
            (say("p, two-sided"), "–" if effect.p is None else f"{effect.p:.4f}"),
            (
                say("Smallest p that the lot could give"),
                "–" if effect.smallest_p is None else f"{effect.smallest_p:.4g}",
            ),
            (say("Clusters, cells"), f"{effect.clusters}, {effect.cells}"),
            (say("Method"), in_words(tongue, found.method) if isinstance(found, Estimate) else "–"),
            (say("Value"), say(one.indicator.value)),
            (say("Counted by"), say(one.indicator.exposure)),
        )
    )
    if effect.checks:
        yield Points(say("What the method takes for granted"), tuple(_check(each, tongue) for each in effect.checks))
    yield Picture(
        f"cells-{name}",
        say("Each cluster's summary in each period: an empty ring without the solution, a full one with it."),
    )
    rows = tuple(
        (Cell(in_words(tongue, method)), Cell(_numbers(one, other, tongue))) for method, other in one.sensitivity
    )
    if rows:
        yield Table(say("By other methods; none of them decides"), (say("Method"), say("Estimate")), rows)
    yield Words(say(_ROWS, table="cells", indicator=name), "note")
    yield Words(say(_ROWS, table=f"amounts/{name}", indicator=name), "note")


def _numbers(one: Outcome, effect: Effect, tongue: Tongue) -> str:
    found = effect.result
    if not isinstance(found, Estimate):
        return tongue.say("too little data: {why}", why=in_words(tongue, found.why))
    value, low, high = (whole(one.aim.measure, each) for each in (found.value, found.low, found.high))
    return tongue.say("{value}, 95 % interval {low} to {high}", value=value, low=low, high=high)


def _check(one: Checked, tongue: Tongue) -> Point:
    say = tongue.say
    state = say("cannot be told") if one.holds is None else say("holds") if one.holds else say("does not hold")
    assumption = in_words(tongue, one.assumption).removesuffix(".")
    return Point(f"{assumption}: {state}", in_words(tongue, one.says))


def _repeat(report: TrialReport, tongue: Tongue) -> Iterator[Block]:
    say = tongue.say
    yield Words(
        say(
            "The second command writes all that figures are made from, under pseudonyms, with a dictionary. Each figure"
            " above follows from its rows there: value / exposure by condition, and effects from the cells. Where many"
            " lots are possible a sample of them is drawn from the plan's seed, in the order of the clusters: with"
            " other names the ends of an interval may differ in their third digit."
        )
    )
    yield Commands(report.commands)
    yield Facts(
        (
            (say("Plan's seed"), report.trial.plan.seed),
            (say("Fingerprint of the frozen plan"), report.trial.fingerprint or "–"),
            (say("Figures by Mistel"), report.mistel),
        )
    )
