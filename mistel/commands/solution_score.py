"""``mistel solution score``, ``compare`` and ``export``: what a run of a solution is worth."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column

from care.errors import Conflict, NotFound, SettingError
from evaluation.estimates import Estimate, Result
from evaluation.solutions.compared import Compared, Comparison, Unpaired, against_baseline, compare
from evaluation.solutions.exported import export_run
from evaluation.solutions.recorded import card_record
from evaluation.solutions.results import KIND, Results
from evaluation.solutions.scored import Card, Part, score_card
from mistel.commands.opened import console, notes, registry, table
from mistel.commands.solution import find
from mistel.settings import Settings
from store.journal import JournalFollower
from store.registry import Registry, Run, RunState

_FIGURES: Final = {
    "recall": "on time",
    "recall_any_time": "any time",
    "precision": "precision",
    "median_delay": "delay, min",
    "false_alarms": "false a week",
}
_SHARES: Final = frozenset({"recall", "recall_any_time", "precision"})
_UNPAIRED: Final = {
    Unpaired.OTHER_SEED: "the runs have different seeds",
    Unpaired.NO_PLAY_IN_COMMON: "the runs have no play in common",
}
_BETTER: Final = {True: "better", False: "worse", None: "cannot be said"}

Named = Annotated[str, typer.Argument(help="A run's id; or a solution's id or name, for its newest run that is done.")]


def score(
    named: Named, *, as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON instead.")] = False
) -> None:
    """Score a run: how well the solution told what happened, beside the built-in rules that saw the same homes."""
    with registry() as opened:
        results = Results.read(opened, run_of(opened, named).id)
    cards = [score_card(results, source) for source in results.sources]
    if as_json:
        typer.echo(json.dumps({"run": results.run, "cards": [card_record(card) for card in cards]}, indent=2))
        return
    _say(
        f"Run {results.run}: {results.solution} {results.version}, {len(results.plays)} plays. With 95 % intervals;"
        " shares in percent, false alarms by resident and week."
    )
    for title, parts in (
        ("In all", [(card.source, card.total) for card in cards]),
        ("By scenario", [(f"{p.scenario}: {card.source}", p) for p, card in _by(cards, "by_scenario")]),
        ("By level of faults", [(f"{p.level}: {card.source}", p) for p, card in _by(cards, "by_level")]),
    ):
        table(
            title,
            _columns(),
            [(name, *(_said(*figure) for figure in one.figures.items())) for name, one in parts],
        )
    for card in cards:
        scored = card.total.score
        late = sum(not pair.on_time for pair in scored.matches)
        _say(
            f"{card.source}: {len(scored.missed)} missed, {late} too late, {len(scored.false)} false alarms,"
            f" {len(scored.duplicates)} told again, {card.total.withdrawn} taken back."
        )
        if card.left_out:
            _say(f"  Left out, as the run is not about it: {_counted(card)}.")
    if results.unknown:
        _say("What was true in the recorded homes is not known: what counts as false are the alerts; any may be right.")
    for note in results.left_behind:
        _say(f"  Meanwhile: {note}")
    if len(cards) > 1:
        _compared(against_baseline(results))
    _say(f"Every miss and false alarm as a timeline: /runs/{results.run}/score of the pages.")


def show_in_all(results: Results) -> None:
    """Print how well the solution did in all, beside the built-in rules."""
    cards = [score_card(results, source) for source in results.sources]
    table(
        "In all, with 95 % intervals; shares in percent, false alarms by resident and week",
        _columns(),
        [(card.source, *(_said(*figure) for figure in card.total.figures.items())) for card in cards],
    )


def compare_runs(
    first: Annotated[str, typer.Argument(help="A run's id.")],
    second: Annotated[str, typer.Argument(help="The run that it is compared with, of another version say.")],
) -> None:
    """Compare two runs: where they have one seed, play by play and episode by episode."""
    with registry() as opened:
        _compared(compare(*(Results.read(opened, run_of(opened, named).id) for named in (first, second))))


def export(
    named: Named,
    *,
    out: Annotated[Path, typer.Option(help="The folder to write to; made when it is not there.")],
    force: Annotated[bool, typer.Option("--force", help="Write over a run that is there.")] = False,
) -> None:
    """Write a run for other programs: plays, truth, alerts and readings as Parquet, figures as CSV, and a README."""
    if (out / "plays.parquet").exists() and not force:
        raise SettingError(f"{out} holds a run already: name another folder, or give --force to write over it.")
    with registry() as opened:
        run = run_of(opened, named)
        results = Results.read(opened, run.id)
    done = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        JournalFollower.open(Settings.load().state_dir, results.site) as readings,
        Progress(*columns, console=notes) as bar,
    ):
        row = bar.add_task("Readings", total=None)
        for done, total in export_run(results, run, readings, out):
            bar.update(row, completed=done, total=total)
    _say(f"Run {run.id} written to {out}: {len(results.plays)} plays, {done} readings. README.md there tells columns.")


def run_of(opened: Registry, named: str) -> Run:
    """Give the run of this id, or the newest try that is done of the solution of this id or name.

    Raises NotFound, Conflict where the solution has none.
    """
    try:
        return opened.runs.get(named)
    except NotFound:
        solution = find(opened, named)
    done = (run for run in opened.runs.of_solution(solution.id) if run.kind == KIND and run.state is RunState.DONE)
    newest = next(done, None)
    if newest is None:
        raise Conflict(f"No run of {solution.name} is done yet; `mistel solution try {solution.id}` starts one.")
    return newest


def _by(cards: Sequence[Card], way: str) -> list[tuple[Part, Card]]:
    parts = [[(part, card) for part in getattr(card, way)] for card in cards]
    return [one for together in zip(*parts, strict=True) for one in together]


def _compared(compared: Comparison) -> None:
    first, second = compared.first, compared.second
    how = "the same episodes, paired" if compared.why is None else f"not paired: {_UNPAIRED[compared.why]}"
    _say(f"\n{first.name} against {second.name} ({first.results.run}, {second.results.run}); {how}.")
    if any(compared.left_out):
        ours, theirs = compared.left_out
        _say(f"Left out, having no pair: {ours} plays of the first, {theirs} of the second.")
    rows = [_difference("in all", compared.total), *(_difference(f"{c.scenario}", c) for c in compared.by_scenario)]
    if len(compared.by_level) > 1:
        rows += [_difference(f"level {one.level}", one) for one in compared.by_level]
    table("The first minus the second, with 95 % intervals", _columns(), rows)
    verdicts = [f"{_FIGURES[name]}: {_BETTER[one.better]}" for name, one in compared.total.figures.items()]
    _say(f"{first.name} is, in all, {'; '.join(verdicts)}.")


def _difference(name: str, one: Compared) -> tuple[str, ...]:
    return (name, *(_said(figure.name, figure.difference) for figure in one.figures.values()))


def _counted(card: Card) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(card.left_out.items()))


def _columns() -> tuple[str | Column, ...]:
    return (Column("", overflow="fold"), *_FIGURES.values())


def _said(name: str, one: Result) -> str:
    """Say a figure in few letters: shares in percent, a delay in minutes, false alarms by resident and week."""
    if not isinstance(one, Estimate):
        return f"too little ({one.n})"
    times, places = (100.0, 0) if name in _SHARES else (1 / 60, 1) if name == "median_delay" else (1.0, 2)
    value, low, high = (f"{number * times:.{places}f}" for number in (one.value, one.low, one.high))
    return f"{value} ({low} to {high})"


def _say(line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)
