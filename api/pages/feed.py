"""A connection's live feed, its stream, and the list of connections."""

from typing import Annotated, Final

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.access.rights import Right, holds
from api.access.rule import Of, Routes, may
from api.access.visitor import Guest, Here, recognise
from api.feed import Watched, feed_view
from api.feed_stream import FeedStreams
from api.listening import StreamResponse
from api.pages.frame import language_of, page, tongue_of
from api.platform import Platform
from api.sight import sites_for
from care.clock import to_micros
from care.errors import NotFound
from care.people import Connection, Site
from dashboards.connections import listed
from dashboards.directory import Directory
from devices import topics

routes: Final = Routes()

MOST: Final = 100
"""So many connections stand on a page of the list."""

Chosen = Annotated[str, Query(max_length=32)]
Skip = Annotated[int, Query(alias="from", ge=0, le=1_000_000)]


@routes.get("/connections", access=may(Right.SEE_REFUSALS), include_in_schema=False)
def connections(request: Request, here: Here, guest: Guest, site: Chosen = "", skip: Skip = 0) -> Response:
    """Show the connections of the sites whose refused inputs a person may see, the newest first."""
    seen = sites_for(here, guest.known, Right.SEE_REFUSALS)
    chosen = [one for one in seen if not site or one.id == site]
    if site and not chosen:
        raise NotFound(f"There is no site '{site}'.")
    found = [(one, connection) for one in chosen for connection in here.registry.connections.all(one.id)]
    found.sort(key=lambda pair: (pair[1].created, pair[1].id), reverse=True)
    directory: Directory = request.app.state.directory
    directory.refresh()
    words, cares = tongue_of(request), {one.id for one in sites_for(here, guest.known, Right.SEE_CARE)}
    return page(
        request,
        "connections.html",
        site=chosen[0] if site else None,
        sites=seen,
        connections=[
            listed(connection, directory, here.reader(at.id).latest(connection.home), words, sees_care=at.id in cares)
            for at, connection in found[skip : skip + MOST]
        ],
        skipped=skip,
        more=skip + MOST if len(found) > skip + MOST else 0,
    )


@routes.get("/connections/{connection}/feed", access=may(Right.SEE_REFUSALS, Of.CONNECTION), include_in_schema=False)
def feed(request: Request, connection: str, here: Here, guest: Guest) -> Response:
    """Show what came of a connection lately, each message read or refused, and how it is doing."""
    found, site = _found(here, connection)
    directory: Directory = request.app.state.directory
    directory.refresh()
    view = feed_view(connection, site, guest.known, language_of(request))
    watched = Watched(here, directory, found)
    newest = watched.open()
    card = watched.card()
    return page(
        request,
        "feed.html",
        connection=found,
        home=card.home,
        site=site,
        devices=sorted((one for one in card.devices.values() if one.connection == found.id), key=lambda one: one.name),
        sees_care=view.sees_care,
        may_describe=holds(guest.known, Right.DESCRIBE, site.organisation, site.world),
        lines=watched.lines(newest, view)[::-1],
        figures=watched.figures(view),
        broker=here.broker,
        topic=(topics.alerts if found.listens else topics.events)(site.id, card.home.id, found.id),
        now_ms=to_micros(here.now()) // 1000,
    )


@routes.get(
    "/connections/{connection}/feed/stream", access=may(Right.SEE_REFUSALS, Of.CONNECTION), include_in_schema=False
)
async def stream(request: Request, connection: str, here: Here, guest: Guest) -> Response:
    """Send what came lately and then what comes, until the reader leaves, logs out or may no longer see it."""
    streams: FeedStreams = request.app.state.feeds
    language = language_of(request)
    _, site = await run_in_threadpool(_found, here, connection)
    view = feed_view(connection, site, guest.known, language)

    def may_stay() -> bool:
        now = recognise(here, request)
        sees = now.person is not None and holds(now.person, Right.SEE_REFUSALS, site.organisation, site.world)
        return sees and feed_view(connection, site, now.known, language) == view

    return StreamResponse(streams, await streams.join(view, may_stay))


def _found(here: Platform, connection: str) -> tuple[Connection, Site]:
    found = here.registry.connections.get(connection)
    return found, here.registry.places.site(found.site)
