"""The list of homes, and a home's page."""

from datetime import date, datetime, timedelta
from typing import Annotated, Final

from fastapi import Query, Request
from starlette.responses import Response

from api.access.rights import Right, holds
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here
from api.pages.frame import page, tongue_of
from api.platform import Platform
from api.sight import sites_for
from care.clock import ClockKind
from care.events import ALERT, TICK
from care.people import Home, Person, Site, World
from dashboards import home as home_page
from dashboards import quiet
from dashboards.directory import Directory
from dashboards.lanes import Span
from dashboards.tongue import Tongue

routes: Final = Routes()

Skip = Annotated[int, Query(alias="from", ge=0, description="So many happenings of the day are passed over.")]

BEFORE: Final = timedelta(days=1)
"""So far before a day events are read, to tell which states were on when it began."""


@routes.get("/homes", access=may(Right.SEE_PLACES), include_in_schema=False)
def homes(request: Request, here: Here, guest: Guest) -> Response:
    """Show all homes that a person may see, by site."""
    words, person = tongue_of(request), guest.known
    shown = [_site(here, site, person, words) for site in sites_for(here, person, Right.SEE_PLACES)]
    return page(request, "homes.html", sites=shown)


@routes.get("/homes/{home}", access=may(Right.SEE_CARE, Of.HOME), include_in_schema=False)
def home(
    request: Request,
    home: str,
    here: Here,
    guest: Guest,
    day: date | None = None,
    skip: Annotated[int, Query(alias="from", ge=0)] = 0,
) -> Response:
    """Show what a home last told, and one of its days; the newest day that holds anything, if none is asked for."""
    directory: Directory = request.app.state.directory
    directory.refresh()
    card, words = directory.card(home), tongue_of(request)
    reader = here.reader(card.site.id)
    latest = [event for event in reader.latest(home) if event.quantity not in {ALERT, TICK}]
    newest = max((event.time for event in latest), default=None)
    now = here.home_now(card.home) or newest or here.now()
    shown = day or (newest or now).astimezone(card.zone).date()
    span = Span.of(shown, card.zone)
    events = reader.span(home, span.start - BEFORE, span.end)
    alerts = [a for a in here.registry.alerts.of_home(home, until=span.end) if (a.end or now) >= span.start]
    cares = holds(guest.known, Right.CARE_FOR, card.site.organisation, card.site.world)
    return page(
        request,
        "home.html",
        home=card.home,
        site=card.site,
        residents=[one.id for one in here.registry.places.residents(home)] if cares else [],
        own_clock=card.own_clock,
        clock=words.moment(now, card.zone) if card.own_clock else "",
        zone=card.zone,
        quiet=[
            quiet.order(one, directory, words, card.zone, can_end=False)
            for one in here.registry.alerts.suppressions.standing(card.site.id)
            if one.home in {None, home}
        ],
        may_report=holds(guest.known, Right.ANSWER, card.site.organisation, card.site.world),
        day=home_page.day(card, shown, events, alerts, words, now=now, skip=skip),
        latest=home_page.latest(card, latest, words, now=now),
    )


def _site(here: Platform, site: Site, person: Person, words: Tongue) -> dict[str, object]:
    sees_care = holds(person, Right.SEE_CARE, site.organisation, site.world)
    told: dict[str, datetime] = {}
    judged: dict[str, datetime] = {}
    waiting: dict[str | None, int] = {}
    if sees_care:
        reader = here.reader(site.id)
        judged = reader.judged()
        for event in reader.latest():
            if event.quantity != TICK:
                told[event.home] = max(event.time, told.get(event.home, event.time))
        for alert in here.registry.alerts.open([site.id]):
            waiting[alert.home] = waiting.get(alert.home, 0) + 1
    return {
        "id": site.id,
        "name": site.name,
        "test": site.world is World.TEST,
        "sees_refusals": holds(person, Right.SEE_REFUSALS, site.organisation, site.world),
        "homes": [
            _home(home, site, words, here.now(), told.get(home.id), judged.get(home.id), waiting.get(home.id, 0))
            | {"sees_care": sees_care}
            for home in here.registry.places.homes(site.id)
        ],
    }


def _home(
    home: Home,
    site: Site,
    words: Tongue,
    wall: datetime,
    told: datetime | None,
    judged: datetime | None,
    waiting: int,
) -> dict[str, object]:
    own = home.clock is ClockKind.OWN
    now = judged if own else wall
    return {
        "id": home.id,
        "name": home.name,
        "told": words.age((now or told) - told) if told else "",
        "own_clock": own,
        "clock": words.moment(judged, site.tz) if own and judged else "",
        "open": waiting,
    }
