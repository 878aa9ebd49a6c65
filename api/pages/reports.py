"""The report of a run: a page, and the same as a file."""

from enum import StrEnum
from threading import Lock
from typing import Final

from fastapi import Request
from starlette.responses import Response

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Here
from api.pages.frame import page, tongue_of
from api.platform import Platform
from care.errors import NotFound
from dashboards.report.printed import as_html, as_pdf, may_print, pictures
from dashboards.report.written import Writer
from dashboards.tongue import Tongue
from evaluation.solutions.reported import Report, report_of

routes: Final = Routes()

_ONE_AT_A_TIME: Final = Lock()
"""A file takes a core for about a second: however many are asked for, others are answered meanwhile."""


class Form(StrEnum):
    """What a report is written as."""

    HTML = "html"
    PDF = "pdf"


@routes.get("/runs/{run}/report", access=may(Right.SEE_RUNS, Of.RUN), include_in_schema=False)
def report(request: Request, run: str, here: Here) -> Response:
    """Show the report of a run."""
    found = report_of(here.registry, run)
    document = _writer(found, here, tongue_of(request), "").document(found, here.now())
    return page(request, "report.html", report=document, run=run, drawn=None, printed=may_print())


@routes.get("/runs/{run}/report/{form}", access=may(Right.SEE_RUNS, Of.RUN), include_in_schema=False)
def report_file(request: Request, run: str, form: Form, here: Here) -> Response:
    """Give the report of a run as one file, in the reader's language."""
    if form is Form.PDF and not may_print():
        raise NotFound("PDF needs typst, which is not installed here (the extra lab).")
    found, words = report_of(here.registry, run), tongue_of(request)
    document = _writer(found, here, words, str(request.base_url).rstrip("/")).document(found, here.now())
    with _ONE_AT_A_TIME:
        drawn = pictures(document, found, words)
        made = as_pdf(document, drawn) if form is Form.PDF else as_html(document, drawn).encode()
    kind = "application/pdf" if form is Form.PDF else "text/html; charset=utf-8"
    name = f'attachment; filename="{run}-{words.code}.{form}"'
    return Response(made, media_type=kind, headers={"Content-Disposition": name})


def _writer(found: Report, here: Platform, words: Tongue, address: str) -> Writer:
    return Writer(words, here.registry.places.site(found.results.site).tz, address)
