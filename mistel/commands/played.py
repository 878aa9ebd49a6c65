"""Scenarios played with a progress bar, and their verdicts as a table."""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from care.ids import new_id
from evaluation.furnishing import Stage
from evaluation.runs import Played, Spec, carry_out
from evaluation.verdicts import Verdict, spell, words
from mistel.commands.opened import notes
from simulators.scenario import Scenario
from simulators.staff.dispatch import Effort
from store.registry import Run, RunState

BARS: Final = 6
"""More scenarios than these share one bar."""


async def play_with_progress(stage: Stage, organisation: str, spec: Spec, scenarios: Sequence[Scenario]) -> Played:
    """Play a run of its own while a bar on standard error shows how far its homes have come."""
    run = Run(
        id=new_id("run"),
        organisation=organisation,
        kind="scenario",
        spec=spec.model_dump(mode="json"),
        state=RunState.RUNNING,
        created=stage.now(),
        started=stage.now(),
        worker=f"process {os.getpid()}",
    )
    stage.registry.runs.add(run)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %  {task.fields[clock]}"),
        TimeElapsedColumn(),
        console=notes,
    ) as bars:
        show = _own_bars(bars, scenarios) if len(scenarios) <= BARS else _one_bar(bars, scenarios)

        return await carry_out(stage, run, scenarios, show)


def _own_bars(bars: Progress, scenarios: Sequence[Scenario]) -> Callable[[str, float, datetime], None]:
    zone = ZoneInfo(scenarios[0].zone)
    rows = {s.name: bars.add_task(s.name, total=1.0, clock="") for s in scenarios}

    def show(scenario: str, done: float, at: datetime) -> None:
        bars.update(rows[scenario], completed=done, clock=f"{at.astimezone(zone):%H:%M} there")

    return show


def _one_bar(bars: Progress, scenarios: Sequence[Scenario]) -> Callable[[str, float, datetime], None]:
    together = bars.add_task(f"{len(scenarios)} scenarios", total=float(len(scenarios)), clock="")
    done_by_name = {s.name: 0.0 for s in scenarios}

    def show(scenario: str, done: float, _at: datetime) -> None:
        done_by_name[scenario] = done
        over = sum(far >= 1 for far in done_by_name.values())
        bars.update(together, completed=sum(done_by_name.values()), clock=f"{over} played")

    return show


def show_verdicts(console: Console, verdicts: Sequence[Verdict], zone: ZoneInfo) -> None:
    """Print scenario, expected, raised, delay, verdict; for each that does not pass, why; and how many pass."""
    table = Table("scenario", "expected", "raised", "delay", "verdict", title="Verdicts", title_justify="left")
    for v in verdicts:
        raised = ", ".join(f"{at.astimezone(zone):%H:%M:%S}" for at in v.raised) or "nothing"
        table.add_row(
            v.scenario,
            words(v.expected),
            raised,
            "" if v.delay is None else spell(v.delay),
            "[green]pass[/]" if v.passed else "[bold red]FAIL[/]",
        )
    console.print(table)
    for v in verdicts:
        if not v.passed:
            console.print(f"[bold red]FAIL[/] {v.scenario}: expected {words(v.expected)}. {v.why}")
    passed = sum(v.passed for v in verdicts)
    console.print(f"{passed} of {len(verdicts)} verdicts pass.", highlight=False)


def show_effort(console: Console, effort: Effort) -> None:
    """Print what the staff's work came to."""
    spent = spell(effort.walking + effort.helping + effort.checking)
    console.print(
        f"Staff answered {effort.answered} alerts in {spent}: {spell(effort.helping)} with somebody who needed it,"
        f" {spell(effort.checking)} where nothing was the matter or with devices, {spell(effort.walking)} on the way.",
        highlight=False,
        soft_wrap=True,
    )
