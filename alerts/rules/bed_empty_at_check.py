"""A night check by camera did not see the person in bed, and nothing explains it: fallen, wandering, or elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Final

from pydantic import Field

from alerts.hearing import ONLINE, History, Links
from alerts.household import Household
from alerts.rooms import has_toilet, is_in_bathroom
from alerts.rule import Parameters, Rule, parameters_of
from care.alerts import Alert, End, Finding, Onset
from care.events import Event

SEEN: Final = "check.seen"
BED: Final = "bed.occupied"
FLUSH: Final = "flush"
MOTION: Final = "motion"
APART: Final = timedelta(minutes=3)
"""A check this soon after another is the same one, told or tried again."""
FRESH: Final = timedelta(hours=12)
"""What a bed mat told longer ago says nothing: it may have failed."""
UP: Final = timedelta(hours=4)
"""Who was known to lie there longer ago has not gone to bed yet, or was missed by then."""


class BedEmptyAtCheckParameters(Parameters):
    """What must confirm that the bed is empty, and how long a visit to the toilet may take."""

    again_minutes: float = Field(
        150,
        gt=3,
        le=480,
        strict=True,
        description="a second check within this time that does not see the person either confirms the first",
        json_schema_extra={"unit": "minutes"},
    )
    wait_minutes: float = Field(
        10,
        gt=0,
        le=120,
        strict=True,
        description="how long is waited, where a bed mat says that the bed is empty: the person may come back",
        json_schema_extra={"unit": "minutes"},
    )
    toilet_minutes: float = Field(
        20,
        ge=0,
        le=120,
        strict=True,
        description="how long somebody may stay in the bathroom after movement there or a flush",
        json_schema_extra={"unit": "minutes"},
    )

    @property
    def again(self) -> timedelta:
        """``again_minutes`` as a duration."""
        return timedelta(minutes=self.again_minutes)

    @property
    def wait(self) -> timedelta:
        """``wait_minutes`` as a duration."""
        return timedelta(minutes=self.wait_minutes)

    @property
    def toilet(self) -> timedelta:
        """``toilet_minutes`` as a duration."""
        return timedelta(minutes=self.toilet_minutes)


@dataclass(slots=True)
class _Bed:
    """One resident's bed, as checks and mats tell of it."""

    resident: str | None
    own: BedEmptyAtCheckParameters
    mats: dict[str, Event] = field(default_factory=dict)
    empty: list[Event] = field(default_factory=list)  # checks that saw nobody, and none since that did
    until: datetime | None = None  # a mat agreed: so long it is waited
    lain: datetime | None = None  # when somebody was last known to lie there
    going_on: datetime | None = None

    def mat(self, at: datetime, links: Links) -> bool | None:
        """Tell whether a mat has somebody in bed; None when none has told anything lately, or can."""
        told = [e.value is True for e in self.mats.values() if at - e.time <= FRESH and not links.is_gone(e.device)]
        return any(told) if told else None

    def tell(self, event: Event) -> None:
        """Take what a mat tells."""
        before = self.mats.get(event.device)
        self.mats[event.device] = event
        if event.value is True or (before is not None and before.value is True):
            self.lain = event.time

    def clear(self) -> None:
        """Take that the checks so far say nothing any more."""
        self.empty.clear()
        self.until = None


