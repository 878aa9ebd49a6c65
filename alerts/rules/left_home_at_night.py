"""Somebody left home in the night and has not come back: a hazard above all for people with dementia."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from operator import itemgetter
from typing import ClassVar, Final, Self

from pydantic import Field, model_validator

from alerts.clock_time import ClockTime
from alerts.hearing import ONLINE, History, Links
from alerts.household import Household
from alerts.rule import Parameters, Rule, parameters_of
from alerts.signs import REPEATS, SIGNS, Sign
from care.alerts import Alert, End, Finding, Onset
from care.clock import is_between
from care.events import Event
from care.people import Spot


class LeftHomeAtNightParameters(Parameters):
    """When it is night for this resident, and how long nothing must move."""

    start: ClockTime = Field(
        time(22), description="the night begins, in the site's time zone", json_schema_extra={"unit": "HH:MM"}
    )
    end: ClockTime = Field(
        time(6), description="the night is over, in the site's time zone", json_schema_extra={"unit": "HH:MM"}
    )
    quiet_minutes: float = Field(
        10,
        gt=0,
        le=240,
        strict=True,
        description="how long nothing must move indoors after an outer door opened",
        json_schema_extra={"unit": "minutes"},
    )
    doorway_seconds: float = Field(
        0,
        ge=0,
        le=120,
        strict=True,
        description="movement this soon after the door opened may be on the way out and says nothing",
        json_schema_extra={"unit": "seconds"},
    )

    @model_validator(mode="after")
    def _has_a_night(self) -> Self:
        if self.start == self.end:
            raise ValueError(f"start and end are both {self.start:%H:%M}, so that it would never be night")
        return self

    @property
    def quiet(self) -> timedelta:
        """``quiet_minutes`` as a duration."""
        return timedelta(minutes=self.quiet_minutes)

    @property
    def doorway(self) -> timedelta:
        """``doorway_seconds`` as a duration."""
        return timedelta(seconds=self.doorway_seconds)


VISIT: Final = timedelta(hours=2)
"""The longest visit at night during which who lives there may lie in bed all the time."""

_DOOR: Final = "contact.open"
_BED: Final = "bed.occupied"


class LeftHomeAtNight(Rule):
    """Raise when an outer door opened in the night and nothing moved indoors for ``quiet_minutes`` after.

    The onset is the instant when the quiet time was over; the end is the time of the next sign of somebody indoors
    (``SIGNS``). Choices:

    - The night is decided by when the door opened: 05:59 counts and raises at 06:09, 21:59 does not. ``start``
      belongs to the night, ``end`` does not. It is local time, so a night is 7 or 9 hours long when clocks change;
      the quiet time is real minutes all the same.
    - Each opening is judged by itself, by the signs after it, and the first that proves quiet raises: so a door that
      opens again, or bangs, does not put the alert off. Several outer doors are one door. While an alert goes on,
      doors add none.
    - An outer door's opening alone says nothing about who is in, so it is never a sign and never ends an alert;
      nor is anything else that a device placed at an outer door tells (it may look outwards).
    - A visitor who leaves is not she: in a home with one resident nothing is raised while a bed, occupied since before,
      stays so, when an outer door had opened within ``VISIT`` before this one and somebody moved indoors between: that
      was somebody else. A bed that stays occupied says nothing else (a mat may let go late, or not at all), so one
      opening alone raises.
    - An outer door's closing is not used: many sensors never tell it, and it can be closed from either side.
    - A sign after the opening, however soon, means that she came back in or never left; what comes at the
      opening's own instant does not (she stands at the door). Where the hall's sensor sees people on their way
      out, ``doorway_seconds`` after the opening are left out of account too; the price is a call when she only
      looked out and nothing saw her later.
    - Something worn goes out with her and is never a sign.
    - A contact without a placement is neither an outer door nor a sign; other devices are signs unplaced too.
    - In a home with several residents nobody can tell who left, so the alert names none, and the most watchful
      of their parameters hold: a door opened in anybody's night counts, with the shortest quiet time of those
      whose night it is and the longest doorway. A partner who is up hides that the other left; a partner who stays
      in bed does not.
    - No data is no stillness: while every connection of the home has said that it is gone, nothing is raised, for
      nobody can tell whether anything moves; the home's own silence is told instead. When one is there again, the
      quiet time of doors opened within two hours before starts anew; older ones are left to who was told of the
      silence. What was kept meanwhile and comes late is judged as it was.
    """

    situation: ClassVar[str] = "left_home_at_night"
    quantities: ClassVar[frozenset[str]] = frozenset({*SIGNS, ONLINE})
    parameters: ClassVar[type[Parameters]] = LeftHomeAtNightParameters

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        own = [parameters_of(resident, self.situation, LeftHomeAtNightParameters) for resident in household.residents]
        self._nights = tuple(own) or (LeftHomeAtNightParameters(),)
        self._doorway = max(night.doorway for night in self._nights)
        self._told: dict[tuple[str, str], Event] = {}  # the newest of each state, to know a repeat
        self._openings: list[tuple[datetime, Event]] = []  # no sign since: when its quiet time is over, and which
        self._due: datetime | None = None  # the earliest of these times
        self._going_on: tuple[datetime, str | None] | None = None  # onset and resident of the alert
        self._lain_since: dict[str, datetime] = {}  # beds that are occupied, since when
        self._came: datetime | None = None  # when an outer door opened after which somebody moved indoors
        self._opened: datetime | None = None  # the last time that one opened
        self._links = Links(household)

    def start(self, at: datetime, history: History) -> None:
        """See Rule."""
        for event in history.last(at):
            self._links.note(event)
            self._lie(event)

    @property
    def memory(self) -> timedelta:
        """The longest quiet time, and before it a visit, and what tells a repeated state from a new one."""
        return max(night.quiet for night in self._nights) + max(REPEATS, VISIT)

    @property
    def due(self) -> datetime | None:
        """When the quiet time will be over; while an alert goes on, or the home is dark, there is nothing to raise."""
        return None if self._going_on or self._links.is_dark else self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take an outer door's opening, a sign of somebody indoors, or that a connection is gone or there."""
        was_dark = self._links.is_dark
        self._links.note(event)
        if was_dark and not self._links.is_dark:
            self._wait_for(
                [
                    (max(due, event.time + (due - door.time)), door)
                    for due, door in self._openings
                    if event.time - door.time <= REPEATS
                ]
            )
        if event.quantity == ONLINE:
            return ()
        self._lie(event)
        if SIGNS[event.quantity] is Sign.TURN:
            before = self._told.get((event.device, event.quantity))
            self._told[event.device, event.quantity] = event
            if before is not None and before.value is True and event.time - before.time < REPEATS:
                return ()
        if event.value is False:
            return ()
        spot = self.household.spot(event.device, event.time)
        if spot is Spot.OUTER_DOOR:
            if event.quantity == _DOOR:
                self._open(event)
            return ()
        if spot is Spot.WORN or (spot is None and event.quantity == _DOOR):
            return ()
        return self._somebody_is_in(event.time)

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that the quiet time is over: nobody moved."""
        opening = next(opening for due, opening in self._openings if due == at)
        if self._was_a_visitor(opening.time):
            self._came = None  # one leaves for each who came
            self._wait_for([])
            return ()
        resident = self.household.only_resident
        self._going_on = (at, resident)
        return (Onset(self.situation, self.household.home, resident, at, (opening,)),)

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:  # noqa: ARG002 - it is told, so it is so
        """Take that she is still away."""
        self._going_on = (alert.onset, alert.resident)
        return ()

    def _lie(self, event: Event) -> None:
        if event.quantity == _BED:
            if event.value is True:
                self._lain_since.setdefault(event.device, event.time)
            else:
                self._lain_since.pop(event.device, None)

    def _was_a_visitor(self, left: datetime) -> bool:
        """Tell whether who lives here has lain in bed since before somebody came who left now."""
        came = self._came
        if came is None or left - came > VISIT or self.household.only_resident is None:
            return False
        return any(since < came and not self._links.is_gone(bed) for bed, since in self._lain_since.items())

    def _open(self, event: Event) -> None:
        self._opened = event.time
        zone = self.household.zone
        quiet = [night.quiet for night in self._nights if is_between(event.time, night.start, night.end, zone)]
        if not quiet:
            return
        past = [waiting for waiting in self._openings if waiting[1].time + self._doorway < event.time]
        first = [min(past, key=itemgetter(0))] if past else []  # any sign to come would refute all of these
        self._wait_for([*first, *self._openings[len(past) :], (event.time + min(quiet), event)])

    def _somebody_is_in(self, at: datetime) -> Iterable[Finding]:
        if self._opened is not None:
            self._came, self._opened = self._opened, None
        if self._openings:
            self._wait_for([waiting for waiting in self._openings if waiting[1].time + self._doorway >= at])
        if self._going_on is None:
            return ()
        onset, resident = self._going_on
        self._going_on = None
        self._wait_for([(due, opening) for due, opening in self._openings if due > at])
        return (End(self.situation, self.household.home, resident, onset, at),)

    def _wait_for(self, openings: list[tuple[datetime, Event]]) -> None:
        self._openings = openings
        self._due = min((due for due, _ in openings), default=None)
