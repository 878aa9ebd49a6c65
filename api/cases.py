"""What an alert's page rests on, gathered from the registry and the site's journal."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from api.platform import Platform
from care.events import ALERT, TICK
from dashboards.case import BACK, BEFORE, Case, Facts, case
from dashboards.directory import Directory
from dashboards.tongue import tongue

RECENT: Final = timedelta(days=31)
"""So far back a home's alerts are looked at for last contacts."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """Whose page of which alert: the language, and whether the reader may answer."""

    alert: str
    language: str
    answers: bool


def facts(here: Platform, alert_id: str) -> Facts:
    """Gather what is known of an alert and its home now; raises NotFound."""
    alerts = here.registry.alerts
    alert = alerts.get(alert_id)
    notices = here.registry.notices.of_alert(alert_id)
    book = here.registry.duty.book(alert.site) if notices else None
    found = Facts(alert, alerts.moves(alert_id), notices=notices, book=book)
    if alert.home is None:
        return found
    reader = here.reader(alert.site)
    latest = [event for event in reader.latest(alert.home) if event.quantity not in {ALERT, TICK}]
    home = here.registry.places.home(alert.home)
    now = here.home_now(home) or max((event.time for event in latest), default=alert.onset)
    return replace(
        found,
        alerts=alerts.since(alert.home, now - RECENT),
        latest=latest,
        events=reader.span(alert.home, now - BACK - BEFORE, now),
        now=now,
    )


def show(here: Platform, directory: Directory, view: CaseView) -> Case:
    """Lay out the page as it is now."""
    directory.refresh()
    found = facts(here, view.alert)
    return case(found, directory, tongue(view.language), here.promised, may_answer=view.answers)