class BedEmptyAtCheck(Rule):
    """Raise when a night check did not see the person (``check.seen`` false) and a bed mat or a second check agrees.

    Over when a check sees the person, or the mat says that the bed is occupied. Choices:

    - One check alone is not believed: cameras miss who lies under the cover. A second one confirms it, three minutes
      to ``again_minutes`` after, and raises at its own time.
    - Where a bed mat says that the bed was left in the last four hours, no second check is needed: it raises when it
      has stayed empty for ``wait_minutes`` after the check. Who has not gone to bed yet has not left it; then too a
      second check must agree. While the mat says that somebody lies there, checks raise nothing.
    - At the toilet: while the last movement in a bathroom, or flush, is less than ``toilet_minutes`` ago, nothing is
      raised; with a mat it is raised when that time is over, without one by the next check that sees nobody.
      A room is a bathroom by its id (``alerts.rooms``). In a home with several residents anybody's visit counts.
    - That a camera is offline is told as equipment; a check that could not be made tells nothing. A mat whose
      connection is gone, or that has told nothing for 12 hours, says nothing.
    - No data is no empty bed: while every connection of the home is gone, nothing is raised.
    - Checks and mats are a resident's: by where they are placed, or the home's only resident; those of nobody in
      particular belong together, and the alert names nobody.
    """

    situation: ClassVar[str] = "bed_empty_at_check"
    quantities: ClassVar[frozenset[str]] = frozenset({SEEN, BED, FLUSH, MOTION, ONLINE})
    parameters: ClassVar[type[Parameters]] = BedEmptyAtCheckParameters

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        own: dict[str | None, BedEmptyAtCheckParameters] = {
            r.id: parameters_of(r, self.situation, BedEmptyAtCheckParameters) for r in household.residents
        }
        self._own: dict[str | None, BedEmptyAtCheckParameters] = {None: _most_watchful(own.values()), **own}
        self._beds: dict[str | None, _Bed] = {}
        self._links = Links(household)
        self._at_toilet: datetime | None = None
        self._bathrooms = frozenset(place.device for place in household.placements if has_toilet(place.room))
        self._due: datetime | None = None

    def start(self, at: datetime, history: History) -> None:
        """See Rule; a bed is left for longer than others remember, so the journal is asked for what mats told."""
        for event in history.last(at):
            self._links.note(event)
            if event.quantity == BED:
                self._bed(event).mats[event.device] = event
        for event in history.told({BED, SEEN}, at - 2 * FRESH, at):
            bed = self._bed(event)
            if event.quantity == BED:
                bed.tell(event)
            elif event.value is True:
                bed.lain = event.time

    @property
    def memory(self) -> timedelta:
        """What a check waits for at the longest."""
        return max(own.again + 2 * own.wait + own.toilet for own in self._own.values())

    @property
    def due(self) -> datetime | None:
        """When a bed that a mat says is empty has been so for long enough."""
        return self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take a check, what a mat tells, a sign of somebody in the bathroom, or that a connection is gone or there."""
        if event.quantity == MOTION and event.device not in self._bathrooms and self._links.is_whole:
            return ()
        findings = self._take(event)
        self._note_due()
        return findings

    def _take(self, event: Event) -> Iterable[Finding]:
        was_dark, quantity = self._links.is_dark, event.quantity
        self._links.note(event)
        if was_dark and not self._links.is_dark:
            for bed in self._beds.values():
                self._wait_anew(bed, event.time)
        if quantity in {MOTION, FLUSH}:
            if event.value is True and (quantity == FLUSH or is_in_bathroom(self.household, event)):
                self._at_toilet = event.time
            return ()
        if quantity == BED:
            bed = self._bed(event)
            bed.tell(event)
            return self._is_in_bed(bed, event.time) if event.value is True else ()
        if quantity == SEEN:
            bed = self._bed(event)
            if event.value is not True:
                return self._not_seen(bed, event)
            bed.lain = event.time
            return self._is_in_bed(bed, event.time)
        return ()

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that a bed has stayed empty, or that nobody can tell any more."""
        findings = []
        for bed in self._beds.values():
            due = self._due_of(bed)
            if due is None or due > at:
                continue
            if at - bed.empty[0].time >= bed.own.again + bed.own.wait:
                bed.clear()  # in and out of the bathroom all the time: up, and not missing
            elif bed.mat(at, self._links) is None:
                bed.until = None  # only another check can tell
            else:
                findings.append(self._onset(bed, at))
        self._note_due()
        return findings

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:  # noqa: ARG002 - it is told, so it is so
        """Take that the bed is still empty."""
        bed = self._of(alert.resident)
        bed.going_on = alert.onset
        bed.clear()
        self._note_due()
        return ()

    def _not_seen(self, bed: _Bed, event: Event) -> Iterable[Finding]:
        at, own = event.time, bed.own
        if bed.going_on is not None:
            return ()
        if bed.until is None:
            bed.empty = [check for check in bed.empty if at - check.time <= own.again]
        mat = bed.mat(at, self._links)
        if mat is True:
            bed.clear()
            return ()
        if bed.empty and at - bed.empty[-1].time < APART:
            return ()
        bed.empty.append(event)
        if len(bed.empty) > 1 and not self._links.is_dark and not self._may_be_at_toilet(own, at):
            return [self._onset(bed, at)]
        if mat is False and bed.until is None and bed.lain is not None and at - bed.lain <= UP:
            bed.until = at + own.wait
        return ()

    def _wait_anew(self, bed: _Bed, at: datetime) -> None:
        """Take that the home is there again: somebody may have come back to bed unseen, and show it now."""
        bed.empty = [check for check in bed.empty if at - check.time <= bed.own.again]
        if bed.until is not None:
            bed.until = at + bed.own.wait if bed.empty else None

    def _note_due(self) -> None:
        dues = () if self._links.is_dark else (due for bed in self._beds.values() if (due := self._due_of(bed)))
        self._due = min(dues, default=None)

    def _due_of(self, bed: _Bed) -> datetime | None:
        if bed.going_on is not None or bed.until is None:
            return None
        toilet = bed.until if self._at_toilet is None else self._at_toilet + bed.own.toilet
        return min(max(bed.until, toilet), bed.empty[0].time + bed.own.again + bed.own.wait)

    def _may_be_at_toilet(self, own: BedEmptyAtCheckParameters, at: datetime) -> bool:
        return self._at_toilet is not None and at - self._at_toilet < own.toilet

    def _is_in_bed(self, bed: _Bed, at: datetime) -> list[Finding]:
        bed.clear()
        onset, bed.going_on = bed.going_on, None
        return [] if onset is None else [End(self.situation, self.household.home, bed.resident, onset, at)]

    def _onset(self, bed: _Bed, at: datetime) -> Onset:
        bed.going_on, seen = at, tuple(bed.empty)
        bed.clear()
        return Onset(self.situation, self.household.home, bed.resident, at, seen)

    def _bed(self, event: Event) -> _Bed:
        return self._of(self.household.resident(event.device, event.time))

    def _of(self, resident: str | None) -> _Bed:
        if resident not in self._beds:
            self._beds[resident] = _Bed(resident, self._own.get(resident, self._own[None]))
        return self._beds[resident]


def _most_watchful(own: Iterable[BedEmptyAtCheckParameters]) -> BedEmptyAtCheckParameters:
    all_of = list(own) or [BedEmptyAtCheckParameters()]
    return BedEmptyAtCheckParameters(
        again_minutes=max(one.again_minutes for one in all_of),
        wait_minutes=min(one.wait_minutes for one in all_of),
        toilet_minutes=min(one.toilet_minutes for one in all_of),
    )
