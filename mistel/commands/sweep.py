"""``mistel scenario sweep``: one scenario in many variations, side by side, and what they show."""

import csv
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from pydantic import JsonValue
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from care.clock import wall_now
from care.errors import SettingError
from evaluation.estimates import Estimate, Result
from evaluation.sweeps.charts import drawn
from evaluation.sweeps.figures import Row, figures
from evaluation.sweeps.plan import Plan, planned
from evaluation.sweeps.played import kept, play
from evaluation.sweeps.spread import spread
from evaluation.verdicts import spell
from mistel.commands.opened import console, notes, table
from mistel.commands.scenarios import find

RESULTS = "playings.jsonl"
FIGURES = ("on time", "at any time", "median delay", "false alarms a resident-week")


def sweep(
    name: Annotated[str, typer.Argument(help="A name from `mistel scenario list`, or a file.")],
    *,
    runs: Annotated[
        int | None, typer.Option(min=1, max=1000, help="How often each combination is played; the file's otherwise.")
    ] = None,
    changed: Annotated[
        list[str] | None,
        typer.Option("--set", help="key=value,value,… of the scenario file, as link.lost=0,0.05; each with each."),
    ] = None,
    seed: Annotated[str | None, typer.Option(help="The same seed plays the same; the file's otherwise.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Processes of this machine; as many as it has cores otherwise.")
    ] = None,
    scheduler: Annotated[str | None, typer.Option(help="A Dask cluster instead, as tcp://host:8786.")] = None,
    out: Annotated[Path | None, typer.Option(help="The folder for results; sweep-NAME here otherwise.")] = None,
    plots: Annotated[bool, typer.Option(help="Draw the figures too, as SVG.")] = True,
) -> None:
    """Play a scenario in many variations against the built-in rules, and print recall, delay and false alarms.

    Each playing is kept as it ends: a sweep that was stopped, or killed, goes on where it was when the same command is
    given again. The figures are the same with any number of workers.
    """
    plan = planned(find(name), runs=runs, seed=seed, sweep=_values(changed or []))
    folder = out or Path(f"sweep-{plan.scenario.name}")
    with kept(folder / RESULTS, plan, wall_now()) as results:
        left = [task for task in plan.tasks if task.number not in results.there]
        if len(left) < len(plan.tasks):
            notes.print(f"{len(plan.tasks) - len(left)} of {len(plan.tasks)} were played before.", highlight=False)
        with (
            _bar() as bar,
            closing(spread(left, play, workers=workers or os.cpu_count() or 1, scheduler=scheduler)) as played,
        ):
            row = bar.add_task(plan.scenario.name, total=len(plan.tasks), completed=len(plan.tasks) - len(left))
            for playing in played:
                results.add(playing)
                bar.advance(row)
        rows = figures(plan, [*results.there.values()])
    _show(plan, rows)
    _write(folder, rows, drawn(rows) if plots else {})
    console.print(f"Kept in {folder}.", markup=False, highlight=False)


def _values(said: Sequence[str]) -> dict[str, list[JsonValue]]:
    values: dict[str, list[JsonValue]] = {}
    for one in said:
        key, equals, listed = one.partition("=")
        if not equals or not key or not listed:
            raise SettingError(f"'{one}' is not key=value,value, as link.lost=0,0.05,0.1.")
        values[key.strip()] = [_value(value.strip()) for value in listed.split(",")]
    return values


def _value(text: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(text)
    except ValueError:
        return text
    return value


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=notes
    )


def _show(plan: Plan, rows: Sequence[Row]) -> None:
    keys = list(plan.scenario.vary.sweep)
    several = len({row.situation for row in rows}) > 1
    table(
        f"{plan.scenario.name}, {plan.scenario.vary.runs} playings of each; with 95 % intervals",
        (*(key.rpartition(".")[2] for key in keys), *(["situation"] if several else []), *FIGURES),
        [
            (
                *(str(row.values[key]) for key in keys),
                *([row.situation] if several else []),
                _said(row.score.recall),
                _said(row.score.recall_any_time),
                _delay(row.score.median_delay),
                _said(row.score.false_alarms),
            )
            for row in rows
        ],
    )


def _said(result: Result) -> str:
    if isinstance(result, Estimate):
        return f"{result.value:.2f} ({result.low:.2f}-{result.high:.2f})"
    return "too little data"


def _delay(result: Result) -> str:
    return spell(timedelta(seconds=result.value)) if isinstance(result, Estimate) else "too little data"


def _write(folder: Path, rows: Sequence[Row], svg: Mapping[str, str]) -> None:
    with (folder / "figures.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["values", "situation", "figure", "value", "low", "high", "n", "method"])
        for row in rows:
            scored = row.score
            for figure, one in (
                ("recall on time", scored.recall),
                ("recall at any time", scored.recall_any_time),
                ("precision", scored.precision),
                ("median delay", scored.median_delay),
                ("false alarms per resident-week", scored.false_alarms),
                ("ends as it says", row.passed),
            ):
                cells = (one.value, one.low, one.high, one.n, one.method) if isinstance(one, Estimate) else _none(one)
                writer.writerow([json.dumps(dict(row.values)), row.situation, figure, *cells])
    for name, drawing in svg.items():
        (folder / f"{name}.svg").write_text(drawing)


def _none(one: Result) -> tuple[str | int, ...]:
    return ("", "", "", one.n, "" if isinstance(one, Estimate) else one.why)
