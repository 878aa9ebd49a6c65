"""``mistel solution report``: a run's report as HTML or PDF, in Swedish or English."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from care.clock import wall_now
from dashboards.report.printed import as_html, as_pdf, pictures
from dashboards.report.written import Writer
from dashboards.tongue import tongue
from evaluation.solutions.reported import report_of
from mistel.commands.opened import console, registry
from mistel.commands.solution_score import run_of
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
    name: Annotated[str, typer.Argument(help="The solution's id or name, for its newest run; or a run's id.")],
    *,
    run: Annotated[str | None, typer.Option(help="Another run of it, by its id.")] = None,
    out: Annotated[Path | None, typer.Option(help="The file; RUN-LANGUAGE.FORMAT here when left out.")] = None,
    form: Annotated[Form | None, typer.Option("--format", help="html or pdf; by the file's name otherwise.")] = None,
    language: Annotated[Language, typer.Option(help="sv or en.")] = Language.EN,
) -> None:
    """Write a run's report: figures with intervals, plots, versions, seeds, and all that is needed to repeat it.

    PDF and plots need the extra lab.
    """
    chosen = form or (Form.PDF if out is not None and out.suffix.lower() == ".pdf" else Form.HTML)
    words = tongue(language.value)
    with registry() as opened:
        found = report_of(opened, run_of(opened, run or name).id)
        zone = opened.places.site(found.results.site).tz
    document = Writer(words, zone).document(found, wall_now())
    drawn = pictures(document, found, words)
    made = as_pdf(document, drawn) if chosen is Form.PDF else as_html(document, drawn).encode()
    path = out or Path(f"{found.run.id}-{language}.{chosen}")
    with usable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made)
    console.print(f"Wrote {path}", markup=False, highlight=False, soft_wrap=True)
