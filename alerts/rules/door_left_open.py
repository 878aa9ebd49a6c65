"""An outer door stands open: the home gets cold, anybody may walk in, and who lives there may have walked out."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import ClassVar, Final, Self

from pydantic import Field, model_validator

from alerts.clock_time import ClockTime, next_instant
from alerts.hearing import ONLINE, History, Links
from alerts.household import Household
from alerts.rule import Parameters, Rule, parameters_of
from alerts.signs import REPEATS
from care.alerts import Alert, End, Finding, Onset
from care.clock import EPOCH, MICROSECOND, is_between
from care.events import Event
from care.people import Spot

LEARNT_FROM: Final = timedelta(days=14)
"""A door that told no closing for so long is one whose contact never does."""
FRESH: Final = timedelta(hours=2)
"""A temperature that is older says nothing."""

_DOOR: Final = "contact.open"
_TEMPERATURE: Final = "temperature"


class DoorLeftOpenParameters(Parameters):
    """How long an outer door may stand open, by time of day and temperature."""

    minutes: float = Field(
        45,
        gt=0,
        le=720,
        strict=True,
        description="how long an outer door may stand open by day",
        json_schema_extra={"unit": "minutes"},
    )
    night_minutes: float = Field(
        15,
        gt=0,
        le=720,
        strict=True,
        description="how long at night, and when it is cold indoors",
        json_schema_extra={"unit": "minutes"},
    )
    start: ClockTime = Field(
        time(22), description="the night begins, in the site's time zone", json_schema_extra={"unit": "HH:MM"}
    )
    end: ClockTime = Field(
        time(6), description="the night is over, in the site's time zone", json_schema_extra={"unit": "HH:MM"}
    )
    cold: float = Field(
        16,
        ge=-30,
        le=40,
        strict=True,
        description="below this temperature indoors it is cold",
        json_schema_extra={"unit": "degrees Celsius"},
    )
    warm: float = Field(
        24,
        ge=-30,
        le=60,
        strict=True,
        description="from this temperature indoors on, a door that stands open by day is airing",
        json_schema_extra={"unit": "degrees Celsius"},
    )

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.start == self.end:
            raise ValueError(f"start and end are both {self.start:%H:%M}, so that it would never be night")
        if self.cold >= self.warm:
            raise ValueError(f"it would be cold below {self.cold:g} and warm from {self.warm:g} on")
        return self

    @property
    def by_day(self) -> timedelta:
        """``minutes`` as a duration."""
        return timedelta(minutes=self.minutes)

    @property
    def at_night(self) -> timedelta:
        """``night_minutes`` as a duration."""
        return timedelta(minutes=self.night_minutes)


class DoorLeftOpen(Rule):
    """Raise when an outer door stands open for ``minutes``, or ``night_minutes`` of a night or of cold.

    The onset is the instant when the time was over; the end is when it is told closed. Each door is judged by itself.
    Choices:

    - Airing and carrying in groceries take less than ``minutes``. At night only ``night_minutes`` count, and of a door
      that was open before only those of the night.
    - While the temperature indoors (told by a device placed in a room, at most ``FRESH`` ago) is below ``cold``,
      ``night_minutes`` count by day too, from when it became so. From ``warm`` on, the minutes of the day stand still.
    - Only doors that tell their closing: many contacts tell openings alone, and would seem to be open for ever. A door
      is one of them until it has told a closing, now or in the ``LEARNT_FROM`` before.
    - Open told again while it is open is nothing new.
    - Times of day are local; minutes are real ones, also when clocks change. In a home with several residents the alert
      names none, and comes when the first of their parameters says so; the highest ``cold`` and ``warm`` hold.
    - No data is no open door: while the door's connection, or every connection of the home, is gone nothing is raised,
      for nobody could tell that it was closed; when it is there again the minutes start anew.
    """

    situation: ClassVar[str] = "door_left_open"
    quantities: ClassVar[frozenset[str]] = frozenset({_DOOR, _TEMPERATURE, ONLINE})
    parameters: ClassVar[type[Parameters]] = DoorLeftOpenParameters

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        own = [parameters_of(resident, self.situation, DoorLeftOpenParameters) for resident in household.residents]
        self._own = tuple(own) or (DoorLeftOpenParameters(),)
        self._links = Links(household)
        self._back: dict[str, datetime] = {}  # when its connection was there again, by door
        self._open: dict[str, Event] = {}
        self._closes: set[str] = set()  # doors that tell their closing
        self._cold, self._warm = max(of.cold for of in self._own), max(of.warm for of in self._own)
        self._cold_from = self._cold_until = self._warm_until = EPOCH  # as far as temperatures tell
        self._due: datetime | None = None
        self._history: History | None = None
        self._going_on: dict[str, tuple[datetime, str | None]] = {}

    @property
    def memory(self) -> timedelta:
        """The longest time that a door may be open."""
        return max(REPEATS, *(max(of.by_day, of.at_night) for of in self._own))

    def start(self, at: datetime, history: History) -> None:
        """See Rule."""
        self._history = history
        for event in history.last(at):
            self._links.note(event)
            self._note(event)
            self._heard_again(event)
        self._look_ahead(at)

    @property
    def due(self) -> datetime | None:
        """When a door may have been open for long enough."""
        return None if self._links.is_dark else self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take a door, a temperature, or a connection that is gone or there."""
        was_dark = self._links.is_dark
        self._links.note(event)
        if was_dark and not self._links.is_dark:
            self._back |= dict.fromkeys(self._open, event.time)
        self._heard_again(event)
        findings = self._note(event)
        if self._open:
            self._look_ahead(event.time)
        else:
            self._due = None
        return findings

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that a door may have been open for long enough: its connection may be gone, or it never tells."""
        findings = list[Finding]()
        for device, event in sorted(self._open.items()):
            is_due = device not in self._going_on and any(self._due_of(of, device, at) == at for of in self._own)
            if is_due and not self._links.is_gone(device) and self._tells_closing(device, event.time):
                onset, taken = at, {onset for onset, _ in self._going_on.values()}
                while onset in taken:
                    onset += MICROSECOND
                resident = self.household.only_resident
                self._going_on[device] = (onset, resident)
                findings.append(Onset(self.situation, self.household.home, resident, onset, (event,)))
        self._look_ahead(at + MICROSECOND)
        return findings

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:
        """Take that this door is still open."""
        if alert.seen:
            self._going_on[alert.seen[-1].device] = (alert.onset, alert.resident)
            self._look_ahead(at + MICROSECOND)
        return ()

    def _heard_again(self, event: Event) -> None:
        if event.quantity == ONLINE and event.value is True:
            self._back |= dict.fromkeys(self.household.carried.get(event.device, ()), event.time)

    def _note(self, event: Event) -> list[Finding]:
        spot = self.household.spot(event.device, event.time)
        if event.quantity == _TEMPERATURE and spot is Spot.ROOM:
            self._feel(event)
        elif event.quantity == _DOOR and spot is Spot.OUTER_DOOR:
            if event.value is True:
                self._open.setdefault(event.device, event)
            else:
                self._closes.add(event.device)
                self._open.pop(event.device, None)
                if event.device in self._going_on:
                    onset, resident = self._going_on.pop(event.device)
                    return [End(self.situation, self.household.home, resident, onset, event.time)]
        return []

    def _feel(self, air: Event) -> None:
        """Take a temperature: it is believed until the next one, and for ``FRESH`` at the most."""
        degrees, at = float(air.value), air.time
        if degrees < self._cold:
            self._cold_from = self._cold_from if at <= self._cold_until else at
            self._cold_until = at + FRESH
        else:
            self._cold_until = min(self._cold_until, at)
        self._warm_until = at + FRESH if degrees >= self._warm else min(self._warm_until, at)

    def _tells_closing(self, device: str, opened: datetime) -> bool:
        if device not in self._closes and self._history is not None:
            told = self._history.told({_DOOR}, opened - LEARNT_FROM, opened)
            self._closes |= {event.device for event in told if event.value is False}
        return device in self._closes

    def _look_ahead(self, at: datetime) -> None:
        dues = (self._due_of(of, door, at) for door in self._open.keys() - self._going_on.keys() for of in self._own)
        self._due = min((due for due in dues if due is not None), default=None)

    def _due_of(self, of: DoorLeftOpenParameters, device: str, at: datetime) -> datetime | None:
        """Give the first instant from ``at`` on when this open door has been so for long enough, as things stand."""
        zone = self.household.zone
        since = max(self._open[device].time, self._back.get(device, EPOCH))
        dues = [max(since, self._warm_until) + of.by_day]
        cold = max(since, self._cold_from) + of.at_night
        if cold <= self._cold_until:
            dues.append(cold)
        night = since if is_between(since, of.start, of.end, zone) else next_instant((of.start,), since, zone)
        if night is not None:
            dues.append(night + of.at_night)
        return min((due for due in dues if due >= at), default=None)
