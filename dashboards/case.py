"""An alert's page: what was seen and who has it, what can be done, and how the home is now and was for 24 hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from alerts.promised import Promised
from care.alerts import PUT_ASIDE, Alert, Move, MoveRecord, State
from care.duty import DutyBook
from care.events import Event
from care.notices import Notice
from care.situations import SITUATIONS
from dashboards.contacts import Contact, contacts
from dashboards.directory import Directory
from dashboards.duty import ShownNotice, shown_notice
from dashboards.health import Health, health, silent_devices
from dashboards.history import Done, history, notes
from dashboards.lanes import Span
from dashboards.plan import NOT_SHOWN, Plan, plan
from dashboards.rows import Row, lately, offered, order, row
from dashboards.standing import standing
from dashboards.timeline import Picture, picture
from dashboards.tongue import Tongue

BACK: Final = timedelta(hours=24)
"""So much of the home's time is drawn, until now."""
BEFORE: Final = timedelta(hours=12)
"""So far before that events are wanted, to tell which states were on when it begins."""

MOST_OTHERS: Final = 6
MOST_DRAWN: Final = 6
"""So many of the home's alerts are drawn into its 24 hours, the newest."""
MOST_DONE: Final = 25
"""So many notes and moves, the newest; the history has all."""

_TAKING_BACK: Final = frozenset({Move.UNSHELVE, Move.UNSUPPRESS, Move.RETURN_TO_SERVICE})


@dataclass(frozen=True, slots=True)
class Facts:
    """What an alert's page rests on.

    The alert, its moves and what was sent because of it; of its home the alerts and what devices told; who is who.
    """

    alert: Alert
    moves: Sequence[MoveRecord]
    alerts: Sequence[Alert] = ()
    latest: Sequence[Event] = ()
    events: Sequence[Event] = ()
    now: datetime | None = None
    notices: Sequence[Notice] = ()
    book: DutyBook | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """Another alert of the same home that is not closed."""

    id: str
    situation: str
    since: str
    state: str


@dataclass(frozen=True, slots=True)
class Case:
    """The page's parts; those about the home are None or empty for an alert of a whole site."""

    row: Row
    can_assign: bool
    can_shelve: bool
    can_take_back: bool
    can_comment: bool
    notes: tuple[Done, ...]
    done: tuple[Done, ...]
    told: tuple[ShownNotice, ...]
    others: tuple[Other, ...]
    contacts: tuple[Contact, ...]
    health: tuple[Health, ...]
    plan: Plan | None
    picture: Picture | None
    zone: ZoneInfo


def case(facts: Facts, directory: Directory, tongue: Tongue, promised: Promised, *, may_answer: bool) -> Case:
    """Lay out an alert's page in a language; what can be pressed only for who may answer."""
    alert = facts.alert
    card = directory.card(alert.home) if alert.home else None
    zone = (card.site if card else directory.registry.places.site(alert.site)).tz
    now = facts.now
    silent = silent_devices(facts.alerts)
    moves = offered(alert, Move) if may_answer else ()
    span = Span(now - BACK, now) if now else None
    lived = [event for event in facts.events if event.quantity not in NOT_SHOWN]
    return Case(
        row=row(alert, directory, tongue, may_answer=may_answer, promised=promised, lately=lately(facts.moves)),
        can_assign=Move.ASSIGN in moves,
        can_shelve=Move.SHELVE in moves,
        can_take_back=alert.state in PUT_ASIDE and bool(_TAKING_BACK.intersection(moves)),
        can_comment=may_answer,
        notes=notes(facts.moves, directory, tongue, zone)[:MOST_DONE],
        done=history(facts.moves, directory, tongue, zone)[:MOST_DONE],
        told=_told(facts, directory, tongue),
        others=_others(facts, directory, tongue, zone),
        contacts=contacts(card, facts.alerts, directory, tongue) if card else (),
        health=health(card, facts.latest, silent, tongue, now=now) if card and now else (),
        plan=plan(card, facts.latest, tongue, now=now, silent=silent) if card and now else None,
        picture=picture(card, span, lived, _within(facts.alerts, span), tongue, now=now)
        if card and now and span
        else None,
        zone=zone,
    )


def _told(facts: Facts, directory: Directory, tongue: Tongue) -> tuple[ShownNotice, ...]:
    if facts.book is None:
        return ()
    site = directory.registry.places.site(facts.alert.site)
    newest = facts.notices[-MOST_DONE:]
    return tuple(shown_notice(notice, facts.book, site, tongue) for notice in reversed(newest))


def _within(alerts: Sequence[Alert], span: Span) -> list[Alert]:
    within = [a for a in alerts if a.onset < span.end and (a.end or span.end) >= span.start]
    return sorted(within, key=lambda a: a.onset)[-MOST_DRAWN:]


def _others(facts: Facts, directory: Directory, tongue: Tongue, zone: ZoneInfo) -> tuple[Other, ...]:
    open_ = [a for a in facts.alerts if a.id != facts.alert.id and a.state is not State.CLOSED]
    return tuple(
        Other(
            alert.id,
            tongue.say(SITUATIONS[alert.situation].words),
            tongue.moment(alert.onset, zone),
            standing(alert, directory, tongue, zone),
        )
        for alert in sorted(open_, key=order)[:MOST_OTHERS]
    )
