"""She got up in the night and has not come back to bed: she may have fallen, or wander about, or sit and freeze."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import ClassVar, Final, Self

from pydantic import Field, model_validator

from alerts.clock_time import ClockTime, next_instant
from alerts.hearing import ONLINE, History
from alerts.household import Household
from alerts.presence import QUANTITIES, Presence
from alerts.rule import Parameters, Rule, parameters_of
from alerts.signs import REPEATS
from care.alerts import Alert, End, Finding, Onset
from care.clock import EPOCH, MICROSECOND, is_between
from care.events import Event

LATELY: Final = timedelta(hours=1)
"""Whoever was in bed for long within this time before getting up had gone to bed."""

_BED: Final = "bed.occupied"


class NoReturnToBedParameters(Parameters):
    """When it is night for this resident, and how long the bed may be empty."""

    start: ClockTime = Field(
        time(22), description="the night begins, in the site's time zone", json_schema_extra={"unit": "HH:MM"}
    )
    end: ClockTime = Field(
        time(6), description="the night is over, in the site's time zone", json_schema_extra={"unit": "HH:MM"}
    )
    minutes: float = Field(
        60,
        gt=0,
        le=240,
        strict=True,
        description="how long the bed may be empty while somebody moves about",
        json_schema_extra={"unit": "minutes"},
    )
    still_minutes: float = Field(
        25,
        gt=0,
        le=240,
        strict=True,
        description="how long the bed may be empty while nobody moves",
        json_schema_extra={"unit": "minutes"},
    )
    settled_minutes: float = Field(
        20,
        ge=0,
        le=120,
        strict=True,
        description="how long the bed must have been occupied on end: before, she had not gone to bed",
        json_schema_extra={"unit": "minutes"},
    )

    @model_validator(mode="after")
    def _has_a_night(self) -> Self:
        if self.start == self.end:
            raise ValueError(f"start and end are both {self.start:%H:%M}, so that it would never be night")
        return self

    @property
    def out_of_bed(self) -> timedelta:
        """``minutes`` as a duration."""
        return timedelta(minutes=self.minutes)

    @property
    def still(self) -> timedelta:
        """``still_minutes`` as a duration."""
        return timedelta(minutes=self.still_minutes)

    @property
    def night(self) -> timedelta:
        """How long a night may be at the most: clocks may go back in it."""
        start, end = (timedelta(hours=at.hour, minutes=at.minute) for at in (self.start, self.end))
        return (end - start) % timedelta(days=1) + timedelta(hours=1)

    @property
    def settled(self) -> timedelta:
        """``settled_minutes`` as a duration."""
        return timedelta(minutes=self.settled_minutes)


@dataclass(slots=True)
class _Bed:
    """One bed: whether it is occupied and since when; ``settled``: when it was last left after a long lie.

    ``left``: that she got up from it in the night, and is not back.
    """

    occupied: bool
    since: datetime
    settled: datetime = EPOCH
    left: Event | None = None
    nights: tuple[tuple[NoReturnToBedParameters, datetime], ...] = ()
    """For whom it was night when it was left, and when that night is over."""
    back: datetime = EPOCH
    """When its connection was there again."""


class NoReturnToBed(Rule):
    """Raise when a bed was left in the night, and nobody is back in it after ``minutes``; sooner when nobody moves.

    The onset is the instant when the time was over; the end is when the bed is occupied again, or the first sign of
    somebody up and about after the night. Choices:

    - The night is decided by when the bed was left, and it must still be that night when the time is over: who rises
      at 05:30 has got up, and who then was away for days is not looked for in another night. It is local time; minutes
      are real ones, also when clocks change.
    - Moving about (up for tea) gives ``minutes``; stillness raises after ``still_minutes``, counted from the last sign
      of somebody indoors. Sitting down in a chair is a sign too, and then the stillness counts.
    - She must have gone to bed: within the hour before it was left the bed was occupied for ``settled_minutes`` on end.
      So resting on the bed for a moment in the evening is not yet the night.
    - An outer door that moved while nobody was heard indoors since: she may be out, which ``left_home_at_night`` tells.
      When she is heard again, her time out of bed starts anew.
    - A double bed with one mat is empty when both are up; while one stays in it the rule cannot see the other. With a
      mat each, each bed is judged by itself: the alert names the resident whom the mat is placed for, else the only
      one, else nobody, and then the most watchful of the parameters hold. Who lives alone is in bed in any bed.
    - One alert at a time for each resident, and one for nobody in particular.
    - No data is no empty bed: while the mat's connection, or every connection, is gone nothing is raised; when it is
      there again, the times start anew. A mat that fails to tell that she is back calls somebody for nothing.
    """

    situation: ClassVar[str] = "no_return_to_bed"
    quantities: ClassVar[frozenset[str]] = QUANTITIES
    parameters: ClassVar[type[Parameters]] = NoReturnToBedParameters

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        own = {r.id: parameters_of(r, self.situation, NoReturnToBedParameters) for r in household.residents}
        self._all = tuple(own.values()) or (NoReturnToBedParameters(),)
        self._of = {resident: (of,) for resident, of in own.items()}
        self._presence = Presence(household)
        self._beds: dict[str, _Bed] = {}
        self._heard: datetime = EPOCH  # when she was heard again who may have been away
        self._due: datetime | None = None
        self._going_on: dict[str | None, datetime] = {}

    def start(self, at: datetime, history: History) -> None:
        """See Rule."""
        self._presence.start(at, history)
        for event in history.last(at):
            if event.quantity == _BED:
                self._beds[event.device] = _Bed(event.value is True, event.time)

    @property
    def memory(self) -> timedelta:
        """A night, in which she may be heard again after hours away; before it what shows that she had gone to bed."""
        return max(max(of.night + of.settled for of in self._all) + LATELY, REPEATS)

    @property
    def due(self) -> datetime | None:
        """When a bed has been empty for long enough."""
        return None if self._presence.is_dark else self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take that a bed was left or entered, a sign of somebody indoors, or that a connection is gone or there."""
        presence, findings = self._presence, list[Finding]()
        was_away = presence.may_be_away
        is_sign = presence.note(event)
        if is_sign and was_away:
            self._heard = event.time
        if event.quantity == ONLINE and event.value is True:
            for device in self.household.carried.get(event.device, ()):
                if device in self._beds:
                    self._beds[device].back = event.time
        if event.quantity == _BED:
            findings += self._bed_told(event)
        if is_sign and self._going_on:
            findings += self._up_by_day(event)
        if self._due is not None or any(bed.left is not None for bed in self._beds.values()):
            self._look_ahead(event.time)
        return findings

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that a bed was empty for long enough: she may be out, or the mat may be gone."""
        findings = list[Finding]()
        for device, bed in sorted(self._beds.items()):
            left = bed.left
            if left is None or self._due_of(bed) != at:
                continue
            resident = self.household.resident(device, left.time)
            is_silent = self._presence.links.is_gone(device)
            if resident not in self._going_on and not is_silent and not self._presence.may_be_away:
                self._going_on[resident] = at
                findings.append(Onset(self.situation, self.household.home, resident, at, (left,)))
        self._look_ahead(at + MICROSECOND)
        return findings

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:
        """Take that she is still out of bed."""
        self._going_on[alert.resident] = alert.onset
        self._look_ahead(at + MICROSECOND)
        return ()

    def _bed_told(self, event: Event) -> Iterable[Finding]:
        bed, occupied = self._beds.get(event.device), event.value is True
        if bed is None:
            bed = self._beds[event.device] = _Bed(occupied, event.time)
        elif bed.occupied != occupied:
            resident = self.household.resident(event.device, event.time)
            if not occupied:
                of = self._of.get(resident or "", self._all)
                if event.time - bed.since >= min(each.settled for each in of):
                    bed.settled = event.time
                zone = self.household.zone
                bed.nights = tuple(
                    (each, end)
                    for each in of
                    if is_between(event.time, each.start, each.end, zone)
                    and (end := next_instant((each.end,), event.time, zone)) is not None
                )
                bed.left = event if bed.nights and event.time - bed.settled <= LATELY else None
            bed.occupied, bed.since = occupied, event.time
        if occupied:
            bed.left = None
            resident = self.household.resident(event.device, event.time)
            if resident in self._going_on:
                return (self._end(resident, event.time),)
        return ()

    def _up_by_day(self, sign: Event) -> Iterable[Finding]:
        zone = self.household.zone
        for resident in list(self._going_on):
            of = self._of.get(resident or "", self._all)
            if not any(is_between(sign.time, each.start, each.end, zone) for each in of):
                yield self._end(resident, sign.time)

    def _look_ahead(self, at: datetime) -> None:
        dues = (self._due_of(bed) for bed in self._beds.values() if bed.left is not None)
        self._due = min((due for due in dues if due is not None and due >= at), default=None)

    def _due_of(self, bed: _Bed) -> datetime | None:
        """Give when this bed has been empty for long enough, if it is night then and she lies nowhere else."""
        left = bed.left
        if left is None or (
            len(self.household.residents) <= 1 and any(other.occupied for other in self._beds.values())
        ):
            return None
        empty_since = max(left.time, bed.back, self._presence.back, self._heard)
        still_since = max(empty_since, self._presence.sign.time) if self._presence.sign else empty_since
        dues = ((min(empty_since + each.out_of_bed, still_since + each.still), end) for each, end in bed.nights)
        return min((due for due, end in dues if due < end), default=None)

    def _end(self, resident: str | None, at: datetime) -> End:
        return End(self.situation, self.household.home, resident, self._going_on.pop(resident), at)
