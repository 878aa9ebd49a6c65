"""Somebody fell: an alarm says so, or somebody who was in the bathroom does not move any more."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import ClassVar, Final, Self

from pydantic import Field, model_validator

from alerts.clock_time import ClockTime
from alerts.hearing import History
from alerts.household import Household
from alerts.presence import QUANTITIES, Presence
from alerts.rooms import has_toilet, is_in_bathroom
from alerts.rule import Parameters, Rule, parameters_of
from alerts.signs import REPEATS
from care.alerts import Alert, End, Finding, Onset
from care.clock import EPOCH, is_between
from care.events import Event

HUMID: Final = 80.0
"""Percent of relative humidity: somebody showers, or did just now."""
FLEETING: Final = timedelta(seconds=90)
"""Who was seen elsewhere this short a time before may have gone back there unseen: sensors rest after they told."""
WET: Final = timedelta(minutes=15)
"""So long after the last water, or steam, it may still be the shower."""

_ALARM: Final = "fall"
_WATER: Final = "water.flow"
_STEAM: Final = "humidity"
_BED: Final = "bed.occupied"
_MOTION: Final = "motion"
_SEATS: Final = frozenset({_BED, "chair.occupied"})
_NEVER: Final = timedelta(0)


class FallParameters(Parameters):
    """How an alarm is called off, and how long stillness must last to be taken for a fall."""

    cancel_seconds: float = Field(
        30,
        ge=0,
        le=300,
        strict=True,
        description="so soon after its alarm the device may call it off",
        json_schema_extra={"unit": "seconds"},
    )
    minutes: float = Field(
        30,
        gt=0,
        le=240,
        strict=True,
        description="how long nobody must move after the last movement in a room with a toilet",
        json_schema_extra={"unit": "minutes"},
    )
    shower_minutes: float = Field(
        75,
        gt=0,
        le=240,
        strict=True,
        description="the same, when water runs there or the air is humid",
        json_schema_extra={"unit": "minutes"},
    )
    other_minutes: float = Field(
        0,
        ge=0,
        le=240,
        strict=True,
        description="the same for all other rooms, where bed and every chair tell of themselves; 0: not there",
        json_schema_extra={"unit": "minutes"},
    )
    start: ClockTime = Field(
        time(21),
        description="from then on stillness says nothing where no bed tells of itself, in the site's time zone",
        json_schema_extra={"unit": "HH:MM"},
    )
    end: ClockTime = Field(
        time(9), description="until then, in the site's time zone", json_schema_extra={"unit": "HH:MM"}
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
    def _has_a_night(self) -> Self:
        if self.start == self.end:
            raise ValueError(f"start and end are both {self.start:%H:%M}, so that it would never be night")
        return self


class Fall(Rule):
    """Raise at once when a fall alarm, worn or of a room, tells a fall; and when stillness in the bathroom shows one.

    Choices, for alarms (``fall`` true):

    - Each is an alert at its own time, at once: a second may be a second fall. It is over when the same device tells
      false within ``cancel_seconds`` ("I am all right"); a later false says nothing, and staff close it.
    - It names the resident that the device was placed for, else the home's only resident, else nobody.

    For stillness:

    - Onset when nobody moved for ``minutes`` after the last sign of somebody indoors, and that was in a room with a
      toilet (``alerts.rooms``): nobody rests there. In other rooms people sit still for hours, so they count only with
      ``other_minutes``, for homes in which bed and chairs tell that they are occupied. Over with the next sign.
    - A fleeting visit, seen there once and elsewhere within ``FLEETING`` before, may be over already: motion sensors
      rest for a minute after they told, and she may sit where she sat before. Then twice the time counts.
    - Only homes with motion sensors in that room and in another one are judged: elsewhere nobody can see that she left
      it. And where no bed tells that it is occupied, nothing is raised from ``start`` to ``end``: who goes to bed from
      the bathroom may be seen by nobody.
    - A long shower: when water ran in that room, or the air was humid there, within ``WET`` before the stillness or
      since, ``shower_minutes`` count instead. Water that is turned off shows somebody, and the time starts anew.
    - Who sits or lies (bed or chair occupied) has not fallen. In a home with several residents, a bed or chair placed
      for one counts for that one, any other for all; while somebody is unaccounted for the alert is raised.
    - An outer door that moved, and no sign later than ``doorway_seconds`` after it: she may have gone out.
    - In a home with several residents anybody's movement counts for all, the alert names none, and the most watchful
      parameters hold.
    - No data is no stillness: while every connection of the home is gone nothing is raised, and the time starts anew
      when one is back. Alarms are raised whenever they come.
    """

    situation: ClassVar[str] = "fall"
    quantities: ClassVar[frozenset[str]] = QUANTITIES | {_ALARM, _WATER, _STEAM}
    parameters: ClassVar[type[Parameters]] = FallParameters
    immediate: ClassVar[frozenset[str]] = frozenset({_ALARM})

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        own = [parameters_of(resident, self.situation, FallParameters) for resident in household.residents]
        own = own or [FallParameters()]
        self._cancel = timedelta(seconds=min(of.cancel_seconds for of in own))
        self._minutes = timedelta(minutes=min(of.minutes for of in own))
        self._shower = timedelta(minutes=min(of.shower_minutes for of in own))
        self._other = timedelta(minutes=min((of.other_minutes for of in own if of.other_minutes), default=0))
        self._presence = Presence(household, timedelta(seconds=max(of.doorway_seconds for of in own)))
        self._nights = tuple((of.start, of.end) for of in own)
        self._seats: dict[str, Event] = {}
        self._watched: set[str | None] = set()  # rooms in which motion is told
        self._has_bed = False
        self._running: set[str] = set()  # devices in a bathroom that tell of water
        self._wet: datetime = EPOCH  # the last that was told of water or steam in a bathroom
        self._off: datetime = EPOCH  # when water was turned off there
        self._elsewhere: datetime = EPOCH  # the last sign in a room without a toilet
        self._due: datetime | None = None
        self._alarms: dict[str, list[tuple[datetime, str | None]]] = {}  # by device, those that may be called off
        self._still: tuple[datetime, str | None] | None = None

    @property
    def memory(self) -> timedelta:
        """The longest stillness, and what came before it that counts."""
        return max(2 * self._minutes, self._shower, self._other, REPEATS) + WET

    def start(self, at: datetime, history: History) -> None:
        """See Rule."""
        self._presence.start(at, history)
        for event in history.last(at):
            self._note(event)

    @property
    def due(self) -> datetime | None:
        """When nobody has moved for long enough."""
        return None if self._still or self._presence.is_dark else self._due

    def at_once(self, event: Event) -> Iterable[Finding]:
        """See Rule: an alarm needs no judgement."""
        if event.value is not True:
            return ()
        resident = self.household.resident(event.device, event.time)
        return (Onset(self.situation, self.household.home, resident, event.time, (event,)),)

    def see(self, event: Event) -> Iterable[Finding]:
        """Take an alarm, a sign of somebody indoors, a seat, water or steam, or a connection that is gone or there."""
        findings = list(self._alarm(event)) if event.quantity == _ALARM else []
        presence = self._presence
        back = presence.back
        if event.quantity in {_WATER, _STEAM}:
            presence.links.note(event)
            if is_in_bathroom(self.household, event):
                self._water(event)
        elif presence.note(event):
            if not has_toilet(self.household.room(event.device, event.time)):
                self._elsewhere = event.time
            self._look_ahead()
            if self._still is not None:
                (onset, resident), self._still = self._still, None
                findings.append(End(self.situation, self.household.home, resident, onset, event.time))
        self._note(event)
        if presence.back != back:
            self._look_ahead()
        return findings

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that nobody has moved for long enough: she may have gone out, or be in bed."""
        self._due = None
        sign = self._presence.sign
        if sign is None or self._presence.may_be_away or self._all_sit_or_lie or self._may_be_unseen(sign, at):
            return ()
        resident = self.household.only_resident
        self._still = (at, resident)
        return (Onset(self.situation, self.household.home, resident, at, (sign,)),)

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:
        """Take that she is still not heard; an alarm goes on by itself, and may have been called off before."""
        if not (alert.seen and alert.seen[-1].quantity == _ALARM):
            self._still = (alert.onset, alert.resident)
        elif at - alert.onset <= self._cancel:
            known = self._alarms.setdefault(alert.seen[-1].device, [])
            if (alert.onset, alert.resident) not in known:
                known.append((alert.onset, alert.resident))
        return ()

    def _note(self, event: Event) -> None:
        if event.quantity in _SEATS:
            self._seats[event.device] = event
            self._has_bed = self._has_bed or event.quantity == _BED
        elif event.quantity == _MOTION:
            self._watched.add(self.household.room(event.device, event.time))

    def _may_be_unseen(self, sign: Event, at: datetime) -> bool:
        """Tell whether she may have left the room of the last sign, or be in bed, without any sensor that sees it."""
        if self.household.room(sign.device, sign.time) not in self._watched or len(self._watched) == 1:
            return True
        zone = self.household.zone
        return not self._has_bed and any(is_between(at, start, end, zone) for start, end in self._nights)

    def _alarm(self, event: Event) -> Iterable[Finding]:
        device = event.device
        fresh = [one for one in self._alarms.pop(device, ()) if event.time - one[0] <= self._cancel]
        if event.value is True:
            onset = (event.time, self.household.resident(device, event.time))
            self._alarms[device] = [*(one for one in fresh if one != onset), onset]
            return self.at_once(event)
        return [End(self.situation, self.household.home, resident, onset, event.time) for onset, resident in fresh]

    def _water(self, event: Event) -> None:
        amount = float(event.value)
        if event.quantity == _STEAM:
            if amount < HUMID:
                return
        elif amount > 0:
            self._running.add(event.device)
        elif event.device in self._running:
            self._running.discard(event.device)
            self._off = event.time
        else:
            return
        self._wet = event.time
        self._look_ahead()

    def _look_ahead(self) -> None:
        """Set when nobody will have moved for long enough, by what was told so far."""
        sign, still = self._presence.sign, self._presence.still_since
        self._due = None
        if sign is None or still is None:
            return
        if has_toilet(self.household.room(sign.device, sign.time)):
            since = max(still, self._off)
            is_wet = bool(self._running) or since - self._wet <= WET
            is_fleeting = sign.time - self._elsewhere <= FLEETING
            self._due = since + max(
                2 * self._minutes if is_fleeting else self._minutes, self._shower if is_wet else self._minutes
            )
        elif self._other > _NEVER:
            self._due = still + self._other

    @property
    def _all_sit_or_lie(self) -> bool:
        """Whether each resident is in a bed or chair, as far as is told; a home without residents has one."""
        missing = {resident.id for resident in self.household.residents} or {""}
        for seat in self._seats.values():
            if seat.value is True and not self._presence.links.is_gone(seat.device):
                placement = self.household.placement(seat.device, seat.time)
                if placement is None or placement.resident is None:
                    return True
                missing.discard(placement.resident)
        return not missing
