"""A trial's plots: who had the solution when, the summaries by cluster and period, the effects, the areas of VTV."""

import math
from collections.abc import Mapping
from typing import Final

from care.trials import Condition, Trial
from care.vtv import Mark
from dashboards.tongue import Tongue
from dashboards.trial_report.drawing import ACCENT, INK, LINE, SOFT, WIDTH, Drawing
from dashboards.trial_report.figures import amount, gain
from dashboards.trial_report.words import AREA_WORDS
from evaluation.trials.analysis import Outcome
from evaluation.trials.reported import TrialReport
from evaluation.trials.verdict import interval
from evaluation.vtv.assessed import Criterion, by_area

MOST_LINES: Final = 60
"""So many clusters are drawn; tables and data have all."""
FEWEST_AXES: Final = 3
_UPRIGHT: Final = 0.2
_LEFT: Final = 250
_ROW: Final = 30
_REACH: Final = 3.0
"""So many margins to either side the plot of effects shows."""


def drawn(report: TrialReport, tongue: Tongue) -> Mapping[str, str]:
    """Draw all plots of a report, as SVG by name."""
    plots = {"layout": layout(report.trial, tongue), "effects": effects(report, tongue)}
    plots |= {f"cells-{one.indicator.name}": summaries(one, tongue) for one in report.analysis.outcomes}
    if len(report.criteria) >= FEWEST_AXES:
        plots["radar"] = radar(report.criteria, tongue)
    return {name: one.svg() for name, one in plots.items()}


def layout(trial: Trial, tongue: Tongue) -> Drawing:
    """Draw a row for each order in which clusters went over, a column for each period."""
    plan = trial.plan
    orders = range(len(plan.sequences))
    made = Drawing(60 + _ROW * len(orders) + 24, tongue.say("Who had the solution when"))
    left, right = 130, WIDTH - 10
    wide = (right - left) / len(plan.periods)
    for number, period in enumerate(plan.periods):
        if number % math.ceil(len(plan.periods) / 8) == 0:
            made.text((left + wide * number, 20), tongue.short_day(period.first), colour=SOFT, size=12)
    held = list(trial.allocation.values())
    for order in orders:
        top = 30 + _ROW * order
        count = held.count(order)
        made.text((0, top + 18), tongue.count("{n} cluster", "{n} clusters", count))
        for number, condition in enumerate(plan.sequences[order]):
            at, size = (left + wide * number + 1, top), (wide - 2, _ROW - 6)
            if condition is Condition.SOLUTION:
                made.box(at, size, ACCENT)
            elif condition is Condition.CONTROL:
                made.box(at, size, "none", stroke=SOFT)
            else:
                made.box(at, size, "none", stroke=LINE, stroke_dasharray="3 3")
    _legend(made, 30 + _ROW * len(orders) + 26, tongue)
    return made


def summaries(outcome: Outcome, tongue: Tongue) -> Drawing:
    """Draw each cluster's summary in each period: empty without the solution, full with it."""
    cells, indicator = outcome.cells, outcome.indicator
    words = tongue.say("{indicator}, by cluster and period", indicator=tongue.say(indicator.words))
    made = Drawing(290, words)
    left, right, top, low = 60, WIDTH - 20, 30, 240
    known = cells.exposure > 0
    rates = [
        [v / e if e > 0 else None for v, e in zip(a, b, strict=True)]
        for a, b in zip(cells.value, cells.exposure, strict=True)
    ]
    there = [one for row in rates for one in row if one is not None]
    most = max(there, default=0.0) or 1.0
    least = min(0.0, *there) if there else 0.0
    periods = cells.value.shape[1]

    def at(period: int, rate: float) -> tuple[float, float]:
        return left + (right - left) * (period + 0.5) / periods, low - (low - top) * (rate - least) / (most - least)

    for share in (0.0, 0.5, 1.0):
        rate = least + share * (most - least)
        made.line((left, at(0, rate)[1]), (right, at(0, rate)[1]), LINE)
        made.text((left - 8, at(0, rate)[1] + 4), amount(rate, indicator, tongue), "end", SOFT, 12)
    made.text((0, 14), tongue.say(indicator.unit), colour=SOFT, size=12)
    step = math.ceil(len(rates) / MOST_LINES)
    for row in range(0, len(rates), step):
        made.path([at(p, one) for p, one in enumerate(rates[row]) if one is not None], SOFT, stroke_opacity="0.35")
    for row in range(0, len(rates), step):
        for period in range(periods):
            rate, held = rates[row][period], cells.treated[row, period]
            if known[row, period] and rate is not None and not math.isnan(held):
                if held:
                    made.disc(at(period, rate), 4)
                else:
                    made.ring(at(period, rate), 4, INK, stroke_width="1.5")
    for period in range(periods):
        if period % math.ceil(periods / 12) == 0:
            made.text((at(period, least)[0], 258), str(period + 1), "middle", SOFT, 12)
    _legend(made, 280, tongue, tongue.say("Period"))
    return made


