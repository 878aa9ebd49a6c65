"""The handover's page: a site since the evening, or since a time that is chosen."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import Query, Request
from starlette.responses import Response

from api.access.rights import Right
from api.access.rule import Routes, may
from api.access.visitor import Guest, Here
from api.interventions import due_follow_ups
from api.pages.frame import page, tongue_of
from api.platform import Platform
from api.sight import board_sites, sites_for
from care.clock import ClockKind
from care.errors import NotFound
from care.people import Site
from dashboards.directory import Directory, HomeCard
from dashboards.handover import evening_before, handover

routes: Final = Routes()

FURTHEST: Final = timedelta(days=14)
"""A handover reaches back so far; what is older is in the history."""

Chosen = Annotated[datetime | None, Query(description="Since this moment, by the site's clock: 2026-03-02T21:00.")]
AtSite = Annotated[str, Query(max_length=32)]


@routes.get("/handover", access=may(Right.SEE_CARE), include_in_schema=False)
def handover_page(request: Request, here: Here, guest: Guest, site: AtSite = "", since: Chosen = None) -> Response:
    """Show what happened at a site since the evening, and what is open, silent, found late or not borne out."""
    sites = sites_for(here, guest.known, Right.SEE_CARE)
    chosen = _chosen(sites, site or next((one.id for one in board_sites(here, guest.known)), ""))
    directory: Directory = request.app.state.directory
    directory.refresh()
    words = tongue_of(request)
    cards = [directory.card(home.id) for home in here.registry.places.homes(chosen.id)]
    now = here.now()
    asked = _asked(since, chosen, now)
    evening = asked or evening_before(now, chosen.tz)
    by_home = {card.home.id: _since(here, card, asked) for card in cards}
    earliest = min([evening, *by_home.values()])
    latest = max([now, *(at + FURTHEST for at in by_home.values())])
    alerts = {a.id: a for a in here.registry.alerts.between([chosen.id], earliest, latest)}
    alerts |= {a.id: a for a in here.registry.alerts.open([chosen.id])}
    return page(
        request,
        "handover.html",
        sites=[(one.id, one.name, one.id == chosen.id) for one in sites],
        site=chosen,
        since=evening.astimezone(chosen.tz),
        since_words=words.moment(evening, chosen.tz),
        now_words=words.moment(now, chosen.tz),
        own_clocks=any(card.own_clock for card in cards),
        follow_ups=due_follow_ups(request, here, guest.known, chosen.id),
        shown=handover(cards, alerts.values(), directory, words, since=by_home, zone=chosen.tz, whole_site=evening),
    )


def _chosen(sites: list[Site], asked: str) -> Site:
    for site in sites:
        if site.id == asked:
            return site
    raise NotFound(f"There is no site '{asked}'.")


def _asked(since: datetime | None, site: Site, now: datetime) -> datetime | None:
    """Give the moment that was chosen: by the site's clock, neither ahead nor too far back."""
    if since is None:
        return None
    moment = (since if since.tzinfo else since.replace(tzinfo=site.tz)).astimezone(UTC)
    return min(max(moment, now - FURTHEST), now)


def _since(here: Platform, card: HomeCard, asked: datetime | None) -> datetime:
    """Give a home's evening: that asked for; by a home's own clock, the last before what it shows."""
    now = here.home_now(card.home) or here.now()
    if asked is None or card.home.clock is ClockKind.OWN:
        return evening_before(now, card.zone).astimezone(UTC)
    return asked
