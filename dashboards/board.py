"""The board: which alerts a reader sees, in which order, as rendered rows; and what changed since the last look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from alerts.paging import pages
from alerts.promised import PROMISED, Promised
from care.alerts import Alert, State
from care.situations import Priority
from dashboards.directory import Directory
from dashboards.rendering import render
from dashboards.rows import NOTHING_LATELY, Lately, Place, Shelf, order, row, shelf
from dashboards.tongue import Tongue, tongue

MOST_OPEN: Final = 300
MOST_RECENT: Final = 20
MOST_ASIDE: Final = 100
MOST_KEPT: Final = 10_000
_ALONE: Final = '<span class="badge" data-together hidden></span>'
NOTHING_YET: Final[Mapping[str, Lately]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class View:
    """Whose board: the language, the sites that are shown, and those where the reader may answer.

    ``mine`` is the reader where only what they were handed or go to is shown; what is hidden so is still counted.
    """

    language: str
    sites: frozenset[str]
    answers: frozenset[str]
    mine: str = ""


@dataclass(frozen=True, slots=True)
class RenderedRow:
    """A row as HTML without its place; ``spoken`` tells of a new one aloud.

    ``own_home`` is its home if that has its own clock, ``together`` says that others of its home follow it.
    """

    id: str
    site: str
    own_home: str
    shelf: Shelf
    content: str
    spoken: str
    place: Place
    together: str

    @property
    def order(self) -> str:
        """What sorts it within its shelf, as text."""
        return self.place.order

    @property
    def html(self) -> str:
        """The row in its place."""
        placed = self.content.replace('data-order=""', f'data-order="{self.order}"', 1)
        if not self.place.leads:
            placed = placed.replace('class="row ', 'class="row follows ', 1)
        return (
            placed.replace(_ALONE, f'<span class="badge" data-together>{self.together}</span>', 1)
            if self.together
            else placed
        )


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on a board: rows by shelf in order, and what found no room or is not the reader's own.

    ``calling`` are the alerts that call somebody now, with priority: also those that ``mine`` hides.
    """

    open: tuple[RenderedRow, ...]
    handover: tuple[RenderedRow, ...]
    aside: tuple[RenderedRow, ...]
    recent: tuple[RenderedRow, ...]
    more: int
    calling: Mapping[str, Priority]
    unanswered: int
    others: int
    others_unanswered: int

    @property
    def own_homes(self) -> Mapping[str, frozenset[str]]:
        """The homes on it that have their own clock, by site."""
        found = {(shown.site, shown.own_home) for shown in self.rows.values() if shown.own_home}
        return {site: frozenset(home for at, home in found if at == site) for site, _ in found}

    @property
    def rows(self) -> Mapping[str, RenderedRow]:
        """Every row by alert id."""
        return {shown.id: shown for shown in (*self.open, *self.handover, *self.aside, *self.recent)}


@dataclass(frozen=True, slots=True)
class Difference:
    """What turns one board into the next: rows to put in (changed or new), rows that only moved, rows to take out.

    ``new`` are those never seen open.
    ``called`` is the priority of each alert that began to call: also anew, and also of those that have no row.
    """

    put: tuple[RenderedRow, ...]
    moved: tuple[RenderedRow, ...]
    gone: tuple[str, ...]
    new: tuple[RenderedRow, ...]
    called: tuple[Priority, ...]
    recounted: bool

    def __bool__(self) -> bool:
        return bool(self.put or self.moved or self.gone or self.called or self.recounted)


