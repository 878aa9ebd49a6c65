"""A dose of medicine was not taken: told by the dispenser, or by the resident's times when nobody took one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import ClassVar, Final, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from alerts.clock_time import ClockTimes, DayTimes, next_instant
from alerts.hearing import ONLINE, History, Links
from alerts.household import Household
from alerts.rule import Parameters, Rule, catch_up, parameters_of
from care.alerts import Alert, End, Finding, Onset
from care.events import Event

TAKEN: Final = "dose.taken"
MISSED: Final = "dose.missed"
CONFIRMED: Final = "reminder.confirmed"
APART: Final = timedelta(hours=2)
"""A dispenser that tells a missed dose again within this time tells the same one."""
HELD: Final = timedelta(hours=4)
"""A dose whose time was over while nobody could tell is asked for again when the dispenser is back within this time."""
_DAY_MINUTES: Final = 24 * 60


class MissedMedicationParameters(Parameters):
    """When this resident's doses are due, and how long one may wait."""

    times: ClockTimes = Field(
        DayTimes(),
        description="when doses are due, in the site's time zone, for a dispenser that does not tell of missed ones",
        json_schema_extra={"unit": "HH:MM …"},
    )
    early_minutes: float = Field(
        30,
        ge=0,
        le=240,
        strict=True,
        description="a dose taken this long before its time counts",
        json_schema_extra={"unit": "minutes"},
    )
    window_minutes: float = Field(
        60,
        gt=0,
        le=480,
        strict=True,
        description="how long after its time a dose may be taken",
        json_schema_extra={"unit": "minutes"},
    )
    grace_minutes: float = Field(
        15,
        ge=1,
        le=240,
        strict=True,
        description="how long is waited after the dispenser told that a dose was missed: it may be taken late",
        json_schema_extra={"unit": "minutes"},
    )
    late_minutes: float = Field(
        240,
        ge=0,
        le=720,
        strict=True,
        description="a dose taken this long after the alert ends it",
        json_schema_extra={"unit": "minutes"},
    )
    reminder_words: str = Field(
        "medicin",
        max_length=200,
        strict=True,
        description="a confirmed reminder with one of these words in it counts as a dose taken",
        json_schema_extra={"unit": "words"},
    )

    @model_validator(mode="after")
    def _keeps_doses_apart(self) -> Self:
        """Refuse times so near each other that one dose taken could count for two."""
        minutes = [60 * at.hour + at.minute for at in self.times]
        least = self.early_minutes + self.window_minutes
        around = [*minutes, minutes[0] + _DAY_MINUTES] if minutes else []
        if any(after - before <= least for before, after in pairwise(around)):
            raise ValueError(f"times must lie more than early_minutes + window_minutes ({least:g}) minutes apart")
        return self

    @property
    def early(self) -> timedelta:
        """``early_minutes`` as a duration."""
        return timedelta(minutes=self.early_minutes)

    @property
    def window(self) -> timedelta:
        """``window_minutes`` as a duration."""
        return timedelta(minutes=self.window_minutes)

    @property
    def grace(self) -> timedelta:
        """``grace_minutes`` as a duration."""
        return timedelta(minutes=self.grace_minutes)

    @property
    def late(self) -> timedelta:
        """``late_minutes`` as a duration."""
        return timedelta(minutes=self.late_minutes)

    def is_of_medicine(self, reminder: str) -> bool:
        """Tell whether a reminder's text is about medicine."""
        text = reminder.casefold()
        return any(word in text for word in self.reminder_words.casefold().replace(",", " ").split())


@dataclass(frozen=True, slots=True)
class _Dose:
    """One that was told to be missed, or whose time was over unseen: taken since ``opens``, it is no alert."""

    opens: datetime
    until: datetime
    told: Event | None = None
    scheduled: datetime | None = None


