"""A report in words: what was tried, every figure with its interval, what could not be said, how to repeat it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from care.estimates import Estimate
from care.situations import SITUATIONS
from care.solutions import QUESTIONS, Kind, Maturity
from dashboards import score_plots
from dashboards.conformance import shown_finding
from dashboards.conformance_words import GRADE_MEANINGS, GRADE_WORDS
from dashboards.figures_said import FIGURE_WORDS, Said, ShownComparison, shown_comparison
from dashboards.load_plots import may_draw
from dashboards.plays import level_words, scenario_words
from dashboards.report.document import (
    Block,
    Cell,
    Commands,
    Document,
    Facts,
    Picture,
    Point,
    Points,
    Section,
    Table,
    Words,
)
from dashboards.scored import Row, ShownScore, shown_score
from dashboards.tongue import Tongue, message
from dashboards.workbench import KIND_WORDS, MATURITY_WORDS
from evaluation.solutions.reported import Report, is_recorded, virtual

MOST_UNSAID: Final = 30
"""So many figures that could not be said are listed."""

_UNLABELLED: Final = message(
    "Recorded homes without labels: what was true in them is not known. What is counted as false alarms "
    "are the alerts that were told; any of them may have been right."
)
_MATCHED: Final = message(
    "An alert counts from when it was told, whatever onset it claims: from 5 minutes before the danger "
    "until the scenario's grace after its end (30 minutes where it states none). Alerts and situations "
    "are matched one to one: most matches first, then least delay. One more alert of the same situation "
    "is told again, and is not false."
)
_INTERVALS: Final = message(
    "Shares have Wilson's interval, rates the exact Poisson interval, the median delay that of Kaplan and "
    "Meier. Both saw the same homes, so situations are paired: shares differ by Newcombe's interval for "
    "pairs, delays by the median difference of what both told. Alerts have no pairs: there both intervals "
    "are added as if independent, which is wider than it need be. Situations count as independent; "
    "several in one home may not be."
)
_BUSY: Final = message(
    "False alarms per resident-week are those of the scenarios that were played, which are busier than ordinary weeks."
)
_PEOPLE: Final = message("Simulated people are not people: what holds here is to be shown again with people.")
_NO_PLOTS: Final = message(
    "Plots are not installed here (the extra lab). The figures and tables are complete without them."
)
_MANY: Final = message(
    "Each interval misses the truth once in twenty times. There are many here: among that many, some "
    "difference would be shown by chance alone."
)
_OFFLINE: Final = message(
    "Time in which nothing could be seen of a home is not counted as watched; what happened then counts "
    "as any other situation. Alerts that were taken back count as told: somebody was called."
)
_AGAIN: Final = message(
    "The same version of Mistel, the same seed and the same scenarios give the same fingerprint of what "
    "was true. What the solution told has the same fingerprint only if it always answers alike and keeps "
    "up with the clock."
)
_RECORDED: Final = message(
    "Recordings of homes were told instead of scenarios; the same files give the same again. What was "
    "true is known only where labels tell it."
)
_ACTED: Final = message("People acted the steps, so it cannot be repeated exactly: another session gives other times.")


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes reports in one language and zone; ``address`` comes before each link, None leaves links out."""

    tongue: Tongue
    zone: ZoneInfo
    address: str | None = None

    def document(self, report: Report, made: datetime) -> Document:
        """Write a report; ``made`` is now."""
        say = self.tongue.say
        score = shown_score(report.cards, report.baseline, report.name, self.tongue, self.zone)
        sections = [
            Section(say("In short"), self._short(report, score)),
            Section(say("What was tried"), self._tried(report)),
            Section(say("In all, with 95 % intervals"), self._total(report, score)),
            *self._earlier(report),
            *self._plots(report),
            Section(say("Part by part"), self._parts(score)),
            *self._findings(score),
            Section(say("Conformance"), self._conformance(report)),
            Section(say("What this report cannot say"), self._limits(report, score)),
            Section(say("How it is scored"), self._method()),
            Section(say("How to repeat it"), self._repeat(report)),
        ]
        return Document(
            title=say("{name}: report of a run", name=report.name),
            under=say(
                "Version {version}, run {run}. Written {when} by Mistel {mistel}.",
                version=report.results.version or "–",
                run=report.run.id,
                when=self._when(made),
                mistel=report.mistel,
            ),
            language=self.tongue.code,
            page_words=say("Page"),
            sections=tuple(sections),
        )

    def _short(self, report: Report, score: ShownScore) -> tuple[Block, ...]:
        say = self.tongue.say
        blocks: list[Block] = [Words(text, "lead") for text in score.sentences]
        if score.beside is not None:
            blocks.append(Words(self._verdict(score.beside)))
        if report.earlier is not None:
            blocks.append(Words(self._verdict(self._beside_earlier(report))))
        if report.results.unknown:
            blocks.append(Words(say(_UNLABELLED), "warning"))
        blocks.append(Words(say(_PEOPLE), "warning"))
        return tuple(blocks)

    def _verdict(self, beside: ShownComparison) -> str:
        listed = ", ".join(f"{one.words}: {one.verdict}" for one in beside.figures)
        return self.tongue.say(
            "{first} beside {second}. {listed}.", first=beside.first, second=beside.second, listed=listed
        )

    def _tried(self, report: Report) -> tuple[Block, ...]:
        say, results, run = self.tongue.say, report.results, report.run
        facts = [
            (say("Version"), results.version or "–"),
            (say("Run"), run.id),
            (say("Asked for"), self._when(run.created)),
            (say("Ended"), self._when(run.finished) if run.finished else "–"),
            (say("Plays"), self._plays(report)),
            (say("Seed"), results.seed or "–"),
            (say("Time lived in all homes together"), self.tongue.age(virtual(results))),
        ]
        if results.seconds is not None:
            facts.append((say("It took"), self.tongue.age(timedelta(seconds=results.seconds))))
        if results.speed is not None:
            facts.append((say("Times faster than life"), self.tongue.number(round(results.speed))))
        blocks: list[Block] = []
        solution = report.solution
        if solution is not None:
            kinds = ", ".join(say(KIND_WORDS[kind]) for kind in Kind if kind in solution.kinds)
            facts.insert(0, (say("What it does"), kinds))
            answers = solution.answers
            facts += [(say(text), self._answer(getattr(answers, field))) for field, text in QUESTIONS.items()]
        blocks.append(Facts(tuple(facts)))
        if solution is not None:
            blocks.append(Words(say("The answers are the maker's own words, and were not checked."), "note"))
        if results.left_behind:
            heading = say("What went wrong with it meanwhile")
            blocks.append(Points(heading, tuple(Point(note) for note in results.left_behind)))
        return tuple(blocks)

    def _plays(self, report: Report) -> str:
        results = report.results
        levels = ", ".join(level_words(one, self.tongue) for one in report.cards[0].levels)
        plays = self.tongue.count("{n} play", "{n} plays", len(results.plays))
        scenarios = self.tongue.count("{n} scenario", "{n} scenarios", len(report.cards[0].scenarios))
        return " · ".join(part for part in (plays, scenarios, levels) if part)

    def _answer(self, answer: object) -> str:
        if isinstance(answer, Maturity):
            return self.tongue.say(MATURITY_WORDS[answer])
        return str(answer or "") or self.tongue.say("not answered")

    def _total(self, report: Report, score: ShownScore) -> tuple[Block, ...]:
        say = self.tongue.say
        if score.beside is not None:
            return self._compared(score.beside, say("Beside the built-in rules"))
        rows = tuple((Cell(one.words, one.explained), _cell(one.first)) for one in score.alone)
        return (Table(report.name, (say("Figure"), report.name), rows),)

    def _compared(self, beside: ShownComparison, caption: str) -> tuple[Block, ...]:
        say = self.tongue.say
        rows = tuple(
            (
                Cell(one.words, one.explained),
                _cell(one.first),
                _cell(one.second) if one.second else Cell("–"),
                Cell(one.difference.value, one.difference.interval) if one.difference else Cell("–"),
                Cell(one.verdict, one.note),
            )
            for one in beside.figures
        )
        columns = (say("Figure"), beside.first, beside.second, say("Difference"), say("Verdict"))
        blocks: list[Block] = [Table(caption, columns, rows)]
        blocks += [Words(text, "note") for text in (beside.how, beside.pairs) if text]
        return tuple(blocks)

    def _earlier(self, report: Report) -> list[Section]:
        say = self.tongue.say
        if report.earlier is None:
            return []
        heading = say("Against version {version}", version=report.earlier.version or "–")
        caption = say("Run {run} beside run {other}", run=report.run.id, other=report.earlier.run)
        return [Section(heading, self._compared(self._beside_earlier(report), caption))]

    def _beside_earlier(self, report: Report) -> ShownComparison:
        if report.earlier is None:
            raise ValueError("there is no earlier version")
        names = tuple(
            f"{report.name} {version}".strip() for version in (report.results.version, report.earlier.version)
        )
        return shown_comparison(report.earlier.compared, (names[0], names[1]), self.tongue)

    def _plots(self, report: Report) -> list[Section]:
        say = self.tongue.say
        names = score_plots.plots_of(report.cards)
        if not names:
            return []
        if not may_draw():
            return [Section(say("Plots"), (Words(say(_NO_PLOTS), "note"),))]
        return [Section(say("Plots"), tuple(Picture(one, say(score_plots.PLOT_WORDS[one])) for one in names))]

    def _parts(self, score: ShownScore) -> tuple[Block, ...]:
        say = self.tongue.say
        parts = (
            (say("Scenario by scenario"), say("Scenario"), score.by_scenario),
            (say("At each level of faults"), say("Faults"), score.by_level),
            (say("Situation by situation"), say("Situation"), score.by_situation),
        )
        tables: list[Block] = [self._rows(*one) for one in parts if one[2]]
        if score.left_out:
            heading = say("Not scored: what the run is not about")
            tables.append(Points(heading, tuple(Point(text) for text in score.left_out)))
        return tuple(tables)

    def _rows(self, caption: str, column: str, rows: Sequence[Row]) -> Table:
        say = self.tongue.say
        figures = (say(words) for words, _ in FIGURE_WORDS.values())
        cells = tuple(
            (Cell(row.name), Cell(row.source), Cell(str(row.plays)), *(_cell(one) for one in row.cells)) for row in rows
        )
        return Table(caption, (column, say("Who"), say("Plays"), *figures), cells, heads=2)

    def _findings(self, score: ShownScore) -> list[Section]:
        say = self.tongue.say
        lists: list[Block] = []
        for found in score.findings:
            points = tuple(Point(one.words, one.where, self._link(one.href)) for one in found.listed)
            lists.append(Points(f"{found.heading} ({found.count})", points))
            if found.more:
                left = found.count - found.more
                more = self.tongue.count(
                    "and {n} more, on the page of the score", "and {n} more, on the page of the score", left
                )
                lists.append(Words(more, "note"))
        if not lists:
            lists.append(Words(say("Nothing was missed, nothing came too late, and nothing was told in vain.")))
        return [Section(say("Every miss and every false alarm"), tuple(lists))]

    def _conformance(self, report: Report) -> tuple[Block, ...]:
        say = self.tongue.say
        if report.grade is None:
            return (Words(say("No connection of it was checked, so it has no grade.")),)
        grade, checks = report.grade
        lead = say("{grade}. {meaning}", grade=say(GRADE_WORDS[grade]), meaning=say(GRADE_MEANINGS[grade]))
        blocks: list[Block] = [Words(lead, "lead")]
        if len(checks) > 1:
            blocks.append(Words(say("The grade is the lowest of its connections'."), "note"))
        for check in checks:
            if check.result is not None:
                shown = [shown_finding(one, self.tongue) for one in check.result.findings]
                rows = tuple(
                    (
                        Cell(one.words, one.provisions),
                        Cell(one.outcome_words),
                        Cell(" ".join(e.words for e in one.evidence)),
                    )
                    for one in shown
                )
                when = f"{check.device or check.connection}, {self._when(check.began)}"
                blocks.append(Table(when, (say("Criterion"), say("Outcome"), say("Evidence")), rows))
        return tuple(blocks)

    def _limits(self, report: Report, score: ShownScore) -> tuple[Block, ...]:
        say = self.tongue.say
        blocks: list[Block] = [Words(say(text)) for text in (_PEOPLE, _BUSY, _MANY)]
        unsaid = self._unsaid(report)
        if unsaid:
            shown = tuple(Point(text) for text in unsaid[:MOST_UNSAID])
            blocks.append(Points(say("Too little data for"), shown))
            if len(unsaid) > MOST_UNSAID:
                blocks.append(
                    Words(self.tongue.count("and {n} more", "and {n} more", len(unsaid) - MOST_UNSAID), "note")
                )
        beside = score.beside.figures if score.beside else ()
        open_ones = [one.words for one in beside if one.better is None and one.difference and one.difference.interval]
        if open_ones:
            listed = ", ".join(open_ones)
            text = say(
                "No difference from the built-in rules is shown for: {listed}. That does not show that there is none.",
                listed=listed,
            )
            blocks.append(Words(text))
        return tuple(blocks)

    def _unsaid(self, report: Report) -> list[str]:
        """List the figures of the solution that the data cannot carry."""
        say, card = self.tongue.say, report.cards[0]
        every = [(say("in all"), card.total)]
        every += [(scenario_words(one.scenario or "", self.tongue), one) for one in card.by_scenario]
        if len(card.levels) > 1:
            every += [(level_words(one.level or "", self.tongue), one) for one in card.by_level]
        if len(report.results.situations) > 1:
            every += [(say(SITUATIONS[one.situation or ""].words), one) for one in card.by_situation]
        return [
            say("{figure}, {where} (n = {n})", figure=say(FIGURE_WORDS[name][0]), where=where, n=figure.n)
            for where, one in every
            for name, figure in one.figures.items()
            if not isinstance(figure, Estimate)
        ]

    def _method(self) -> tuple[Block, ...]:
        return tuple(Words(self.tongue.say(text)) for text in (_MATCHED, _INTERVALS, _OFFLINE))

    def _repeat(self, report: Report) -> tuple[Block, ...]:
        say, tongue = self.tongue.say, self.tongue
        scored = report.cards[0].total.score
        baseline = report.cards[-1].source
        facts = [
            (say("Played by Mistel"), report.played_by or "–"),
            (say("Figures by Mistel"), report.mistel),
            (say("Version"), report.results.version or "–"),
            (say("Seed"), report.results.seed or "–"),
            (say("Scenarios"), ", ".join(report.cards[0].scenarios)),
            (say("Fault levels"), ", ".join(report.cards[0].levels)),
            (say("Resident-weeks watched"), tongue.number(scored.monitored / timedelta(weeks=1))),
            (say("Without any data, besides"), tongue.number(scored.offline / timedelta(weeks=1))),
            (say("Fingerprint of what was true"), report.truth),
            (say("Fingerprint of what it told"), report.told(report.results.solution)),
            (say("Fingerprint of what the built-in rules told"), report.told(baseline)),
        ]
        how = Words(say(_RECORDED if is_recorded(report.results) else _ACTED if report.results.acted else _AGAIN))
        last = Words(
            say("Every figure can be reckoned anew from what the last command writes; its README says how."), "note"
        )
        return (how, Facts(tuple(facts)), Commands(report.commands), last)

    def _link(self, href: str) -> str:
        return "" if self.address is None else self.address + href

    def _when(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        return f"{local:%Y-%m-%d %H:%M}"


def _cell(one: Said) -> Cell:
    return Cell(one.value, ", ".join(part for part in (one.interval, f"n\u00a0=\u00a0{one.n}") if part))
