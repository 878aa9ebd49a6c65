"""Reminders of a planner or time aid stay unanswered in a row: the person is unwell, away, or no longer minds it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, Final

from pydantic import Field

from alerts.hearing import ONLINE, History, Links
from alerts.household import Household
from alerts.rule import Parameters, Rule, catch_up, parameters_of
from care.alerts import Alert, End, Finding, Onset
from care.events import Event

SHOWN: Final = "reminder.shown"
CONFIRMED: Final = "reminder.confirmed"
MISSED: Final = "reminder.missed"
BATTERY: Final = "battery"
BATTERY_LOW: Final = "battery.low"
EMPTY: Final = 3.0
"""In percent: a planner with no more than this shows nothing."""


class NoResponseToRemindersParameters(Parameters):
    """How many unanswered reminders in a row are too many for this resident."""

    in_a_row: int = Field(
        3,
        ge=1,
        le=20,
        strict=True,
        description="so many reminders one after the other without an answer",
        json_schema_extra={"unit": "reminders"},
    )
    answer_minutes: float = Field(
        30,
        gt=0,
        le=480,
        strict=True,
        description="how long after it was shown a reminder may be answered",
        json_schema_extra={"unit": "minutes"},
    )
    within_hours: float = Field(
        24,
        gt=0,
        le=72,
        strict=True,
        description="how long unanswered reminders count: a row that is older is none",
        json_schema_extra={"unit": "hours"},
    )

    @property
    def answer(self) -> timedelta:
        """``answer_minutes`` as a duration."""
        return timedelta(minutes=self.answer_minutes)

    @property
    def within(self) -> timedelta:
        """``within_hours`` as a duration."""
        return timedelta(hours=self.within_hours)


@dataclass(slots=True)
class _Row:
    """One resident's reminders: those that may still be answered, and those that were not, oldest first."""

    resident: str | None
    own: NoResponseToRemindersParameters
    shown: list[Event] = field(default_factory=list)
    unanswered: list[Event] = field(default_factory=list)
    going_on: datetime | None = None

    @property
    def due(self) -> datetime | None:
        return self.shown[0].time + self.own.answer if self.shown else None

    def count(self, event: Event, at: datetime) -> None:
        """Take that this reminder was not answered."""
        recent = [before for before in self.unanswered if at - before.time < self.own.within]
        self.unanswered = [*recent, event][-self.own.in_a_row :]

    @property
    def is_long(self) -> bool:
        """Whether so many in a row were not answered that somebody should look."""
        return len(self.unanswered) >= self.own.in_a_row

    def answer(self) -> None:
        """Take that one was answered: what was shown before it counts no more."""
        self.shown.clear()
        self.unanswered.clear()


