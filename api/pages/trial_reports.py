"""A trial's report when it is over, as page and file; and what assessors say of it in the areas of VTV."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock
from typing import Annotated, Final

from fastapi import Form as InForm
from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import RedirectResponse, Response

from api.access.rights import Right
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.pages.frame import page, tongue_of
from api.platform import Platform
from api.trials import plans
from care.errors import NotFound
from care.trials import Trial
from care.vtv import Area, Assessment, Mark
from dashboards.report.printed import as_html, as_pdf, may_print
from dashboards.trial_report.plots import drawn
from dashboards.trial_report.words import AREA_WORDS, MARK_WORDS
from dashboards.trial_report.written import document
from evaluation.trials.analysing import analyse
from evaluation.trials.analysis import Analysis
from evaluation.trials.over import demand_over
from evaluation.trials.reported import TrialReport, reported

routes: Final = Routes()

KEPT: Final = 4
FRESH: Final = timedelta(minutes=10)


class Form(StrEnum):
    """What a report is written as."""

    HTML = "html"
    PDF = "pdf"


class Said(BaseModel):
    """What the form of an assessment brings."""

    model_config = ConfigDict(str_strip_whitespace=True)

    area: Area
    criterion: Annotated[str, Field(min_length=1, max_length=120)]
    mark: Mark
    evidence: Annotated[str, Field(min_length=1, max_length=1000)]
    reasoning: Annotated[str, Field(max_length=1000)] = ""


@dataclass(slots=True)
class Analyses:
    """Analyses trials, one at a time, and keeps what came out for ten minutes: a large trial takes half a minute."""

    _kept: dict[str, Analysis] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, here: Platform, trial: Trial, now: datetime) -> Analysis:
        """Give a trial's analysis; raises NotOver before its end."""
        demand_over(trial, now)
        with self._lock:
            found = self._kept.get(trial.id)
            if found is None or found.trial != trial or now - found.made > FRESH:
                found = self._kept[trial.id] = analyse(here.registry, here.reader, trial, now)
                while len(self._kept) > KEPT:
                    del self._kept[next(iter(self._kept))]
        return found


@routes.get("/trials/{trial}/report", access=may(Right.SEE_TRIALS, Of.TRIAL), include_in_schema=False)
def report(request: Request, trial: str, here: Here, guest: Guest) -> Response:
    """Show the report of a trial that is over; before its end it says until when nothing is shown."""
    found, words = _report(request, here, trial), tongue_of(request)
    inside = plans(guest.known, found.trial.organisation)
    return page(
        request,
        "trial_report.html",
        report=document(found, words, here.now(), inside=inside),
        drawn=drawn(found, words),
        trial=trial,
        run="",
        plans=inside,
        printed=may_print(),
    )


@routes.get("/trials/{trial}/report/{form}", access=may(Right.SEE_TRIALS, Of.TRIAL), include_in_schema=False)
def report_file(request: Request, trial: str, form: Form, here: Here, guest: Guest) -> Response:
    """Give the report of a trial as one file, in the reader's language."""
    if form is Form.PDF and not may_print():
        raise NotFound("PDF needs typst, which is not installed here (the extra lab).")
    found, words = _report(request, here, trial), tongue_of(request)
    inside = plans(guest.known, found.trial.organisation)
    written, plots = document(found, words, here.now(), inside=inside), drawn(found, words)
    made = as_pdf(written, plots) if form is Form.PDF else as_html(written, plots).encode()
    kind = "application/pdf" if form is Form.PDF else "text/html; charset=utf-8"
    name = f'attachment; filename="{trial}-{words.code}.{form}"'
    return Response(made, media_type=kind, headers={"Content-Disposition": name})


@routes.get("/trials/{trial}/vtv", access=may(Right.PLAN_TRIALS, Of.TRIAL), include_in_schema=False)
def assessments(request: Request, trial: str, here: Here) -> Response:
    """Show what assessors have said so far, and take more: evidence and reasoning, never an outcome before the end."""
    found, words = here.registry.trials.get(trial), tongue_of(request)
    return page(
        request,
        "trial_vtv.html",
        trial=found,
        areas={area.value: words.say(said) for area, said in AREA_WORDS.items()},
        marks={mark.value: words.say(said) for mark, said in MARK_WORDS.items()},
        assessed=here.registry.assessments.of_trial(trial),
    )


@routes.post("/trials/{trial}/vtv", access=may(Right.PLAN_TRIALS, Of.TRIAL), include_in_schema=False)
def assess(trial: str, here: Here, guest: Guest, told: Annotated[Said, InForm()]) -> Response:
    """Keep what an assessor says of one criterion."""
    said = told.model_dump()
    here.registry.assessments.add(Assessment(trial=trial, by=guest.known.id, at=here.now(), **said))
    return RedirectResponse(f"/trials/{trial}/vtv", 303)


def _report(request: Request, here: Platform, trial: str) -> TrialReport:
    analyses: Analyses = request.app.state.trial_analyses
    return reported(here.registry, analyses.of(here, here.registry.trials.get(trial), here.now()))
