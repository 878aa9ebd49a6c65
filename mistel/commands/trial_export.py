"""``mistel trial export``: all that a trial's figures are made from, as files for other programs."""

from pathlib import Path
from random import SystemRandom
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from care.clock import wall_now
from care.errors import SettingError
from evaluation.trials.collecting import collect
from evaluation.trials.export import export_trial
from evaluation.trials.over import demand_over
from evaluation.trials.readings import SiteReadings
from mistel.commands.opened import console, notes, registry
from mistel.commands.trials_found import find_trial
from mistel.settings import Settings


def export(
    name: Annotated[str, typer.Argument(help="The trial's id or title.")],
    *,
    out: Annotated[Path, typer.Option(help="The folder to write to; made when it is not there.")],
    force: Annotated[bool, typer.Option("--force", help="Write over an export that is there.")] = False,
) -> None:
    """Write a trial that is over for other programs: Parquet tables under pseudonyms, their dictionary, a README."""
    if (out / "cells.parquet").exists() and not force:
        raise SettingError(f"{out} holds an export already: name another folder, or give --force to write over it.")
    now = wall_now()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with registry() as opened, SiteReadings(Settings.load().state_dir) as readings_of:
        trial = find_trial(opened, name)
        demand_over(trial, now)
        with Progress(*columns, console=notes) as progress:
            bar = progress.add_task("Reading homes", total=len(trial.plan.homes))
            collected = collect(
                opened, readings_of, trial, now, lambda done, total: progress.update(bar, completed=done, total=total)
            )
        export_trial(opened, trial, collected, out, rng=SystemRandom(), now=now)
    console.print(f"Wrote {out}", markup=False, highlight=False, soft_wrap=True)
