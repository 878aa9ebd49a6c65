"""The board: its first paint, and its stream."""

from typing import Final

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.access.rights import Right
from api.access.rule import Routes, may
from api.access.visitor import Guest, Here, recognise
from api.board_alerts import BoardAlerts
from api.pages.frame import language_of, page
from api.sight import view_for
from api.stream import BoardResponse, BoardStreams
from dashboards.board import Painter, summary

routes: Final = Routes()


@routes.get("/board", access=may(Right.SEE_CARE), include_in_schema=False)
def board(request: Request, here: Here, guest: Guest) -> Response:
    """Show the board as it is now; the stream takes over from there."""
    painter: Painter = request.app.state.painter
    language = language_of(request)
    alerts = BoardAlerts(here.registry.alerts)
    alerts.load()
    shown = painter.board(alerts.all(), view_for(here, guest.known, language))
    return page(request, "board.html", board=shown, summary=summary(shown, language))


@routes.get("/board/stream", access=may(Right.SEE_CARE), include_in_schema=False)
async def stream(request: Request, here: Here, guest: Guest) -> Response:
    """Send the board and then every change, until the reader leaves, logs out or may no longer see it."""
    streams: BoardStreams = request.app.state.streams
    language = language_of(request)
    view = await run_in_threadpool(view_for, here, guest.known, language)

    def may_stay() -> bool:
        now = recognise(here, request)
        return now.person is not None and view_for(here, now.person, language) == view

    return BoardResponse(streams, await streams.join(view, may_stay))
