"""A resident's last weeks as a picture: toilet visits a day, early signs, what was done and followed up."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from alerts.rooms import has_toilet
from alerts.rules.toilet_visits_rising import PAUSE
from care.alerts import Alert
from care.clock import is_between
from care.events import Event
from care.interventions import EARLY_SIGNS, Intervention
from care.situations import SITUATIONS
from dashboards.directory import HomeCard
from dashboards.tongue import Tongue

DAYS: Final = 42
"""Six weeks are shown: what is usual, a sign, and what came of what was done."""

QUANTITIES: Final = frozenset({"motion", "flush"})
"""What toilet visits are counted by."""

NIGHT: Final = (time(22), time(6))
AXIS: Final = 24
TALL: Final = 96
LANE: Final = 46
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """The toilet visits of one day: place and height in percent, the part of the night at the bottom."""

    x: float
    height: float
    night: float
    words: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Something that happened or lasted: from ``x``, for ``width`` percent."""

    x: float
    width: float
    words: str


@dataclass(frozen=True, slots=True)
class SignLane:
    """One line of the picture; ``kind`` is sign, done or followed."""

    kind: str
    label: str
    y: int
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Weeks:
    """The picture, and the same in words: ``told`` as (day, what), the newest first."""

    title: str
    day_width: float
    ticks: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]
    most: int
    lanes: tuple[SignLane, ...]
    height: int
    told: tuple[tuple[str, str], ...]


def first_day(today: date) -> date:
    """Give the first day that is shown."""
    return today - timedelta(days=DAYS - 1)


def bathroom_devices(card: HomeCard) -> frozenset[str]:
    """Give the devices that ever stood in a bathroom."""
    return frozenset(placed.device for placed in card.placements if has_toilet(placed.room))


def weeks(
    card: HomeCard,
    today: date,
    events: Sequence[Event],
    alerts: Collection[Alert],
    interventions: Sequence[Intervention],
    tongue: Tongue,
) -> Weeks:
    """Lay out the six weeks that end today; ``events`` of QUANTITIES, told by bathroom devices, in order."""
    first = first_day(today)
    visits = _visits(card, events)
    most = max((day for day, _ in visits.values()), default=0)
    bars = [_bar(day, visits[day], first, most, tongue) for day in sorted(visits) if first <= day <= today]
    shown = sorted((one for one in alerts if one.situation in EARLY_SIGNS and one.borne_out), key=lambda a: a.onset)
    told: list[tuple[date, str]] = []
    lanes: list[SignLane] = []
    y = AXIS + (TALL if bars else 0)
    for name in [name for name in SITUATIONS if any(one.situation == name for one in shown)]:
        spots = [(one.onset.astimezone(card.zone).date(), one) for one in shown if one.situation == name]
        marks = [_spot(day, _last(one, today, card), first, _said(one, tongue, card)) for day, one in spots]
        lanes.append(SignLane("sign", tongue.say(SITUATIONS[name].words), y, tuple(marks)))
        told += [(day, f"{tongue.say(SITUATIONS[name].words)}. {_said(one, tongue, card)}") for day, one in spots]
        y += LANE
    for kind, label, days in (("done", tongue.say("Intervention"), _done(interventions, card)),
                              ("followed", tongue.say("Followed up"), _followed(interventions, card))):  # fmt: skip
        inside = [(day, words) for day, words in days if first <= day <= today]
        if inside:
            lanes.append(SignLane(kind, label, y, tuple(_spot(day, day, first, words) for day, words in inside)))
            told += [(day, f"{label}: {words}") for day, words in inside]
            y += LANE
    return Weeks(
        title=tongue.say("The last six weeks"),
        day_width=round(100 / DAYS, 3),
        ticks=tuple((_x(day, first), tongue.short_day(day)) for day in _mondays(first)),
        bars=tuple(bars),
        most=most,
        lanes=tuple(lanes),
        height=y,
        told=tuple((tongue.short_day(day), words) for day, words in sorted(told, key=lambda one: one[0], reverse=True)),
    )


def _visits(card: HomeCard, events: Sequence[Event]) -> Mapping[date, tuple[int, int]]:
    """Count visits by local day as (all, of these at night): signs five minutes apart or more are two visits."""
    found: dict[date, list[bool]] = defaultdict(list)
    before: datetime | None = None
    for event in events:
        placed = card.placement(event.device, event.time)
        if event.value is not True or placed is None or not has_toilet(placed.room):
            continue
        if before is None or event.time - before >= PAUSE:
            found[event.time.astimezone(card.zone).date()].append(is_between(event.time, *NIGHT, card.zone))
        before = event.time
    return {day: (len(each), sum(each)) for day, each in found.items()}


def _bar(day: date, visits: tuple[int, int], first: date, most: int, tongue: Tongue) -> Bar:
    whole, night = visits
    words = tongue.say(
        "{day}: {number} toilet visits, {night} of them at night", day=tongue.short_day(day), number=whole, night=night
    )
    return Bar(_x(day, first), round(100 * whole / most, 1), round(100 * night / most, 1), words)


def _spot(day: date, last: date, first: date, words: str) -> Spot:
    start = max(day, first)
    return Spot(_x(start, first), round(((last - start).days + 1) * 100 / DAYS, 3), words)


def _last(one: Alert, today: date, card: HomeCard) -> date:
    return min(today, one.end.astimezone(card.zone).date()) if one.end else today


def _said(one: Alert, tongue: Tongue, card: HomeCard) -> str:
    since = tongue.moment(one.onset, card.zone)
    if one.end is None:
        return tongue.say("Since {time}, going on.", time=since)
    return tongue.say("{time}, lasted {age}.", time=since, age=tongue.age(one.end - one.onset))


def _done(interventions: Sequence[Intervention], card: HomeCard) -> list[tuple[date, str]]:
    return [(one.at.astimezone(card.zone).date(), one.done) for one in interventions]


def _followed(interventions: Sequence[Intervention], card: HomeCard) -> list[tuple[date, str]]:
    return [
        (follow.at.astimezone(card.zone).date(), f"{one.goal} {follow.note}".strip())
        for one in interventions
        for follow in one.follow_ups
    ]


def _mondays(first: date) -> list[date]:
    start = first + timedelta(days=-first.weekday() % _WEEK)
    return [start + timedelta(days=n) for n in range(0, DAYS - (start - first).days, _WEEK)]


def _x(day: date, first: date) -> float:
    return round((day - first).days * 100 / DAYS, 3)
