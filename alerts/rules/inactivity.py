"""Nobody was heard indoors for long by day, though nobody went out: she may lie ill, or on the floor."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar, Final, Self

from pydantic import Field, model_validator

from alerts.clock_time import ClockTime
from alerts.hearing import History
from alerts.household import Household
from alerts.presence import QUANTITIES, Presence
from alerts.rule import Parameters, Rule, parameters_of
from alerts.signs import REPEATS, SIGNS
from care.alerts import Alert, End, Finding, Onset
from care.events import Event

FEWEST_DAYS: Final = 4
"""With fewer of her own days nothing is learnt."""

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


class InactivityParameters(Parameters):
    """When it is day for this resident, and how long nobody must be heard."""

    start: ClockTime = Field(
        time(8),
        description="stillness counts from then on, in the site's time zone",
        json_schema_extra={"unit": "HH:MM"},
    )
    end: ClockTime = Field(
        time(21),
        description="nothing is raised from then on, in the site's time zone",
        json_schema_extra={"unit": "HH:MM"},
    )
    hours: float = Field(
        5,
        gt=0,
        le=16,
        strict=True,
        description="how long nobody must be heard indoors, at the least",
        json_schema_extra={"unit": "hours"},
    )
    days: int = Field(
        10,
        ge=0,
        le=14,
        strict=True,
        description="of so many of her own days is learnt how long she is usually still; 0: nothing is learnt",
        json_schema_extra={"unit": "days"},
    )
    times: float = Field(
        1.5,
        ge=1,
        le=5,
        strict=True,
        description="she must be still for so many times as long as is usual for her",
        json_schema_extra={"unit": "times"},
    )
    most_hours: float = Field(
        9,
        gt=0,
        le=16,
        strict=True,
        description="but not longer than this, whatever was learnt",
        json_schema_extra={"unit": "hours"},
    )
    doorway_seconds: float = Field(
        60,
        ge=0,
        le=600,
        strict=True,
        description="movement this soon after an outer door moved may be on the way out and says nothing",
        json_schema_extra={"unit": "seconds"},
    )

    @model_validator(mode="after")
    def _has_a_day(self) -> Self:
        if self.start >= self.end:
            raise ValueError(f"the day would begin at {self.start:%H:%M} and end at {self.end:%H:%M}, before it began")
        return self

    @property
    def least(self) -> timedelta:
        """``hours`` as a duration."""
        return timedelta(hours=self.hours)


class Inactivity(Rule):
    """Raise by day when nobody was heard indoors for ``hours``, and for longer than is usual for the resident.

    The onset is the instant when that time was over; the end is the next sign of somebody indoors. Choices:

    - Stillness counts from the last sign (``alerts.signs``), but not from before ``start``: nights are still. So who
      does not get up is told ``hours`` after ``start``. Nothing is raised from ``end`` on; what was raised goes on.
    - An outer door that moved, and no sign later than ``doorway_seconds`` after it, mean that she may be away: a
      weekend away is no inactivity. The price: who comes home and falls in the doorway is not told here.
    - What is usual is learnt from the journal, when ``hours`` are over and not before: of her last ``days`` days the
      longest stillness of each while she was in, of those the second longest (one odd day teaches nothing), ``times``.
      It only makes the rule wait longer, and not beyond ``most_hours``. With fewer than ``FEWEST_DAYS`` days of hers
      nothing is learnt. What was learnt holds for the day.
    - In bed or in a chair by day she is still too: a nap is shorter than ``hours``.
    - Times of day are local; hours are real ones, also on the days when clocks change.
    - In a home with several residents anybody's sign counts for all; the alert names none, and comes when the first
      of their parameters says so.
    - No data is no stillness: while every connection of the home is gone nothing is raised, and the hours start anew
      when one is back.
    """

    situation: ClassVar[str] = "inactivity"
    quantities: ClassVar[frozenset[str]] = QUANTITIES
    parameters: ClassVar[type[Parameters]] = InactivityParameters
    memory: Final = REPEATS

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        own = [parameters_of(resident, self.situation, InactivityParameters) for resident in household.residents]
        self._own = tuple(own) or (InactivityParameters(),)
        self._least = min(of.least for of in self._own)
        self._doorway = timedelta(seconds=max(of.doorway_seconds for of in self._own))
        self._presence = Presence(household, self._doorway)
        self._history: History | None = None
        self._learnt: dict[tuple[InactivityParameters, date], timedelta] = {}  # how long she must be still that day
        self._due: datetime | None = None
        self._going_on: tuple[datetime, str | None] | None = None

    def start(self, at: datetime, history: History) -> None:
        """See Rule."""
        self._history = history
        self._presence.start(at, history)
        still = self._presence.still_since
        self._due = None if still is None else max(at, still + self._least)

    @property
    def due(self) -> datetime | None:
        """When she may have been still for long enough; the shortest time is looked at first."""
        return None if self._going_on or self._presence.is_dark else self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take a sign of somebody indoors, an outer door, or that a connection is gone or there."""
        presence = self._presence
        back = presence.back
        if presence.note(event):
            self._due = event.time + self._least
            if self._going_on is not None:
                (onset, resident), self._going_on = self._going_on, None
                return (End(self.situation, self.household.home, resident, onset, event.time),)
        elif presence.back != back and self._due is not None:
            self._due = event.time + self._least
        return ()

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that the shortest time is over: it may be night, she may be away, or be still for longer as a rule."""
        presence, self._due = self._presence, None
        still, sign = presence.still_since, presence.sign
        if still is None or sign is None or presence.may_be_away:
            return ()  # until the next sign
        self._due = min((due for of in self._own if (due := self._next(of, still, at)) is not None), default=None)
        if self._due != at:
            return ()
        resident = self.household.only_resident
        self._going_on = (at, resident)
        return (Onset(self.situation, self.household.home, resident, at, (sign,)),)

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:  # noqa: ARG002 - it is told, so it is so
        """Take that she is still not heard."""
        self._going_on = (alert.onset, alert.resident)
        return ()

    def _next(self, of: InactivityParameters, still: datetime, at: datetime) -> datetime | None:
        """Give when, from ``at`` on, to raise or to look again; None when the hours are longer than the day."""
        today = at.astimezone(self.household.zone).date()
        for day in (today, today + _DAY):
            start, end = self._span(of, day)
            begin = max(still, start)
            due = begin + of.least
            if due <= at:
                due = begin + self._limit(of, day)
            if at <= due < end:
                return due
        return None

    def _span(self, of: InactivityParameters, day: date) -> tuple[datetime, datetime]:
        zone = self.household.zone
        start, end = (datetime.combine(day, moment, zone).astimezone(UTC) for moment in (of.start, of.end))
        return start, end

    def _limit(self, of: InactivityParameters, day: date) -> timedelta:
        """Give how long she must be still on this day."""
        if (of, day) not in self._learnt:
            spans = [self._span(of, day - n * _DAY) for n in range(of.days, 0, -1)]
            self._learnt = {key: limit for key, limit in self._learnt.items() if key[1] >= day}
            self._learnt[of, day] = self._of_own_days(of, spans)
        return self._learnt[of, day]

    def _of_own_days(self, of: InactivityParameters, spans: Sequence[tuple[datetime, datetime]]) -> timedelta:
        if self._history is None or not spans:
            return of.least
        told = self._history.told(SIGNS.keys(), spans[0][0], spans[-1][1])
        longest = sorted(longest_stillness(Presence(self.household, self._doorway), told, spans))
        if len(longest) < FEWEST_DAYS:
            return of.least
        return min(max(of.least, of.times * longest[-2]), max(of.least, of.most_hours * _HOUR))


def longest_stillness(
    presence: Presence, told: Iterable[Event], spans: Sequence[tuple[datetime, datetime]]
) -> list[timedelta]:
    """Give, for each span in which somebody was heard, how long at the most nobody was who had not gone out.

    ``told`` in order, ``spans`` in order and apart; what lasts beyond a span counts within it alone.
    """
    longest = dict.fromkeys(spans, timedelta(0))
    heard = set()
    for event in told:
        since, away = presence.still_since, presence.may_be_away
        if not presence.note(event):
            continue
        for start, end in spans:
            if start <= event.time < end:
                heard.add((start, end))
            if since is not None and not away and since < end and event.time > start:
                stretch = min(event.time, end) - max(since, start)
                longest[start, end] = max(longest[start, end], stretch)
    return [longest[span] for span in spans if span in heard]
