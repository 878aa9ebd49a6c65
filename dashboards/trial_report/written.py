"""A trial's report in one language: the first page and all behind it, as one document for page, HTML and PDF."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dashboards.report.document import Document
from dashboards.tongue import Tongue
from dashboards.trial_report.first_page import first_page
from dashboards.trial_report.full import full
from evaluation.trials.reported import TrialReport


def document(report: TrialReport, tongue: Tongue, made: datetime, *, inside: bool = True) -> Document:
    """Write it; ``made`` is now. Not ``inside``, for a solution's maker, the log's words about homes are left out."""
    say = tongue.say
    when = made.astimezone(ZoneInfo(report.trial.plan.zone))
    return Document(
        title=say("{title}: report of a trial", title=report.trial.plan.title),
        under=say(
            "Trial {trial}. Written {when} by Mistel {mistel}.",
            trial=report.trial.id,
            when=f"{when:%Y-%m-%d %H:%M}",
            mistel=report.mistel,
        ),
        language=tongue.code,
        page_words=say("Page"),
        sections=(*first_page(report, tongue), *full(report, tongue, inside=inside)),
    )