class NoResponseToReminders(Rule):
    """Raise when ``in_a_row`` reminders one after the other were not answered; over with the next that is.

    Choices:
    - A reminder is unanswered when the device says so (``reminder.missed``), or when it was shown and nothing was
      confirmed for ``answer_minutes``. Told in both ways it counts once.
    - Whatever is confirmed ends the row, whichever reminder it was and on whichever of the resident's devices: the
      person is there and answers. The same reminder shown again while it may still be answered is one.
    - One that is missed is nothing; so are some that lie further apart than ``within_hours``.
    - A device that is not charged or not there shows nothing, and nobody can answer: while its connection is gone, or
      its battery has 3 % left or less, or is told to be low and it told nothing since, its reminders do not count.
      That is told as equipment (device silent, battery low).
    - What was shown counts as shown: a reminder shown before the battery ran out is judged when its time is over, and
      left out when the device is gone by then. What a device kept and sends later is judged as it was.
    - Reminders are a resident's: by where the device is placed, or the home's only resident; those of a device of
      nobody in particular are a row by themselves, judged by the most watchful settings, and the alert names nobody.
    """

    situation: ClassVar[str] = "no_response_to_reminders"
    quantities: ClassVar[frozenset[str]] = frozenset({SHOWN, CONFIRMED, MISSED, BATTERY, BATTERY_LOW, ONLINE})
    parameters: ClassVar[type[Parameters]] = NoResponseToRemindersParameters
    memory: Final = timedelta(0)

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        own: dict[str | None, NoResponseToRemindersParameters] = {
            r.id: parameters_of(r, self.situation, NoResponseToRemindersParameters) for r in household.residents
        }
        self._own: dict[str | None, NoResponseToRemindersParameters] = {None: _most_watchful(own.values()), **own}
        self._rows: dict[str | None, _Row] = {}
        self._links = Links(household)
        self._empty: set[str] = set()
        self._due: datetime | None = None

    def start(self, at: datetime, history: History) -> None:
        """See Rule; rows are longer than others remember, so the journal is asked for the last days' reminders."""
        since = at - max(max(own.within, 2 * own.answer) + own.answer for own in self._own.values())
        told = list(history.told((SHOWN, CONFIRMED, MISSED), since, at))
        for event in history.last(since if told else at):
            self._note_state(event)
        if told:
            states = history.told((BATTERY, BATTERY_LOW, ONLINE), since, at)
            catch_up(self, sorted([*told, *states], key=lambda one: one.order), at)
        for row in self._rows.values():
            row.going_on = None  # an alert that goes on is adopted

    @property
    def due(self) -> datetime | None:
        """When the next reminder has waited for too long."""
        return self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take a reminder shown, confirmed or missed, and what says whether its device can show any."""
        self._note_state(event)
        findings = self._take(event) if event.quantity in {SHOWN, CONFIRMED, MISSED} else ()
        self._note_due()
        return findings

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that a reminder has waited for too long."""
        findings = self._pass(at)
        self._note_due()
        return findings

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:  # noqa: ARG002 - it is told, so it is so
        """Take that nothing has been answered yet."""
        self._row(alert.resident).going_on = alert.onset
        return ()

    def _take(self, event: Event) -> list[Finding]:
        row, at = self._row(self.household.resident(event.device, event.time)), event.time
        if event.quantity == CONFIRMED:
            row.answer()
            return self._end(row, at)
        same = [one for one in row.shown if one.device == event.device and one.value == event.value]
        if event.quantity == SHOWN:
            if not same:
                row.shown.append(event)
            return []
        row.shown = [one for one in row.shown if one not in same]
        told = [one for one in row.unanswered if one.device == event.device and one.value == event.value]
        if any(at - one.time < 2 * row.own.answer for one in told):
            return []  # counted when it had waited for too long
        return self._count(row, event, at)

    def _pass(self, until: datetime) -> list[Finding]:
        findings: list[Finding] = []
        for row in self._rows.values():
            while (due := row.due) is not None and due <= until:
                findings += self._count(row, row.shown.pop(0), due)
        return findings

    def _count(self, row: _Row, event: Event, at: datetime) -> list[Finding]:
        if self._links.is_dark or self._links.is_gone(event.device) or event.device in self._empty:
            return []
        row.count(event, at)
        if not row.is_long or row.going_on is not None:
            return []
        row.going_on = at
        return [Onset(self.situation, self.household.home, row.resident, at, tuple(row.unanswered))]

    def _note_state(self, event: Event) -> None:
        self._links.note(event)
        if event.quantity == BATTERY:
            (self._empty.add if float(event.value) <= EMPTY else self._empty.discard)(event.device)
        elif event.quantity == BATTERY_LOW:
            (self._empty.add if event.value is True else self._empty.discard)(event.device)
        elif event.quantity in {SHOWN, CONFIRMED}:
            self._empty.discard(event.device)

    def _row(self, resident: str | None) -> _Row:
        if resident not in self._rows:
            self._rows[resident] = _Row(resident, self._own.get(resident, self._own[None]))
        return self._rows[resident]

    def _note_due(self) -> None:
        self._due = min((due for row in self._rows.values() if (due := row.due) is not None), default=None)

    def _end(self, row: _Row, at: datetime) -> list[Finding]:
        onset, row.going_on = row.going_on, None
        return [] if onset is None else [End(self.situation, self.household.home, row.resident, onset, at)]


def _most_watchful(own: Iterable[NoResponseToRemindersParameters]) -> NoResponseToRemindersParameters:
    all_of = list(own) or [NoResponseToRemindersParameters()]
    return NoResponseToRemindersParameters(
        in_a_row=min(one.in_a_row for one in all_of),
        answer_minutes=min(one.answer_minutes for one in all_of),
        within_hours=max(one.within_hours for one in all_of),
    )