def effects(report: TrialReport, tongue: Tongue) -> Drawing:
    """Draw every effect with its interval, counted in margins, so that one scale holds all."""
    outcomes = report.analysis.outcomes
    made = Drawing(70 + _ROW * len(outcomes), tongue.say("Effects with 95 % intervals, in margins"))
    right, low = WIDTH - 20, 30 + _ROW * len(outcomes)

    def along(margins: float) -> float:
        held = min(max(margins, -_REACH), _REACH)
        return _LEFT + (right - _LEFT) * (held + _REACH) / (2 * _REACH)

    made.line((along(0), 24), (along(0), low), SOFT)
    made.line((along(1), 24), (along(1), low), ACCENT, stroke_dasharray="5 4")
    made.line((along(-1), 24), (along(-1), low), LINE, stroke_dasharray="5 4")
    made.text((along(0), 14), tongue.say("no change"), "middle", SOFT, 12)
    made.text((along(1), 14), tongue.say("as asked"), "start", ACCENT, 12)
    made.text((along(-1), 14), tongue.say("as much worse"), "end", SOFT, 12)
    for number, one in enumerate(outcomes):
        y = 44 + _ROW * number
        made.text((0, y + 4), tongue.say(one.indicator.words))
        found = interval(one.effect)
        if found is None:
            made.text((along(0) + 8, y + 4), tongue.say("too little data"), colour=SOFT, size=12)
            continue
        ends = sorted((gain(one, found.low), gain(one, found.high)))
        made.line((along(ends[0]), y), (along(ends[1]), y), INK, stroke_width="2")
        for end, sign in zip(ends, (-1, 1), strict=True):
            if abs(end) > _REACH:  # it goes on beyond the plot
                made.path([(along(end) - 6 * sign, y - 5), (along(end), y), (along(end) - 6 * sign, y + 5)], INK)
            else:
                made.line((along(end), y - 5), (along(end), y + 5), INK, stroke_width="2")
        if abs(gain(one, found.value)) <= _REACH:
            made.disc((along(gain(one, found.value)), y), 5)
    made.text((along(-_REACH), low + 22), tongue.say("worse"), colour=SOFT, size=12)
    made.text((along(_REACH), low + 22), tongue.say("better"), "end", SOFT, 12)
    return made


def radar(criteria: tuple[Criterion, ...], tongue: Tongue) -> Drawing:
    """Draw an axis for each criterion, area by area: three rings for three marks. No surface, no sum."""
    made = Drawing(420, tongue.say("The areas of VTV: a mark for each criterion, and no total"))
    middle, rings = (WIDTH / 2, 205.0), {Mark.FAIL: 50.0, Mark.TOO_LITTLE: 95.0, Mark.PASS: 140.0}
    for radius in rings.values():
        made.ring(middle, radius, LINE)
    axes = [one for those in by_area(criteria).values() for one in those]
    for number, one in enumerate(axes):
        angle = 2 * math.pi * number / len(axes) - math.pi / 2
        cos, sin = math.cos(angle), math.sin(angle)
        made.line(middle, (middle[0] + 140 * cos, middle[1] + 140 * sin), LINE)
        anchor = "middle" if abs(cos) < _UPRIGHT else "start" if cos > 0 else "end"
        x, y = middle[0] + 156 * cos, middle[1] + 156 * sin + 4 + 14 * round(sin)
        made.text((x, y - 7), tongue.say(one.words), anchor, INK, 12)
        made.text((x, y + 8), tongue.say(AREA_WORDS[one.area]), anchor, SOFT, 11)
        for place, mark in enumerate(dict.fromkeys(one.marks)):
            point = (middle[0] + rings[mark] * cos, middle[1] + rings[mark] * sin)
            if place == 0 and one.outcome is not None:
                made.disc(point, 6)
            else:
                made.ring(point, 8, INK, stroke_width="2")
    for mark, words in (
        (Mark.FAIL, tongue.say("failed")),
        (Mark.TOO_LITTLE, tongue.say("too little data")),
        (Mark.PASS, tongue.say("passed")),
    ):
        made.text((middle[0] + 4, middle[1] + rings[mark] - 5), words, "start", SOFT, 10)
    return made


def _legend(made: Drawing, y: float, tongue: Tongue, before: str = "") -> None:
    made.text((0, y), before, colour=SOFT, size=12)
    made.ring((430, y - 4), 4, INK, stroke_width="1.5")
    made.text((442, y), tongue.say("without the solution"), colour=SOFT, size=12)
    made.disc((610, y - 4), 4)
    made.text((622, y), tongue.say("with the solution"), colour=SOFT, size=12)
