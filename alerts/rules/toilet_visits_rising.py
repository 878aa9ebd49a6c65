"""More toilet visits than usual for some days: an early sign, of a urinary infection above all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median, median_low
from typing import ClassVar, Final, Self
from zlib import crc32

from pydantic import Field, model_validator

from alerts.clock_time import ClockTime
from alerts.hearing import History
from alerts.household import Household
from alerts.rooms import has_toilet
from alerts.rule import Parameters, Rule, parameters_of
from care.alerts import Alert, End, Finding, Onset
from care.clock import is_between
from care.events import Event

FLUSH: Final = "flush"
MOTION: Final = "motion"
PAUSE: Final = timedelta(minutes=5)
"""After so long without movement or flush in the bathroom, the next is another visit."""
BY_MOVEMENT: Final = 2
"""By movement alone visits vary so much from day to day that so many times more of them must be more."""
LONGEST: Final = timedelta(days=14)
"""What has gone on for so long is what is usual now."""
_SPREAD_MINUTES: Final = 60
_DAY: Final = timedelta(days=1)


class ToiletVisitsRisingParameters(Parameters):
    """What is usual for this resident is learnt; these say how much more is told, and when."""

    tell_at: ClockTime = Field(
        time(9),
        description="when the days before are looked at, in the site's time zone; each home within the hour after",
        json_schema_extra={"unit": "HH:MM"},
    )
    recent_days: int = Field(
        3,
        ge=2,
        le=7,
        strict=True,
        description="the last days, of which the middle one counts",
        json_schema_extra={"unit": "days"},
    )
    usual_days: int = Field(
        14,
        ge=7,
        le=28,
        strict=True,
        description="the days before these, of which the middle one is usual",
        json_schema_extra={"unit": "days"},
    )
    enough_days: int = Field(
        7,
        ge=4,
        le=28,
        strict=True,
        description="so many of the usual days must be known, or nothing is told",
        json_schema_extra={"unit": "days"},
    )
    factor: float = Field(
        1.5,
        ge=1.1,
        le=10,
        strict=True,
        description="so many times as many visits as usual",
        json_schema_extra={"unit": "times"},
    )
    more: float = Field(
        4,
        ge=1,
        le=50,
        strict=True,
        description="and at least so many more in 24 hours, or",
        json_schema_extra={"unit": "visits"},
    )
    more_at_night: float = Field(
        3,
        ge=1,
        le=50,
        strict=True,
        description="at least so many more in the night",
        json_schema_extra={"unit": "visits"},
    )
    start: ClockTime = Field(
        time(22), description="the night begins, in the site's time zone", json_schema_extra={"unit": "HH:MM"}
    )
    end: ClockTime = Field(
        time(6), description="the night is over, in the site's time zone", json_schema_extra={"unit": "HH:MM"}
    )

    @model_validator(mode="after")
    def _can_be_met(self) -> Self:
        if self.enough_days > self.usual_days:
            raise ValueError(f"enough_days ({self.enough_days}) are more than usual_days ({self.usual_days})")
        if self.start == self.end:
            raise ValueError(f"start and end are both {self.start:%H:%M}, so that it would never be night")
        return self


@dataclass(frozen=True, slots=True)
class Visits:
    """How often somebody was in the bathroom in one day, and how often of these in the night."""

    whole_day: int
    night: int


class ToiletVisitsRising(Rule):
    """Raise when the middle one of the last days has many more toilet visits than the resident's own days before.

    Once a day, at ``tell_at``, the days that end then are counted from the journal. Over at the first such time when
    it is no longer so, or after 14 days: then it is what is usual. Choices:

    - A visit is a flush, or, where no sensor tells of flushes on enough days, movement in a bathroom (a room known by
      its id, ``alerts.rooms``), five minutes or more after the one before. Then somebody who only washes or cleans is
      counted too, on usual days as on others, and twice as many more are asked for: small rises are not seen.
    - Many more: ``factor`` times what is usual, and ``more`` visits in 24 hours or ``more_at_night`` in the night more:
      an infection shows in the nights first, and a few visits more by day are chance. And more than on all usual days
      but one: what happens every other week is usual.
    - What is usual is the resident's own: the middle one of ``usual_days`` before the recent days, while an alert
      goes on of those before it began. So nobody's normal is another's, and one odd day on either side moves nothing:
      a late party, a night with a bad stomach, a day with visitors. Guests who stay for days look like a rise.
    - Too little data raises nothing: a day without any visit is not known (away, or the sensor was silent), and
      ``enough_days`` of the usual days and more than half of the recent ones must be known.
    - In a home with several residents nobody can tell whose visits they are: they are counted together, the alert
      names nobody, and the most watchful settings hold.
    - It rests on what is kept, so that a home that has been dark does not look well: its days are not known, or fewer.
      Late data has the days counted again. It needs a history: without a journal it raises nothing.
    - Days are local, 23 or 25 hours long when clocks change.
    """

    situation: ClassVar[str] = "toilet_visits_rising"
    quantities: ClassVar[frozenset[str]] = frozenset({MOTION, FLUSH})
    parameters: ClassVar[type[Parameters]] = ToiletVisitsRisingParameters
    memory: Final = timedelta(0)

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        own = [
            parameters_of(resident, self.situation, ToiletVisitsRisingParameters) for resident in household.residents
        ]
        self._own = _most_watchful(own)
        self._history: History | None = None
        self._offset = timedelta(minutes=crc32(household.home.encode()) % _SPREAD_MINUTES)
        self._due: datetime | None = None
        self._days: dict[date, dict[str, Visits]] = {}  # by what told of them
        self._going_on: datetime | None = None

    def start(self, at: datetime, history: History) -> None:
        """See Rule."""
        self._history = history
        if any(self._is_visit(event) for event in history.last(at)):
            self._due = self._after(at)

    @property
    def due(self) -> datetime | None:
        """When the days are looked at next; not before a bathroom was heard of."""
        return self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take a first sign of a bathroom; visits are counted from the journal, once a day."""
        if self._due is None and self._history is not None and self._is_visit(event):
            self._due = self._after(event.time)
        return ()

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Look at the days that end now."""
        self._due = self._after(at)
        today = at.astimezone(self.household.zone).date()
        rises, last = self._rises(today)
        onset, resident = self._going_on, self.household.only_resident
        if onset is None and rises:
            self._going_on = at
            return [Onset(self.situation, self.household.home, resident, at, last)]
        if onset is not None and (not rises or at - onset >= LONGEST):
            self._going_on = None
            return [End(self.situation, self.household.home, resident, onset, at)]
        return ()

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:
        """Take that it goes on; whether it does is looked at next time."""
        self._going_on = alert.onset
        if self._due is None:
            self._due = self._after(at)
        return ()

    def _rises(self, today: date) -> tuple[bool, tuple[Event, ...]]:
        own, zone = self._own, self.household.zone
        began = today if self._going_on is None else self._going_on.astimezone(zone).date()
        recent = [today - n * _DAY for n in range(own.recent_days)]
        usual = [began - (own.recent_days + n) * _DAY for n in range(own.usual_days)]
        last = self._count(usual[-1], today)
        for quantity, by in ((FLUSH, 1), (MOTION, BY_MOVEMENT)):
            now, before = self._known(quantity, recent), self._known(quantity, usual)
            if 2 * len(now) > own.recent_days and len(before) >= own.enough_days:
                whole = _is_more([v.whole_day for v in now], [v.whole_day for v in before], own.factor, by * own.more)
                night = _is_more([v.night for v in now], [v.night for v in before], own.factor, by * own.more_at_night)
                return whole or night, last
        return False, last

    def _known(self, quantity: str, days: Iterable[date]) -> list[Visits]:
        return [known for day in days if (known := self._days[day].get(quantity)) is not None]

    def _count(self, first: date, last: date) -> tuple[Event, ...]:
        """Count the days from ``first`` to ``last`` not counted yet, forget those before; give the newest sign."""
        self._days = {day: visits for day, visits in self._days.items() if day >= first}
        days = [first + n * _DAY for n in range((last - first).days + 1)]
        missing = [day for day in days if day not in self._days]
        if self._history is None or not missing:
            return ()
        since, until = self._looked_at(missing[0] - _DAY), self._looked_at(missing[-1])
        told = self._history.told(self.quantities, since - PAUSE, until, self._devices())
        signs = [event for event in told if self._is_visit(event)]
        for day in missing:
            self._days[day] = {}
        for quantity in (FLUSH, MOTION):
            for day, visits in self._visits([sign for sign in signs if sign.quantity == quantity]).items():
                if day in missing:
                    self._days[day][quantity] = visits
        return tuple(signs[-1:])

    def _visits(self, signs: Iterable[Event]) -> Mapping[date, Visits]:
        found: dict[date, Visits] = {}
        before: datetime | None = None
        for sign in signs:
            if before is None or sign.time - before >= PAUSE:
                day = self._day_of(sign.time)
                so_far = found.get(day, Visits(0, 0))
                at_night = is_between(sign.time, self._own.start, self._own.end, self.household.zone)
                found[day] = Visits(so_far.whole_day + 1, so_far.night + at_night)
            before = sign.time
        return found

    def _devices(self) -> frozenset[str]:
        """Give those that ever stood in a bathroom, or of which nobody says where they stand: they may tell flushes."""
        return frozenset(p.device for p in self.household.placements if has_toilet(p.room) or p.room is None)

    def _is_visit(self, event: Event) -> bool:
        if event.value is not True or event.quantity not in self.quantities:
            return False
        room = self.household.room(event.device, event.time)
        return has_toilet(room) or (event.quantity == FLUSH and room is None)

    def _looked_at(self, day: date) -> datetime:
        """Give when the day that ends on this date does."""
        at = datetime.combine(day, self._own.tell_at, self.household.zone) + self._offset
        return at.astimezone(UTC)

    def _day_of(self, at: datetime) -> date:
        day = at.astimezone(self.household.zone).date()
        return day if at < self._looked_at(day) else day + _DAY

    def _after(self, at: datetime) -> datetime:
        day = at.astimezone(self.household.zone).date()
        return next(due for n in range(-1, 3) if (due := self._looked_at(day + n * _DAY)) > at)


def _is_more(now: Sequence[int], before: Sequence[int], factor: float, more: float) -> bool:
    usual, recent = median(before), median_low(now)
    ordinary = sorted(before)[:-1]  # one odd day may have been more still
    return recent >= factor * usual and recent - usual >= more and recent > ordinary[-1]


def _most_watchful(own: Sequence[ToiletVisitsRisingParameters]) -> ToiletVisitsRisingParameters:
    if len(own) <= 1:
        return own[0] if own else ToiletVisitsRisingParameters()
    return own[0].model_copy(
        update={
            "factor": min(one.factor for one in own),
            "more": min(one.more for one in own),
            "more_at_night": min(one.more_at_night for one in own),
        }
    )
