"""``mistel trial report``: the report of a trial that is over, as HTML or PDF, in Swedish or English."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from care.clock import wall_now
from dashboards.report.printed import as_html, as_pdf
from dashboards.sentences import said
from dashboards.tongue import tongue
from dashboards.trial_report.plots import drawn
from dashboards.trial_report.words import VERDICT_WORDS
from dashboards.trial_report.written import document
from evaluation.benefit.file import load
from evaluation.trials.over import demand_over
from evaluation.trials.readings import SiteReadings
from evaluation.trials.reported import report_of
from mistel.commands.opened import console, notes, registry
from mistel.commands.trials_found import find_trial
from mistel.settings import Settings
from store.folder import usable


class Form(StrEnum):
    """What a report is written as."""

    HTML = "html"
    PDF = "pdf"


class Language(StrEnum):
    """What it is written in."""

    SV = "sv"
    EN = "en"


def report(
    name: Annotated[str, typer.Argument(help="The trial's id or title.")],
    *,
    out: Annotated[Path | None, typer.Option(help="The file; TRIAL-LANGUAGE.FORMAT here when left out.")] = None,
    form: Annotated[Form | None, typer.Option("--format", help="html or pdf; by the file's name otherwise.")] = None,
    language: Annotated[Language, typer.Option(help="sv or en.")] = Language.EN,
    benefit: Annotated[
        Path | None, typer.Option(help="Your benefit calculation, which lends users, prices and costs.")
    ] = None,
) -> None:
    """Write the report of a trial that is over: a page for decision makers, then all that stands behind it.

    PDF needs the extra lab.
    """
    chosen = form or (Form.PDF if out is not None and out.suffix.lower() == ".pdf" else Form.HTML)
    template = None if benefit is None else load(benefit)
    words, now = tongue(language.value), wall_now()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with registry() as opened, SiteReadings(Settings.load().state_dir) as readings_of:
        trial = find_trial(opened, name)
        demand_over(trial, now)
        with Progress(*columns, console=notes) as progress:
            bar = progress.add_task("Reading homes", total=len(trial.plan.homes))
            found = report_of(
                opened,
                readings_of,
                trial,
                now,
                template,
                lambda done, total: progress.update(bar, completed=done, total=total),
            )
    made, plots = document(found, words, now), drawn(found, words)
    content = as_pdf(made, plots) if chosen is Form.PDF else as_html(made, plots).encode()
    path = out or Path(f"{trial.id}-{language}.{chosen}")
    with usable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for one in found.analysis.outcomes:
        console.print(f"{words.say(VERDICT_WORDS[one.verdict])}: {said(words, one.says)}", markup=False, soft_wrap=True)
    console.print(f"Wrote {path}", markup=False, highlight=False, soft_wrap=True)