@dataclass(slots=True)
class _Course:
    """One resident's doses; ``resident`` is None for what devices of nobody in particular tell."""

    resident: str | None
    own: MissedMedicationParameters
    zone: ZoneInfo
    last: Event | None = None  # the newest that told of a dose
    scheduled: datetime | None = None  # the next dose by the resident's times, not decided yet
    taken: list[datetime] = field(default_factory=list)
    missed: dict[str, datetime] = field(default_factory=dict)  # when each device told of a missed one last
    waiting: list[_Dose] = field(default_factory=list)
    going_on: list[datetime] = field(default_factory=list)
    held: list[_Dose] = field(default_factory=list)  # of which nobody could tell when their time was over

    def begin(self, at: datetime) -> None:
        """Look for doses by the resident's times from now on, once a device is there that tells of them."""
        if self.scheduled is None:
            self.scheduled = next_instant(self.own.times, at - self.own.window, self.zone)

    @property
    def due(self) -> datetime | None:
        dues = [dose.until for dose in self.waiting]
        if self.scheduled is not None:
            dues.append(self.scheduled + self.own.window)
        return min(dues, default=None)

    def take(self, at: datetime) -> Iterator[datetime]:
        """Take that a dose was taken; give the onsets of alerts that are over by it."""
        own, due = self.own, self.scheduled
        is_of_this_time = due is not None and due - own.early <= at and not self.was_taken(due - own.early)
        self.taken = [before for before in self.taken if at - before <= own.early + own.window + HELD + APART]
        self.taken.append(at)
        self.waiting = [dose for dose in self.waiting if at < dose.opens]
        if is_of_this_time:
            return
        yield from (onset for onset in self.going_on if at - onset <= own.late)
        self.going_on = [onset for onset in self.going_on if at - onset > own.late]

    def was_taken(self, since: datetime) -> bool:
        """Tell whether a dose was taken since then, itself included."""
        return any(at >= since for at in self.taken)

    def miss(self, event: Event) -> None:
        """Take that a dispenser told of a missed dose: by its time, or by itself."""
        at, own, before = event.time, self.own, self.missed.get(event.device)
        self.missed[event.device] = at
        if before is not None and at - before < APART:
            return
        due = next_instant(own.times, at - own.window - APART, self.zone)
        if due is None or at < due - own.early:
            dose = _Dose(at - own.window - own.early, at + own.grace, event)
        elif at < due + own.window:
            dose = _Dose(due - own.early, min(due + own.window, at + own.grace), event, due)
        else:
            return  # decided when its time was over
        if not self.was_taken(dose.opens):
            self.waiting.append(dose)

    def over(self, at: datetime, *, gone: bool) -> _Dose | None:
        """Take that some dose's time is over; give one that was missed: while ``gone``, only one told of."""
        missed = [dose for dose in self.waiting if dose.until <= at]
        self.waiting = [dose for dose in self.waiting if dose.until > at]
        for dose in missed:
            if dose.scheduled is not None and dose.scheduled == self.scheduled:
                self.scheduled = next_instant(self.own.times, dose.scheduled, self.zone)
        due = self.scheduled
        if due is not None and due + self.own.window <= at:
            self.scheduled = next_instant(self.own.times, due, self.zone)
            if not self.was_taken(due - self.own.early):
                missed.append(_Dose(due - self.own.early, at))
        told = [dose for dose in missed if dose.told is not None]
        if gone:
            self.held += [dose for dose in missed if dose.told is None]
            missed = told
        return next(iter(told or missed), None)

    def back(self, at: datetime) -> None:
        """Take that the dispenser is there again: what was taken meanwhile may still be told."""
        self.waiting += [_Dose(d.opens, at + self.own.grace) for d in self.held if at - d.until <= HELD]
        self.held = []


