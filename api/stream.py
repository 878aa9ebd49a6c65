"""The board's stream: one poller per process follows the desk's moves, renders once per view, and fans out."""

import asyncio
from collections.abc import Sequence

from api.board_alerts import BoardAlerts
from api.listening import CLOCK_EVERY, OWN_CLOCK_EVERY, Listening, encoded
from api.platform import Platform
from care.clock import to_micros
from dashboards.board import Board, Difference, Painter, View, difference, elsewhere, summary
from dashboards.rendering import render
from dashboards.rows import Shelf


class BoardStreams(Listening[View]):
    """All open boards of this process."""

    def __init__(self, platform: Platform, painter: Painter) -> None:
        super().__init__(platform.flush.total_seconds())
        self._platform = platform
        self._painter = painter
        self._alerts = BoardAlerts(platform.registry.alerts)
        self._boards: dict[View, Board] = {}
        """Each view's board as its clients have it."""

    async def _open(self, view: View) -> Sequence[bytes]:
        if not self._clients:
            await asyncio.to_thread(self._alerts.load)
        board = self._boards.get(view)
        if board is None:
            board = self._boards[view] = await self._board(view)
        return (_snapshot(board, view), await asyncio.to_thread(self._clock, view, board))

    async def _look(self) -> None:
        if await asyncio.to_thread(self._alerts.follow):
            for view, before in list(self._boards.items()):
                board = await self._board(view)
                if view in self._boards:  # else the last client left meanwhile
                    self._boards[view] = board
                if changed := difference(before, board):
                    self._send(view, _rows(changed, board, view))
        own = any(board.own_homes for board in self._boards.values())
        if self._is_due("clocks", OWN_CLOCK_EVERY if own else CLOCK_EVERY):
            for view, board in list(self._boards.items()):
                self._send(view, await asyncio.to_thread(self._clock, view, board))

    def _forget(self, view: View) -> None:
        self._boards.pop(view, None)

    async def _board(self, view: View) -> Board:
        return await asyncio.to_thread(self._painter.board, self._alerts.all(), view, self._alerts.lately)

    def _clock(self, view: View, board: Board) -> bytes:
        homes: dict[str, int] = {}
        for site in view.sites & board.own_homes.keys():
            judged = self._platform.reader(site).judged()
            homes |= {home: to_micros(judged[home]) // 1000 for home in board.own_homes[site] if home in judged}
        return encoded("clock", {"now": to_micros(self._platform.now()) // 1000, "homes": homes})


def _snapshot(board: Board, view: View) -> bytes:
    said = _said(board, view)
    html = render("shelves.html", view.language, board=board, first=None, **said)
    return encoded("board", {"html": html, **said, **_totals(board)}, retry=2000)


def _rows(changed: Difference, board: Board, view: View) -> bytes:
    put: list[dict[str, str | Shelf]] = [{"shelf": row.shelf, "html": row.html} for row in changed.put]
    spoken = [row.spoken for row in changed.new]
    moved = [
        {"id": row.id, "order": row.order, "follows": not row.place.leads, "together": row.together}
        for row in changed.moved
    ]
    told = {"put": put, "moved": moved, "gone": changed.gone, "spoken": spoken, "called": changed.called}
    return encoded("rows", {**told, **_said(board, view), **_totals(board)})


def _said(board: Board, view: View) -> dict[str, str]:
    return {"summary": summary(board, view.language), "elsewhere": elsewhere(board, view.language)}


def _totals(board: Board) -> dict[str, int]:
    return {"open": len(board.open) + board.more, "more": board.more}
