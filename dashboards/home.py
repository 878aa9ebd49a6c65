"""A home's page: what its devices last told, in words with age, and one day as a timeline with a table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from care.alerts import Alert
from care.events import TICK, Event
from dashboards.directory import HomeCard
from dashboards.lanes import Span
from dashboards.timeline import Picture, picture
from dashboards.tongue import Tongue
from dashboards.words import QUANTITY_WORDS, happening, has_sentence, state

MOST_LISTED: Final = 150
"""So many happenings of a day are said on one page, so that it stays small; the next page goes on."""


@dataclass(frozen=True, slots=True)
class Latest:
    """What a device told last of one quantity: a happening as a sentence, or ``quantity`` and its value."""

    device: str
    room: str
    quantity: str
    value: str
    when: str
    age: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a home: a picture and, in ``told``, the same in words as (clock, where, what), from ``skipped`` on."""

    shown: date
    previous: date
    following: date | None
    title: str
    picture: Picture
    told: tuple[tuple[str, str, str], ...]
    skipped: int
    count: int

    @property
    def more(self) -> int | None:
        """How many are passed over by the page that goes on from here; None when this is the last."""
        reached = self.skipped + len(self.told)
        return reached if reached < self.count else None


def latest(card: HomeCard, events: Sequence[Event], tongue: Tongue, *, now: datetime) -> list[Latest]:
    """Say each newest value; the newest told stands first."""
    shown = [e for e in events if e.quantity != TICK and e.quantity in QUANTITY_WORDS]
    return [_latest(card, event, tongue, now) for event in sorted(shown, key=lambda e: e.time, reverse=True)]


def day(
    card: HomeCard,
    shown: date,
    events: Sequence[Event],
    alerts: Sequence[Alert],
    tongue: Tongue,
    *,
    now: datetime,
    skip: int = 0,
) -> Day:
    """Lay out a day. ``events`` begin early enough before it to tell which states were on at midnight."""
    span = Span.of(shown, card.zone)
    drawn = picture(card, span, events, alerts, tongue, now=now)
    told = sorted((e for shown_lane in drawn.lanes for e in shown_lane.lane.events), key=lambda e: e.order)
    today = now.astimezone(card.zone).date()
    return Day(
        shown=shown,
        previous=shown - timedelta(days=1),
        following=shown + timedelta(days=1) if shown < today else None,
        title=tongue.day(shown),
        picture=drawn,
        told=tuple(said(card, event, tongue) for event in told[skip : skip + MOST_LISTED]),
        skipped=skip,
        count=len(told),
    )


def _latest(card: HomeCard, event: Event, tongue: Tongue, now: datetime) -> Latest:
    """Say a value; a sentence says what happened and never claims that it still holds: some sensors tell no end."""
    name, spot = card.device_name(event.device), card.spot(event.device, event.time)
    room = card.room(event.device, event.time)
    sentence = has_sentence(event.quantity, event.value)
    return Latest(
        device=name,
        room=room,
        quantity="" if sentence else tongue.say(QUANTITY_WORDS[event.quantity].label),
        value=happening(
            tongue,
            event.quantity,
            event.value,
            device=room or name if event.quantity == "motion" else name,
            spot=spot,
            time=event.time,
            zone=card.zone,
        )
        if sentence
        else state(tongue, event.quantity, event.value),
        when=tongue.moment(event.time, card.zone),
        age=tongue.age(now - event.time),
    )


def said(card: HomeCard, event: Event, tongue: Tongue) -> tuple[str, str, str]:
    """Say what a device told, as (clock, device, what)."""
    clock = event.time.astimezone(card.zone).strftime("%H:%M:%S")
    name = card.device_name(event.device)
    what = f"{tongue.say(QUANTITY_WORDS[event.quantity].label)}: {state(tongue, event.quantity, event.value)}"
    return (clock, name, what)
