"""The board: which alerts a reader sees, in which order, as rendered rows; and what changed since the last look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from care.alerts import Alert
from dashboards.directory import Directory
from dashboards.rendering import render
from dashboards.rows import Shelf, order, row, shelf
from dashboards.tongue import Tongue, tongue

MOST_OPEN: Final = 300
MOST_RECENT: Final = 20
MOST_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class View:
    """Whose board: the language, the sites that are seen, and those where the reader may answer."""

    language: str
    sites: frozenset[str]
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class RenderedRow:
    """A row as HTML; ``spoken`` tells of a new one aloud, ``own_home`` is its home if that has its own clock."""

    id: str
    site: str
    own_home: str
    shelf: Shelf
    order: str
    html: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on a board: open rows and recent rows in order, and how many open ones found no room."""

    open: tuple[RenderedRow, ...]
    recent: tuple[RenderedRow, ...]
    more: int

    @property
    def own_homes(self) -> Mapping[str, frozenset[str]]:
        """The homes on it that have their own clock, by site."""
        found = {(shown.site, shown.own_home) for shown in self.rows.values() if shown.own_home}
        return {site: frozenset(home for at, home in found if at == site) for site, _ in found}

    @property
    def rows(self) -> Mapping[str, RenderedRow]:
        """Every row by alert id."""
        return {shown.id: shown for shown in (*self.open, *self.recent)}


@dataclass(frozen=True, slots=True)
class Difference:
    """What turns one board into the next: rows to put in (changed or new), rows to take out, rows never seen open."""

    put: tuple[RenderedRow, ...]
    gone: tuple[str, ...]
    new: tuple[RenderedRow, ...]

    def __bool__(self) -> bool:
        return bool(self.put or self.gone)


@dataclass(slots=True)
class Painter:
    """Renders rows, each once per language and right to answer, until its alert or a name changes."""

    directory: Directory
    _kept: dict[tuple[str, str, bool], tuple[int, int, RenderedRow]] = field(default_factory=dict)

    def board(self, alerts: Iterable[Alert], view: View) -> Board:
        """Lay out a board for a view from all alerts that may stand on it; others' sites are left out."""
        change = self.directory.refresh()
        words = tongue(view.language)
        shelves: dict[Shelf, list[Alert]] = {"open": [], "recent": []}
        for alert in alerts:
            if alert.site in view.sites:
                shelves[shelf(alert)].append(alert)
        found = sorted(shelves["open"], key=order)
        recent = sorted(shelves["recent"], key=order)[:MOST_RECENT]
        return Board(
            open=tuple(self._row(alert, view, words, change) for alert in found[:MOST_OPEN]),
            recent=tuple(self._row(alert, view, words, change) for alert in recent),
            more=max(0, len(found) - MOST_OPEN),
        )

    def _row(self, alert: Alert, view: View, words: Tongue, change: int) -> RenderedRow:
        may_answer = alert.site in view.answers
        key = (alert.id, view.language, may_answer)
        kept = self._kept.get(key)
        if kept and kept[:2] == (alert.version, change):
            return kept[2]
        said = row(alert, self.directory, words, may_answer=may_answer)
        shown = RenderedRow(
            id=alert.id,
            site=alert.site,
            own_home=alert.home or "" if said.own_clock else "",
            shelf=said.shelf,
            order=said.order,
            html=render("row.html", view.language, row=said),
            spoken=f"{said.priority_words}: {said.situation}, {said.home_name}",
        )
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()  # the rows that boards still show are soon there again
        self._kept[key] = (alert.version, change, shown)
        return shown


def difference(before: Board, after: Board) -> Difference:
    """Tell what changed between two boards of one view."""
    old, new = before.rows, after.rows
    return Difference(
        put=tuple(shown for id_, shown in new.items() if old.get(id_) != shown),
        gone=tuple(id_ for id_ in old if id_ not in new),
        new=tuple(shown for id_, shown in new.items() if id_ not in old and shown.shelf == "open"),
    )


def summary(board: Board, language: str) -> str:
    """Say how many alerts are open."""
    number = len(board.open) + board.more
    words = tongue(language)
    return words.count("{n} open alert", "{n} open alerts", number) if number else words.say("No open alerts")
