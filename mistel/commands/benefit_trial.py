"""``mistel benefit from-trial``: a benefit calculation of what a trial that is over has found."""

import json
from pathlib import Path
from typing import Annotated

import typer

from care.clock import wall_now
from care.errors import SettingError
from dashboards.benefit.workbook import workbook
from dashboards.tongue import tongue
from evaluation.benefit.file import load
from evaluation.benefit.from_trial import from_trial, template_of
from evaluation.benefit.terms import Uncertain
from evaluation.trials.analysing import analyse
from evaluation.trials.over import demand_over
from evaluation.trials.readings import SiteReadings
from mistel.commands.benefit import Language, tell, write_new
from mistel.commands.opened import console, registry, table
from mistel.commands.trials_found import find_trial
from mistel.settings import Settings


def from_a_trial(
    name: Annotated[str, typer.Argument(help="The trial's id or title.")],
    *,
    template: Annotated[
        Path | None,
        typer.Option(help="Your calculation, which lends all but quantities; else an example."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the calculation here, to go on with.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Also write a workbook with live formulas here.")] = None,
    language: Annotated[Language, typer.Option(help="The workbook's language.")] = Language.SWEDISH,
) -> None:
    """Put a trial's quantities, with the ends of their intervals, into a calculation, and work it out."""
    now = wall_now()
    with registry() as opened, SiteReadings(Settings.load().state_dir) as readings_of:
        trial = find_trial(opened, name)
        demand_over(trial, now)
        analysis = analyse(opened, readings_of, trial, now)
    if template is not None:
        lent, asked = str(template), load(template)
    else:
        found = template_of(analysis)
        if found is None:
            raise SettingError(
                f"No example has '{analysis.primary.aim.indicator}': give your calculation as --template, with"
                f" `indicator: {analysis.primary.aim.indicator}` beside a change's before and after."
            )
        lent, asked = f"the example '{found[0]}'", found[1]
    put = from_trial(asked, analysis)
    if out is not None:
        written = put.calculation.model_dump(mode="json", exclude_none=True)
        write_new(out, json.dumps(written, ensure_ascii=False, indent=1).encode())  # which is YAML too
    if xlsx is not None:
        write_new(xlsx, workbook(put.calculation, tongue(language)))
    if analysis.warning is not None:
        console.print(str(analysis.warning), markup=False, highlight=False, soft_wrap=True)
    changes = put.calculation.changes
    rows = [(change, _range(changes[change].before), _range(changes[change].after)) for change, _ in put.taken]
    table(f"Quantities of trial {trial.id}", ("quantity", "before", "after"), rows)
    tell(put.calculation)
    console.print(
        f"Users, prices, minutes and costs are those of {lent}"
        + (f"; so are these quantities: {', '.join(put.kept)}." if put.kept else "."),
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def _range(figure: Uncertain) -> str:
    return f"{figure.expected:g} ({figure.low:g} to {figure.high:g})"
