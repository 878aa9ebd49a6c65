"""The board: its first paint, and its stream."""

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.access.rights import Right, holds_somewhere
from api.access.rule import Routes, may
from api.access.visitor import Guest, Here, recognise
from api.board_alerts import BoardAlerts
from api.listening import StreamResponse
from api.pages.frame import language_of, page
from api.platform import Platform
from api.sight import TESTS, sites_for, view_for
from api.stream import BoardStreams
from care.clock import to_micros
from care.errors import NotFound
from care.people import Person, World
from dashboards.board import Painter, elsewhere, summary
from dashboards.tongue import Tongue, message, tongue

routes: Final = Routes()

FIRST: Final = 12
"""So many rows of a shelf stand in the page itself: as many as a wall shows; the stream brings all at once after."""

KEYS: Final = (
    ("j ↓", message("next alert")),
    ("k ↑", message("alert before")),
    ("Enter", message("its page")),
    ("s", message("I have seen it")),
    ("w", message("I am on the way")),
    ("t", message("I am there")),
    ("c", message("Close")),
    ("Esc", message("out of the form")),
)

Site = Annotated[str, Query(max_length=32, description="Only this site; '.tests' for all test sites.")]
Mine = Annotated[bool, Query(description="Only what is yours: handed to you, or you are on the way.")]


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice of what the board shows, as a link."""

    href: str
    words: str
    here: bool
    test: bool = False


@routes.get("/board", access=may(Right.SEE_CARE), include_in_schema=False)
def board(request: Request, here: Here, guest: Guest, site: Site = "", mine: Mine = False) -> Response:
    """Show the board as it is now; the stream takes over from there."""
    painter: Painter = request.app.state.painter
    language = language_of(request)
    alerts = BoardAlerts(here.registry.alerts)
    alerts.load()
    view = view_for(here, guest.known, language, chosen=site, only_mine=mine)
    shown = painter.board(alerts.all(), view, alerts.lately)
    answers = holds_somewhere(guest.known, Right.ANSWER)
    words = tongue(language)
    return page(
        request,
        "board.html",
        board=shown,
        first=FIRST,
        summary=summary(shown, language),
        elsewhere=elsewhere(shown, language),
        now_ms=to_micros(here.now()) // 1000,
        stream=_address("/board/stream", site, mine),
        filters=_filters(here, guest.known, words, site, mine),
        mine=Filter(_address("/board", site, not mine), words.say("Mine"), mine) if answers else None,
        answers=answers,
        keys=KEYS,
    )


@routes.get("/board/stream", access=may(Right.SEE_CARE), include_in_schema=False)
async def stream(request: Request, here: Here, guest: Guest, site: Site = "", mine: Mine = False) -> Response:
    """Send the board and then every change, until the reader leaves, logs out or may no longer see it."""
    streams: BoardStreams = request.app.state.streams
    language = language_of(request)
    view = await run_in_threadpool(view_for, here, guest.known, language, chosen=site, only_mine=mine)

    def may_stay() -> bool:
        now = recognise(here, request)
        try:
            return now.person is not None and view_for(here, now.person, language, chosen=site, only_mine=mine) == view
        except NotFound:  # the chosen site is theirs no more
            return False

    return StreamResponse(streams, await streams.join(view, may_stay))


def _filters(here: Platform, person: Person, words: Tongue, chosen: str, mine: bool) -> list[Filter]:
    """Give the choices, none where there is but one site."""
    sites = sites_for(here, person, Right.SEE_CARE)
    real = [site for site in sites if site.world is World.REAL]
    test = [site for site in sites if site.world is World.TEST]
    if len(sites) < 2:  # noqa: PLR2004 - one is no choice
        return []
    every = Filter(_address("/board", "", mine), words.say("All sites"), not chosen, test=not real)
    each = [Filter(_address("/board", s.id, mine), s.name, chosen == s.id) for s in real]
    tests = Filter(_address("/board", TESTS, mine), words.say("All test sites"), chosen == TESTS, test=True)
    tried = [Filter(_address("/board", s.id, mine), s.name, chosen == s.id, test=True) for s in test]
    return [every, *(each if len(each) > 1 else ()), *((tests,) if real and len(test) > 1 else ()), *tried]


def _address(path: str, site: str, mine: bool) -> str:
    query = urlencode({name: value for name, value in (("site", site), ("mine", "1" if mine else "")) if value})
    return f"{path}?{query}" if query else path
