"""Who is on duty when: shifts that repeat by weeks, single days instead, in the local time of the site.

Shifts are told as the clock on the wall shows them, so that a night is as long as that night is. A time that the clock
shows twice (autumn) means the first; one that it skips (spring) means the moment of the change. So shifts that follow
each other without a gap on paper have none in any night.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from care.ids import Id
from care.people import Name

DAY: Final = timedelta(days=1)
WEEK_DAYS: Final = 7
LONGEST: Final = timedelta(days=14)
"""The longest single time instead of the usual shifts."""
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SOME_MONDAY: Final = date(2001, 1, 1)

Who = Annotated[tuple[Id, ...], Field(min_length=1, max_length=20)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Shift(_Record):
    """From ``start`` to ``end`` (the next day, when that is not later) on these days: 0 is Monday.

    ``weeks`` names those of the rota's weeks in which it is worked, counted from 1; empty: all.
    """

    days: Annotated[frozenset[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1)]
    start: time
    end: time
    who: Who
    weeks: frozenset[int] = frozenset()

    def on(self, day: date) -> "Stretch":
        """Give when it is worked if it begins on this day, as the clock on the wall shows it."""
        end = datetime.combine(day, self.end)
        return Stretch(datetime.combine(day, self.start), end if self.end > self.start else end + DAY, self.who)


class Instead(_Record):
    """One stretch of time, by the clock on the wall, in which others are on duty than the shifts say."""

    start: datetime
    end: datetime
    who: Who

    @model_validator(mode="after")
    def _is_one_stretch(self) -> Self:
        if self.start.tzinfo is not None or self.end.tzinfo is not None:
            msg = "is told in the site's local time, without a time zone"
            raise ValueError(msg)
        if not timedelta(0) < self.end - self.start <= LONGEST:
            msg = f"must end after it begins, at most {LONGEST.days} days later"
            raise ValueError(msg)
        return self


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time of duty, by the clock on the wall (naive) or in UTC (aware)."""

    start: datetime
    end: datetime
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nobody is on duty, by the clock on the wall; ``week`` when the rota has several."""

    start: datetime
    end: datetime
    week: int | None = None

    @property
    def words(self) -> str:
        """Say it: Sunday 22:00 to Monday 07:00."""
        week = f" of week {self.week}" if self.week else ""
        return f"{_day_and_time(self.start)}{week} to {_day_and_time(self.end)}"


class Rota(_Record):
    """A rota of a site. ``begins`` is the first day of week 1; from ``ends`` on it says nothing any more."""

    id: Id
    name: Name
    begins: date | None = None
    ends: date | None = None
    weeks: Annotated[int, Field(ge=1, le=52)] = 1
    shifts: Annotated[tuple[Shift, ...], Field(min_length=1, max_length=500)]
    instead: Annotated[tuple[Instead, ...], Field(max_length=500)] = ()

    @property
    def everybody(self) -> tuple[str, ...]:
        """The ids of all who are ever on duty, each once, as they come."""
        told = [one.who for one in self.shifts] + [one.who for one in self.instead]
        return tuple(dict.fromkeys(who for group in told for who in group))

    def on_duty(self, at: datetime, zone: ZoneInfo) -> tuple[str, ...]:
        """Give the ids of those on duty; nobody before the rota begins and from when it ends."""
        return tuple(dict.fromkeys(who for one in self._at(at, zone) for who in one.who))

    def until(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """Give when somebody goes off duty next; None while nobody is on."""
        return min((one.end for one in self._at(at, zone)), default=None)

    def _at(self, at: datetime, zone: ZoneInfo) -> list[Stretch]:
        """Give the stretches in UTC that hold ``at``: those instead, where there are any."""
        local = at.astimezone(zone).replace(tzinfo=None)
        if self.ends is not None and at >= instant(datetime.combine(self.ends, time()), zone):
            return []
        if self.begins is not None and at < instant(datetime.combine(self.begins, time()), zone):
            return []
        single = [_in_utc(Stretch(one.start, one.end, one.who), zone) for one in self.instead]
        return [one for one in single if one.start <= at < one.end] or [
            one
            for day in (local.date() - DAY, local.date(), local.date() + DAY)
            for one in (_in_utc(stretch, zone) for stretch in self._beginning(day))
            if one.start <= at < one.end
        ]

    def _beginning(self, day: date) -> Iterator[Stretch]:
        week = self.week(day)
        for shift in self.shifts:
            if day.weekday() in shift.days and (not shift.weeks or week in shift.weeks):
                yield shift.on(day)

    def week(self, day: date) -> int:
        """Tell which of the rota's weeks a day lies in, counted from 1."""
        first = self.begins or _SOME_MONDAY
        monday = first - timedelta(days=first.weekday())
        return (day - monday).days // WEEK_DAYS % self.weeks + 1

    def gaps(self) -> list[Gap]:
        """Give every stretch of the rota's weeks in which no shift is worked; single days instead make none."""
        first = self.begins or _SOME_MONDAY
        start = datetime.combine(first - timedelta(days=first.weekday()), time())
        end = start + timedelta(days=WEEK_DAYS * self.weeks)
        worked = sorted(
            (
                stretch
                for day in range(-1, WEEK_DAYS * self.weeks)
                for stretch in self._beginning(start.date() + timedelta(days=day))
            ),
            key=lambda stretch: stretch.start,
        )
        gaps: list[Gap] = []
        covered = start
        for stretch in (*worked, Stretch(end, end, ())):
            if stretch.start > covered:
                gaps.append(Gap(covered, stretch.start, self.week(covered.date()) if self.weeks > 1 else None))
            covered = max(covered, stretch.end)
        if len(gaps) > 1 and gaps[0].start == start and gaps[-1].end == end:  # one gap, over the turn of the week
            return [*gaps[1:-1], Gap(gaps[-1].start, gaps[0].end, gaps[-1].week)]
        return gaps

    def twice(self) -> list[tuple[str, Stretch, Stretch]]:
        """Give who is on two shifts at once; that two people are is no mistake, that one is twice is."""
        first = self.begins or _SOME_MONDAY
        monday = first - timedelta(days=first.weekday())
        worked = [
            stretch
            for day in range(WEEK_DAYS * self.weeks + 1)
            for stretch in self._beginning(monday + timedelta(days=day))
        ]
        found: dict[str, tuple[str, Stretch, Stretch]] = {}
        last: dict[str, Stretch] = {}
        for stretch in sorted(worked, key=lambda one: one.start):
            for who in stretch.who:
                before = last.get(who)
                if before is not None and stretch.start < before.end:
                    found.setdefault(who, (who, before, stretch))
                if before is None or stretch.end > before.end:
                    last[who] = stretch
        return list(found.values())


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Give the moment at which the clock on the wall shows ``local`` (naive), in UTC.

    Shown twice: the first. Skipped: the moment of the change. Later on the wall is never earlier in UTC.
    """
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == local:
        return first
    low, high = local.replace(tzinfo=zone, fold=1).astimezone(UTC), first  # the change lies between
    after = high.astimezone(zone).utcoffset()
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        low, high = (low, middle) if middle.astimezone(zone).utcoffset() == after else (middle, high)
    return high


def _in_utc(stretch: Stretch, zone: ZoneInfo) -> Stretch:
    return Stretch(instant(stretch.start, zone), instant(stretch.end, zone), stretch.who)


def _day_and_time(moment: datetime) -> str:
    return f"{DAYS[moment.weekday()]} {moment:%H:%M}"
