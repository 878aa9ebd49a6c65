"""The stove is on and nobody is in the kitchen: pots boil dry, and fires begin."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from pydantic import Field

from alerts import mains
from alerts.hearing import History
from alerts.household import Household
from alerts.mains import Mains
from alerts.presence import QUANTITIES, Presence
from alerts.rule import Parameters, Rule, parameters_of
from alerts.signs import REPEATS
from care.alerts import Alert, End, Finding, Onset
from care.clock import EPOCH, MICROSECOND
from care.events import Event

BELIEVED: Final = timedelta(hours=6)
"""A stove that was told to be on longer ago than this, and not again since, has been turned off without telling."""
DOORWAY: Final = timedelta(seconds=60)
"""Movement this soon after an outer door moved may be on the way out."""

_STOVE: Final = "stove.on"
_CUTOFF: Final = "stove.cutoff"


class StoveUnattendedParameters(Parameters):
    """How long the stove may be on with nobody near."""

    minutes: float = Field(
        15,
        gt=0,
        le=240,
        strict=True,
        description="how long nobody must be in the room of the stove while it is on",
        json_schema_extra={"unit": "minutes"},
    )
    away_minutes: float = Field(
        3,
        gt=0,
        le=240,
        strict=True,
        description="the same when an outer door moved and nobody was heard indoors since",
        json_schema_extra={"unit": "minutes"},
    )


@dataclass(slots=True)
class _Stove:
    """One stove: when it was turned on (None: it is off, or its power is cut), when that was told last, and where."""

    on: Event | None
    told: datetime
    room: str | None


class StoveUnattended(Rule):
    """Raise when a stove is on and nobody was in its room for ``minutes``, or she went out and left it on.

    The onset is the instant when the time was over; the end is when it is turned off, its guard cuts the power, the
    power is out, or somebody is in the room again. Choices:

    - The room is the one that the stove is placed in; anything told there that shows somebody (``alerts.signs``)
      counts, turning it on too. Where the stove has no room, somebody anywhere indoors counts.
    - Who cooks and goes to and fro is in the kitchen every few minutes; a stew that is looked after every quarter of an
      hour is no hazard either.
    - An outer door that moved, and nobody heard indoors since (but for the minute after, in the doorway): then
      ``away_minutes`` count, from when the door moved.
    - The stove guard's cut-off ends it: the hazard is over. It is off until it is turned on again.
    - While the power is out (``alerts.mains``) no stove is on; the minutes start anew when it is back.
    - A stove that was told to be on more than ``BELIEVED`` ago, and not again since, is believed to be off.
    - In a home with several residents anybody attends; the alert names none, and the most watchful parameters hold.
    - No data is no empty kitchen: while every connection of the home is gone nothing is raised, and the minutes start
      anew when one is back.
    """

    situation: ClassVar[str] = "stove_unattended"
    quantities: ClassVar[frozenset[str]] = QUANTITIES | mains.QUANTITIES | {_CUTOFF}
    parameters: ClassVar[type[Parameters]] = StoveUnattendedParameters

    def __init__(self, household: Household) -> None:
        super().__init__(household)
        own = [parameters_of(resident, self.situation, StoveUnattendedParameters) for resident in household.residents]
        own = own or [StoveUnattendedParameters()]
        self._minutes = timedelta(minutes=min(of.minutes for of in own))
        self._away = timedelta(minutes=min(of.away_minutes for of in own))
        self._presence = Presence(household, DOORWAY)
        self._mains = Mains()
        self._powered = EPOCH  # when power was back
        self._stoves: dict[str, _Stove] = {}
        self._attended: dict[str | None, datetime] = {}  # by room, and of all under None
        self._due: datetime | None = None
        self._going_on: tuple[datetime, str | None, str] | None = None  # onset, resident, stove

    @property
    def memory(self) -> timedelta:
        """How long nobody must be near, and what tells a repeated state from a new one."""
        return max(self._minutes, self._away, REPEATS)

    def start(self, at: datetime, history: History) -> None:
        """See Rule."""
        self._presence.start(at, history)
        for event in history.last(at):
            if event.quantity == _STOVE:
                self._stove(event)
            elif event.quantity == _CUTOFF and event.value is True:
                self._cut(event)
            elif event.quantity in mains.QUANTITIES:
                self._mains.note(event)

    @property
    def due(self) -> datetime | None:
        """When nobody has been near for long enough."""
        return None if self._going_on or self._presence.is_dark or self._mains.out_since else self._due

    def see(self, event: Event) -> Iterable[Finding]:
        """Take a stove, its guard, a sign of somebody indoors, an outer door, or a connection that is gone or there."""
        if event.quantity in mains.QUANTITIES:
            return self._power(event)
        presence = self._presence
        door, back = presence.door, presence.back
        is_sign = presence.note(event)
        is_stove = event.quantity in {_STOVE, _CUTOFF}
        if event.quantity == _STOVE:
            self._stove(event)
        elif event.quantity == _CUTOFF and event.value is True:
            self._cut(event)
        if is_sign:
            room = self.household.room(event.device, event.time)
            self._attended[None] = event.time
            if room is not None:
                self._attended[room] = event.time
        if not self._stoves or not (is_sign or is_stove or presence.door is not door or presence.back != back):
            return ()
        if self._going_on is None and not any(stove.on for stove in self._stoves.values()):
            self._due = None
            return ()
        findings = self._ended(event.time)
        self._look_ahead(event.time)
        return findings

    def wake(self, at: datetime) -> Iterable[Finding]:
        """Take that nobody has been near for long enough."""
        for device, stove in sorted(self._stoves.items()):
            if stove.on is not None and self._due_of(stove) == at and at - stove.told <= BELIEVED:
                resident = self.household.only_resident
                self._going_on = (at, resident, device)
                return (Onset(self.situation, self.household.home, resident, at, (stove.on,)),)
        self._look_ahead(at + MICROSECOND)
        return ()

    def adopt(self, alert: Alert, at: datetime) -> Iterable[Finding]:  # noqa: ARG002 - it is told, so it is so
        """Take that it is still on with nobody near."""
        if alert.seen:
            self._going_on = (alert.onset, alert.resident, alert.seen[-1].device)
        return ()

    def _power(self, event: Event) -> Iterable[Finding]:
        was_out = self._mains.out_since
        self._presence.links.note(event)
        self._mains.note(event)
        if was_out and not self._mains.out_since:
            self._powered = event.time
            self._look_ahead(event.time)
        return self._ended(event.time)

    def _stove(self, event: Event) -> None:
        known = self._stoves.get(event.device)
        room = self.household.room(event.device, event.time)
        if event.value is not True:
            self._stoves[event.device] = _Stove(None, event.time, room)
        elif known is None or known.on is None:
            self._stoves[event.device] = _Stove(event, event.time, room)
        else:
            known.told = event.time

    def _cut(self, event: Event) -> None:
        room = self.household.room(event.device, event.time)
        for stove in self._stoves.values():
            if (room is None or stove.room in {room, None}) and event.time >= stove.told:
                stove.on = None

    def _ended(self, at: datetime) -> list[Finding]:
        if self._going_on is None:
            return []
        onset, resident, device = self._going_on
        stove = self._stoves.get(device)
        is_attended = stove is not None and self._attended.get(stove.room, onset) > onset
        if stove is not None and stove.on is not None and not is_attended and not self._mains.out_since:
            return []
        self._going_on = None
        return [End(self.situation, self.household.home, resident, onset, at)]

    def _look_ahead(self, at: datetime) -> None:
        dues = (self._due_of(stove) for stove in self._stoves.values() if stove.on is not None)
        self._due = min((due for due in dues if due >= at), default=None)

    def _due_of(self, stove: _Stove) -> datetime:
        """Give when nobody has been near this stove, which is on, for long enough."""
        presence, on = self._presence, stove.on
        since = max(presence.back, self._powered) if on is None else max(on.time, presence.back, self._powered)
        near = max(since, self._attended.get(stove.room, since))
        due = near + self._minutes
        if presence.door is not None and presence.may_be_away:
            return min(due, max(presence.door.time, since) + self._away)
        return due