class MissedMedication(Rule):
    """Raise when a dose was not taken: ``grace_minutes`` after a dispenser said so, or when its window is over.

    Over when a dose is taken after all, within ``late_minutes``; otherwise it stays until staff close it. Choices:

    - A dispenser's ``dose.missed`` is believed, but may be early: a dose taken within the grace raises nothing. So does
      one that was taken elsewhere: ``dose.taken`` told by another device of the resident (a relative's button, staff's
      telephone), or a confirmed reminder that is about medicine, since ``window_minutes`` and ``early_minutes`` before.
    - With ``times``, each dose is looked for by itself too, for dispensers that tell only what is taken, or jam: a dose
      of a time counts from ``early_minutes`` before until ``window_minutes`` after it. What the dispenser tells of the
      same dose makes no second alert. Without ``times`` silence says nothing.
    - A resident of whom no device ever told a dose is not watched by the times: nobody can tell.
    - Each missed dose is an alert of its own, also while another goes on. One told again within two hours by the same
      device is the same. A dose that belongs to the next time does not end the alert of the one before.
    - A jam (``fault``) is the equipment's own alert; that the dose was missed is told besides.
    - Doses are a resident's: by where the device is placed, or the home's only resident. What a device of nobody in
      particular tells is judged by itself, by the shortest grace of all, and names nobody.
    - No data is no missed dose: while the device that last told of a dose is gone, or the whole home, doses are not
      missed by their times; when it is back within four hours they are asked for again, after the grace. What a
      dispenser said itself (``dose.missed``) holds all the same.
    - Times are local: one that is skipped when clocks go forward comes an hour later, one that comes twice counts once.
    """

    situation: ClassVar[str] = "missed_medication"
    quantities: ClassVar[frozenset[str]] = frozenset({TAKEN, MISSED, CONFIRMED, ONLINE})
    parameters: ClassVar[type[Parameters]] = MissedMedicationParameters
    memory: Final = timedelta(0)

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        own: dict[str | None, MissedMedicationParameters] = {
            r.id: parameters_of(r, self.situation, MissedMedicationParameters) for r in household.residents
        }
        self._own: dict[str | None, MissedMedicationParameters] = {**own}
        if None not in self._own:
            self._own[None] = _most_watchful(own.values())
        self._courses: dict[str | None, _Course] = {}
        self._links = Links(household)
        self._due: datetime | None = None

    def start(self, at: datetime, history: History) -> None:
        """See Rule; doses wait for longer than others remember, so the journal is asked for the last hours' doses."""
        since = at - max(own.early + own.window + own.grace for own in self._own.values()) - HELD - APART
        told = list(history.told(self.quantities, since, at))
        for event in history.last(since if told else at):
            self._links.note(event)
            if event.quantity in {TAKEN, MISSED} and event.value is True:
                course = self._course(event)
                course.last = event if course.last is None else max(course.last, event, key=lambda one: one.order)
        for course in self._courses.values():
            course.begin(since if told else at)
        self._note_due()
        catch_up(self, told, at)
        for course in self._courses.values():
            course.going_on.clear()  # an alert that goes on is adopted

    @property
    def due(self) -> datetime | None:
        """When the next dose's time is over."""
        return self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take a dose taken or missed, a reminder confirmed, or that a connection is gone or there."""
        gone = [course for course in self._courses.values() if self._is_gone(course)]
        self._links.note(event)
        for course in gone:
            if not self._is_gone(course):
                course.back(event.time)
        findings: list[Finding] = []
        if event.quantity != ONLINE and event.value is not False:
            course = self._course(event)
            if event.quantity == MISSED:
                course.last = event
                course.miss(event)
            elif event.quantity == TAKEN or course.own.is_of_medicine(str(event.value)):
                if event.quantity == TAKEN:
                    course.last = event
                findings += [self._end(course, onset, event.time) for onset in course.take(event.time)]
            if course.last is not None:
                course.begin(event.time)
        self._note_due()
        return findings

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that the time of some dose is over."""
        findings: list[Finding] = []
        for course in self._courses.values():
            dose = course.over(at, gone=self._is_gone(course))
            if dose is not None:
                course.going_on.append(at)
                shows = dose.told or course.last
                seen = () if shows is None else (shows,)
                findings.append(Onset(self.situation, self.household.home, course.resident, at, seen))
        self._note_due()
        return findings

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:  # noqa: ARG002 - it is told, so it is so
        """Take that this dose is still missed."""
        going_on = self._of(alert.resident).going_on
        if alert.onset not in going_on:
            going_on.append(alert.onset)
        return ()

    def _course(self, event: Event) -> _Course:
        return self._of(self.household.resident(event.device, event.time))

    def _of(self, resident: str | None) -> _Course:
        if resident not in self._courses:
            own = self._own.get(resident, self._own[None])
            self._courses[resident] = _Course(resident, own, self.household.zone)
        return self._courses[resident]

    def _is_gone(self, course: _Course) -> bool:
        return self._links.is_dark or (course.last is not None and self._links.is_gone(course.last.device))

    def _note_due(self) -> None:
        self._due = min((due for c in self._courses.values() if (due := c.due) is not None), default=None)

    def _end(self, course: _Course, onset: datetime, at: datetime) -> End:
        return End(self.situation, self.household.home, course.resident, onset, max(at, onset))


def _most_watchful(own: Iterable[MissedMedicationParameters]) -> MissedMedicationParameters:
    all_of = list(own) or [MissedMedicationParameters()]
    return MissedMedicationParameters(
        grace_minutes=min(one.grace_minutes for one in all_of),
        window_minutes=min(one.window_minutes for one in all_of),
        reminder_words=" ".join(one.reminder_words for one in all_of)[:200],
    )
