"""A home's page: what its devices last told, in words with age, and one day as a timeline with a table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from care.alerts import Alert, State
from care.events import TICK, Event
from care.situations import SITUATIONS
from dashboards.directory import HomeCard
from dashboards.lanes import Lane, Span, lanes
from dashboards.rows import STATE_WORDS, lateness
from dashboards.tongue import Tongue
from dashboards.words import QUANTITY_WORDS, happening, has_sentence, state

LANE_HEIGHT: Final = 46
AXIS_HEIGHT: Final = 24
NIGHT: Final = (time(6), time(22))
"""The night ends at the first and begins at the second: shaded, as a help to the eye only."""

MOST_LISTED: Final = 400
"""So many happenings stand in the table of a day; it says so when there were more."""


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
class Mark:
    """An alert on the timeline: from ``x`` to ``x + width`` percent of the day; ``begun`` on this day."""

    x: float
    width: float
    begun: bool
    words: str


@dataclass(frozen=True, slots=True)
class ShownLane:
    """A lane with its words and its place in the picture."""

    lane: Lane
    y: int
    label: str
    detail: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a home: the picture's parts and, in ``told``, the same in words as (clock, where, what)."""

    shown: date
    previous: date
    following: date | None
    title: str
    lanes: tuple[ShownLane, ...]
    marks: tuple[Mark, ...]
    nights: tuple[tuple[float, float], ...]
    hours: tuple[tuple[float, str], ...]
    now: float | None
    height: int
    told: tuple[tuple[str, str, str], ...]
    unlisted: int


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
) -> Day:
    """Lay out a day. ``events`` begin early enough before it to tell which states were on at midnight."""
    span = Span.of(shown, card.zone)
    found = lanes(events, span, now=now)
    placed = tuple(_lane(card, lane, index, tongue) for index, lane in enumerate(found))
    told = sorted((e for lane in found for e in lane.events), key=lambda e: e.order)
    today = now.astimezone(card.zone).date()
    return Day(
        shown=shown,
        previous=shown - timedelta(days=1),
        following=shown + timedelta(days=1) if shown < today else None,
        title=tongue.day(shown),
        lanes=placed,
        marks=_marks(alerts, span, tongue, card, now),
        nights=tuple(_nights(span, shown, card)),
        hours=tuple(_hours(span, shown, card)),
        now=span.share(now) if span.start <= now < span.end else None,
        height=AXIS_HEIGHT + LANE_HEIGHT * (len(placed) + bool(alerts)),
        told=tuple(_said(card, event, tongue) for event in told[:MOST_LISTED]),
        unlisted=max(0, len(told) - MOST_LISTED),
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


def _lane(card: HomeCard, lane: Lane, index: int, tongue: Tongue) -> ShownLane:
    name = card.device_name(lane.device)
    label = tongue.say(QUANTITY_WORDS[lane.quantity].label)
    detail = ""
    if lane.curve:
        low, high = (state(tongue, lane.quantity, v) for v in (lane.curve.low, lane.curve.high))
        detail = low if low == high else f"{low} – {high}"
    return ShownLane(lane, AXIS_HEIGHT + LANE_HEIGHT * index, f"{name} · {label}", detail)


def _marks(alerts: Sequence[Alert], span: Span, tongue: Tongue, card: HomeCard, now: datetime) -> tuple[Mark, ...]:
    made = []
    for alert in sorted(alerts, key=lambda alert: alert.onset):
        if alert.onset >= span.end or (alert.end or now) < span.start:
            continue
        x = span.share(alert.onset)
        begun = alert.onset >= span.start
        onset = (tongue.clock if begun else tongue.moment)(alert.onset, card.zone)
        until = tongue.clock(alert.end, card.zone) if alert.end else ""
        when = f"{onset}–{until}" if until else onset
        said = [tongue.say(SITUATIONS[alert.situation].words), *lateness(alert, tongue)]
        said.append(tongue.say(STATE_WORDS[alert.state]))
        over = alert.end or (alert.onset if alert.state is State.CLOSED else now)
        made.append(Mark(x, round(span.share(over) - x, 3), begun, ". ".join([when, *said])))
    return tuple(made)


def _nights(span: Span, shown: date, card: HomeCard) -> list[tuple[float, float]]:
    morning, evening = (span.share(datetime.combine(shown, at, card.zone)) for at in NIGHT)
    return [(0.0, morning), (evening, round(100 - evening, 3))]


def _hours(span: Span, shown: date, card: HomeCard) -> list[tuple[float, str]]:
    return [(span.share(datetime.combine(shown, time(hour), card.zone)), f"{hour:02d}") for hour in range(0, 24, 3)]


def _said(card: HomeCard, event: Event, tongue: Tongue) -> tuple[str, str, str]:
    clock = event.time.astimezone(card.zone).strftime("%H:%M:%S")
    name = card.device_name(event.device)
    what = f"{tongue.say(QUANTITY_WORDS[event.quantity].label)}: {state(tongue, event.quantity, event.value)}"
    return (clock, name, what)