@dataclass(slots=True)
class Painter:
    """Renders rows, each once per language and right to answer, until its alert or a name changes."""

    directory: Directory
    promised: Promised = field(default_factory=lambda: PROMISED)
    _kept: dict[tuple[str, str, bool], tuple[int, int, RenderedRow]] = field(default_factory=dict)

    def board(self, alerts: Iterable[Alert], view: View, lately: Mapping[str, Lately] = NOTHING_YET) -> Board:
        """Lay out a board for a view from all alerts that may stand on it; others' sites are left out.

        ``lately`` tells of an alert what only its moves tell.
        """
        change = self.directory.refresh()
        words = tongue(view.language)
        shelves: dict[Shelf, list[Alert]] = {"open": [], "handover": [], "aside": [], "recent": []}
        calling: dict[str, Priority] = {}
        unanswered = others = others_unanswered = 0
        for alert in alerts:
            if alert.site not in view.sites:
                continue
            stands = shelf(alert)
            if pages(alert):
                calling[alert.id] = alert.priority
            waits = stands == "open" and alert.state is not State.ACKNOWLEDGED
            if view.mine and view.mine not in {alert.assigned, alert.responder}:
                others += stands == "open"
                others_unanswered += waits
                continue
            unanswered += waits
            shelves[stands].append(alert)
        places = grouped(shelves["open"])
        found = sorted(shelves["open"], key=lambda alert: places[alert.id].order)

        def rows(chosen: Iterable[Alert]) -> tuple[RenderedRow, ...]:
            return tuple(
                self._row(a, view, words, change, places.get(a.id) or Place(order(a)), lately.get(a.id, NOTHING_LATELY))
                for a in chosen
            )

        return Board(
            open=rows(found[:MOST_OPEN]),
            handover=rows(sorted(shelves["handover"], key=order)[:MOST_ASIDE]),
            aside=rows(sorted(shelves["aside"], key=order)[:MOST_ASIDE]),
            recent=rows(sorted(shelves["recent"], key=order)[:MOST_RECENT]),
            more=max(0, len(found) - MOST_OPEN),
            calling=calling,
            unanswered=unanswered,
            others=others,
            others_unanswered=others_unanswered,
        )

    def _row(self, alert: Alert, view: View, words: Tongue, change: int, place: Place, lately: Lately) -> RenderedRow:
        may_answer = alert.site in view.answers
        key = (alert.id, view.language, may_answer)
        kept = self._kept.get(key)
        if kept and kept[:2] == (alert.version, change):
            return (
                kept[2] if kept[2].place == place else replace(kept[2], place=place, together=_together(place, words))
            )
        said = row(alert, self.directory, words, may_answer=may_answer, promised=self.promised, lately=lately)
        shown = RenderedRow(
            id=alert.id,
            site=alert.site,
            own_home=alert.home or "" if said.own_clock else "",
            shelf=said.shelf,
            content=render("row.html", view.language, row=said),
            spoken=f"{said.priority_words}: {said.situation}, {said.home_name}",
            place=place,
            together=_together(place, words),
        )
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()  # the rows that boards still show are soon there again
        self._kept[key] = (alert.version, change, shown)
        return shown


def grouped(alerts: Iterable[Alert]) -> dict[str, Place]:
    """Give each alert its place: those of one home stand together, where the most urgent of them stands."""
    homes: dict[str, list[Alert]] = {}
    for alert in sorted(alerts, key=order):
        homes.setdefault(alert.home or alert.id, []).append(alert)
    return {
        alert.id: Place(f"{order(group[0])}/{n:03d}-{alert.id}", len(group), leads=n == 0)
        for group in homes.values()
        for n, alert in enumerate(group)
    }


def _together(place: Place, words: Tongue) -> str:
    alone = place.together < 2 or not place.leads  # noqa: PLR2004 - one alert is alone
    return "" if alone else words.count("{n} alert here", "{n} alerts here", place.together)


def difference(before: Board, after: Board) -> Difference:
    """Tell what changed between two boards of one view."""
    old, new = before.rows, after.rows
    return Difference(
        put=tuple(shown for id_, shown in new.items() if id_ not in old or not _same(old[id_], shown)),
        moved=tuple(s for id_, s in new.items() if id_ in old and _same(old[id_], s) and old[id_].place != s.place),
        gone=tuple(id_ for id_ in old if id_ not in new),
        new=tuple(
            shown
            for id_, shown in new.items()
            if shown.shelf == "open" and (id_ not in old or (id_ in after.calling and id_ not in before.calling))
        ),
        called=tuple(priority for id_, priority in after.calling.items() if id_ not in before.calling),
        recounted=(before.others, before.others_unanswered) != (after.others, after.others_unanswered),
    )


def _same(one: RenderedRow, other: RenderedRow) -> bool:
    return one.content == other.content and one.shelf == other.shelf


def summary(board: Board, language: str) -> str:
    """Say how many alerts are open, and how many of them nobody has answered."""
    number = len(board.open) + board.more
    words = tongue(language)
    if not number:
        return words.say("No open alerts")
    said = words.count("{n} open alert", "{n} open alerts", number)
    return f"{said}, {words.count('{n} unanswered', '{n} unanswered', board.unanswered)}" if board.unanswered else said


def elsewhere(board: Board, language: str) -> str:
    """Say what the filter "mine" hides; "" for nothing."""
    words = tongue(language)
    if not board.others:
        return ""
    said = words.count("{n} open alert is not yours", "{n} open alerts are not yours", board.others)
    if board.others_unanswered:
        said += ", " + words.count("{n} unanswered", "{n} unanswered", board.others_unanswered)
    return said
