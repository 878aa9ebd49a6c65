"""A stretch of a home's time as a picture: a lane for each device and quantity, nights, hours, and its alerts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from care.alerts import Alert, State
from care.events import Event
from care.situations import SITUATIONS
from dashboards.directory import HomeCard
from dashboards.lanes import Bar, Lane, Span, lanes
from dashboards.standing import STATE_WORDS, lateness
from dashboards.tongue import Tongue
from dashboards.words import QUANTITY_WORDS, state

LANE_HEIGHT: Final = 46
AXIS_HEIGHT: Final = 24
NIGHT: Final = (time(6), time(22))
"""The night ends at the first and begins at the second: shaded, as a help to the eye only."""

SHORT: Final = timedelta(hours=9)
"""Up to so much time every hour is marked, else every third."""

MOST_NAMED: Final = 24
"""So many bars of a lane say their times when pointed at; more are drawn as one shape, for a page that stays small."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An alert in the picture: from ``x`` to ``x + width`` percent; ``begun`` within it."""

    x: float
    width: float
    begun: bool
    words: str


@dataclass(frozen=True, slots=True)
class ShownLane:
    """A lane with its words and its place; ``strokes`` and ``blocks`` are paths in a box of 100 x 16."""

    lane: Lane
    y: int
    label: str
    detail: str
    strokes: str
    blocks: str
    named: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A lane of marks of one kind beneath the devices', such as what was true or what one source told; its place."""

    label: str
    kind: str
    marks: tuple[Mark, ...]
    y: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture's parts; places along it are percentages of its span."""

    lanes: tuple[ShownLane, ...]
    marks: tuple[Mark, ...]
    nights: tuple[tuple[float, float], ...]
    hours: tuple[tuple[float, str], ...]
    now: float | None
    height: int
    tracks: tuple[Track, ...] = ()


def picture(
    card: HomeCard,
    span: Span,
    events: Sequence[Event],
    alerts: Sequence[Alert],
    tongue: Tongue,
    *,
    now: datetime,
    tracks: Sequence[Track] = (),
) -> Picture:
    """Lay out a span. ``events`` begin early enough before it to tell which states were on when it began."""
    found = lanes(events, span, now=now)
    placed = tuple(_lane(card, lane, index, tongue) for index, lane in enumerate(found))
    over = AXIS_HEIGHT + LANE_HEIGHT * (len(placed) + bool(alerts))
    return Picture(
        lanes=placed,
        marks=tuple(_marks(alerts, span, tongue, card, now)),
        nights=tuple(_nights(span, card.zone)),
        hours=tuple(_hours(span, card.zone)),
        now=span.share(now) if span.start <= now < span.end else None,
        height=over + LANE_HEIGHT * len(tracks),
        tracks=tuple(replace(track, y=over + LANE_HEIGHT * index) for index, track in enumerate(tracks)),
    )


def _lane(card: HomeCard, lane: Lane, index: int, tongue: Tongue) -> ShownLane:
    name = card.device_name(lane.device)
    label = tongue.say(QUANTITY_WORDS[lane.quantity].label)
    detail = ""
    if lane.curve:
        low, high = (state(tongue, lane.quantity, v) for v in (lane.curve.low, lane.curve.high))
        detail = low if low == high else f"{low} – {high}"
    many = len(lane.bars) > MOST_NAMED
    return ShownLane(
        lane=lane,
        y=AXIS_HEIGHT + LANE_HEIGHT * index,
        label=f"{name} · {label}",
        detail=detail,
        strokes="".join(f"M{x:g} 0v16" for x in dict.fromkeys(round(tick.x, 1) for tick in lane.ticks)),
        blocks="".join(f"M{x:g} 0h{w:g}v16h-{w:g}z" for x, w in _places(lane.bars)) if many else "",
        named=() if many else lane.bars,
    )


def _places(bars: Sequence[Bar]) -> Iterable[tuple[float, float]]:
    """Give where bars lie, as exactly as a screen shows, each place once."""
    return dict.fromkeys((round(bar.x, 1), max(0.1, round(bar.width, 1))) for bar in bars)


def _marks(alerts: Sequence[Alert], span: Span, tongue: Tongue, card: HomeCard, now: datetime) -> Iterator[Mark]:
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
        yield Mark(x, round(span.share(over) - x, 3), begun, ". ".join([when, *said]))


def _nights(span: Span, zone: ZoneInfo) -> Iterator[tuple[float, float]]:
    morning, evening = NIGHT
    day = span.start.astimezone(zone).date() - timedelta(days=1)
    while (begins := datetime.combine(day, evening, zone)) < span.end:
        day += timedelta(days=1)
        left, right = span.share(begins), span.share(datetime.combine(day, morning, zone))
        if right > left:
            yield left, round(right - left, 3)


def _hours(span: Span, zone: ZoneInfo) -> Iterator[tuple[float, str]]:
    day = span.start.astimezone(zone).date()
    step = 1 if span.end - span.start <= SHORT else 3
    while datetime.combine(day, time(), zone) < span.end:
        for hour in range(0, 24, step):
            at = datetime.combine(day, time(hour), zone)
            if span.start <= at < span.end:
                yield span.share(at), f"{hour:02d}"
        day += timedelta(days=1)
