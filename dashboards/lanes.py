"""What one device told in a span, as marks on a lane: bars where a state lasted, ticks where something happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from care.events import ALERT, TICK, Event
from care.quantities import QUANTITIES, Kind

MOMENTARY: Final = frozenset({"motion", "alarm.button", "fall", "dose.taken", "dose.missed", "flush", "stove.cutoff"})
"""What happens rather than lasts: without an end that was told, it is a tick and never a bar until now."""

MOST_POINTS: Final = 240
"""A curve has at most about so many points; a screen shows no more."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, [start, end); a home's day is 23 or 25 hours long when summer time begins or ends."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, day: date, zone: ZoneInfo) -> "Span":
        """Give the span of a local date."""
        midnight = datetime.combine(day, time(), zone)
        return cls(midnight.astimezone(UTC), (midnight + timedelta(days=1)).astimezone(UTC))

    def share(self, moment: datetime) -> float:
        """Give where a moment lies, in percent of the span, kept within it."""
        return round(min(1.0, max(0.0, (moment - self.start) / (self.end - self.start))) * 100, 3)


@dataclass(frozen=True, slots=True)
class Bar:
    """A state that lasted; ``begun``/``over`` are None where the span does not hold its beginning or end."""

    x: float
    width: float
    begun: datetime | None
    over: datetime | None


@dataclass(frozen=True, slots=True)
class Tick:
    """Something that happened at an instant."""

    x: float
    time: datetime


@dataclass(frozen=True, slots=True)
class Curve:
    """Numbers as points in a box of 100 x 100; ``low`` and ``high`` are those of the span."""

    points: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Lane:
    """One device and quantity: bars and ticks, or a curve; ``events`` of the span, oldest first."""

    device: str
    quantity: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    curve: Curve | None
    events: tuple[Event, ...]


def lanes(events: Sequence[Event], span: Span, *, now: datetime) -> list[Lane]:
    """Make a lane for each device and quantity that told something in the span.

    Args:
        events: In any order; those before the span tell which states were on when it began.
        span: The stretch of time.
        now: The home's time; a state that is on lasts until then, at most.
    """
    ordered = sorted(
        (e for e in events if e.time < span.end and e.quantity not in {ALERT, TICK}),
        key=lambda e: (e.device, e.quantity, e.time),
    )
    made = []
    for (device, quantity), group in groupby(ordered, key=lambda e: (e.device, e.quantity)):
        told = list(group)
        within = tuple(e for e in told if e.time >= span.start)
        kind = QUANTITIES[quantity].kind
        bars: tuple[Bar, ...] = ()
        ticks: tuple[Tick, ...] = ()
        curve = None
        if kind is Kind.BOOL:
            bars, ticks = _states(told, span, now)
        elif kind is Kind.NUMBER and within:
            curve = _curve(within, span)
        else:
            ticks = tuple(Tick(span.share(e.time), e.time) for e in within)
        if within or bars:
            made.append(Lane(device, quantity, bars, ticks, curve, within))
    return made


def _thinned(events: Sequence[Event]) -> Sequence[Event]:
    """Leave so many that an eye misses none: of each run of neighbours the first, the least and the greatest."""
    size = 3 * len(events) // MOST_POINTS
    if size < 3:  # noqa: PLR2004 - a run of two has nothing to leave out
        return events
    kept: list[Event] = []
    for start in range(0, len(events), size):
        run = events[start : start + size]
        chosen = {id(e): e for e in (run[0], min(run, key=_number), max(run, key=_number))}
        kept += sorted(chosen.values(), key=lambda e: e.time)
    return kept


def _number(event: Event) -> float:
    return float(event.value)


def _states(told: Sequence[Event], span: Span, now: datetime) -> tuple[tuple[Bar, ...], tuple[Tick, ...]]:
    """Pair each "true" with the "false" that follows it; a "true" that is told again, or never ended, is a tick.

    A sensor that never tells "false" (many motion sensors, some doors) thus shows ticks alone.
    """
    goes_on = any(e.value is False for e in told) and told[0].quantity not in MOMENTARY
    bars: list[Bar] = []
    ticks: list[Tick] = []
    for index, event in enumerate(told):
        if event.value is not True:
            continue
        after = told[index + 1] if index + 1 < len(told) else None
        if goes_on if after is None else after.value is False:
            over = after.time if after else min(now, span.end)
            if over > span.start:
                left = span.share(event.time)
                bars.append(
                    Bar(
                        left,
                        round(span.share(over) - left, 3),
                        event.time if event.time >= span.start else None,
                        after.time if after else None,
                    )
                )
        elif event.time >= span.start:
            ticks.append(Tick(span.share(event.time), event.time))
    return tuple(bars), tuple(ticks)


def _curve(events: Sequence[Event], span: Span) -> Curve:
    values = [float(e.value) for e in events]
    low, high = min(values), max(values)
    height = (high - low) or 1.0
    middle = 0.5 if high == low else 0.0
    points = " ".join(
        f"{span.share(e.time):g},{100 * (1 - (middle + (float(e.value) - low) / height)):.1f}" for e in _thinned(events)
    )
    return Curve(points, low, high)
