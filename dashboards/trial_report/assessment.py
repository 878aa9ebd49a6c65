"""VTV in a report: each area's criteria with evidence and reasoning, what the trial found beside what assessors say."""

from collections.abc import Iterator

from care.vtv import Area, Mark
from dashboards.report.document import Block, Cell, Picture, Table, Words
from dashboards.sentences import said
from dashboards.tongue import Tongue
from dashboards.trial_report.plots import FEWEST_AXES
from dashboards.trial_report.words import AREA_WORDS, MARK_WORDS
from evaluation.trials.reported import TrialReport
from evaluation.vtv.assessed import MARKS, Criterion, by_area


def assessment(report: TrialReport, tongue: Tongue) -> Iterator[Block]:
    """Write it: a sentence on the whole, the radar, then a table for each area."""
    say = tongue.say
    yield Words(
        say(
            "Each criterion is held against the need by itself. There is no total: a gain in one area makes no loss in"
            " another good."
        )
    )
    if len(report.criteria) >= FEWEST_AXES:
        yield Picture(
            "radar",
            say(
                "An axis for each criterion; the outer ring is passed, the middle one too little data, the inner one"
                " failed. Full: what the trial found; empty: what assessors say. The tables below say the same."
            ),
        )
    for area, criteria in by_area(report.criteria).items():
        if criteria:
            yield _table(area, criteria, tongue)
        else:
            yield Words(say("{area}: nothing was looked at.", area=say(AREA_WORDS[area])), "warning")


def _table(area: Area, criteria: tuple[Criterion, ...], tongue: Tongue) -> Table:
    say = tongue.say
    rows = tuple(row for one in criteria for row in _rows(one, tongue))
    return Table(
        f"{say(AREA_WORDS[area])}: {_counted([one.agreed for one in criteria], tongue)}",
        (say("Criterion"), say("Mark"), say("Evidence and reasoning"), say("Who and when")),
        rows,
        widths=(3, 2, 7, 2),
    )


def _rows(one: Criterion, tongue: Tongue) -> Iterator[tuple[Cell, ...]]:
    say = tongue.say
    if one.outcome is not None:
        mark = say(MARK_WORDS[MARKS[one.outcome.verdict]])
        yield (Cell(say(one.words)), Cell(mark), Cell(said(tongue, one.outcome.says)), Cell(say("the trial")))
    for each in one.said:
        yield (
            Cell(say(one.words)),
            Cell(say(MARK_WORDS[each.mark])),
            Cell(each.evidence, each.reasoning),
            Cell(each.by, f"{each.at:%Y-%m-%d}"),
        )


def _counted(marks: list[Mark | None], tongue: Tongue) -> str:
    """Count the criteria by mark; where trial and assessors differ, they count for none."""
    parts = [f"{tongue.say(words).lower()} {marks.count(mark)}" for mark, words in MARK_WORDS.items() if mark in marks]
    if None in marks:
        parts.append(tongue.say("judged in different ways {n}", n=marks.count(None)))
    return ", ".join(parts)
