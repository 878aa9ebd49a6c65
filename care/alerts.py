"""When staff must act: what a rule finds, the alert that comes of it, and what staff do with it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from care.events import Event
from care.situations import Priority

RULES = "rules"
"""The source of alerts that the built-in rules raise; a solution's alerts have the solution's id."""


@dataclass(frozen=True, slots=True)
class Onset:
    """A rule says: from ``time`` (event time) staff must act. ``seen`` is what it rests on, oldest first.

    ``home`` is None for what concerns the whole site.
    """

    situation: str
    home: str | None
    resident: str | None
    time: datetime
    seen: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """A rule says: the situation whose alert began at ``onset`` was over at ``time`` (both event time)."""

    situation: str
    home: str | None
    resident: str | None
    onset: datetime
    time: datetime


Finding = Onset | End


class State(StrEnum):
    """ISA-18.2's alarm states (normal here means: over and acknowledged), and closed, which is care's own."""

    UNACKNOWLEDGED = "unacknowledged"
    ACKNOWLEDGED = "acknowledged"
    RETURNED = "returned"
    NORMAL = "normal"
    CLOSED = "closed"


class Move(StrEnum):
    """What can be done to an alert; acknowledge, on the way and close are people's, the others are the rules'."""

    RAISE = "raise"
    CLEAR = "clear"
    RECUR = "recur"
    """It was over, as far as was known; by what came late it goes on."""
    ADJUST = "adjust"
    """By what came late it began, or was over, at another time."""
    WITHDRAW = "withdraw"
    """By what came late it is not borne out."""
    REVIVE = "revive"
    """It had been withdrawn; by what came later still it is borne out."""
    ACKNOWLEDGE = "acknowledge"
    ON_THE_WAY = "on_the_way"
    CLOSE = "close"


class Outcome(StrEnum):
    """What the alert proved to be."""

    TRUE = "true"
    FALSE = "false"
    UNCLEAR = "unclear"


class Closing(BaseModel):
    """What staff say when they close: ``minutes`` spent, and whether somebody went there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Outcome
    cause: str = ""
    minutes: int | None = None
    visit: bool | None = None


class Seen(BaseModel):
    """One event that an alert rests on, as kept with it."""

    model_config = ConfigDict(frozen=True)

    device: str
    quantity: str
    time: datetime
    value: bool | float | str


class Alert(BaseModel):
    """One alert as it stands. ``version`` counts its moves: a move names the version that it saw.

    ``found_late``: it was found when its time had been judged already, or long after its onset. ``handover``: it was
    that old when it was found that it is told at the next handover and never pages anybody. ``borne_out`` is False
    while facts that came late speak against it; ``end`` is then until when it was believed.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    source: str
    site: str
    home: str | None
    resident: str | None
    situation: str
    priority: Priority
    onset: datetime
    end: datetime | None = None
    state: State
    version: int
    raised: datetime
    responder: str | None = None
    seen: tuple[Seen, ...] = ()
    closing: Closing | None = None
    found_late: bool = False
    handover: bool = False
    borne_out: bool = True

    @property
    def key(self) -> tuple[str, str | None, str | None, str, datetime, datetime | None]:
        """What two runs of the same facts must agree on: source, home, resident, situation, onset, end."""
        return (self.source, self.home, self.resident, self.situation, self.onset, self.end)


@dataclass(frozen=True, slots=True)
class Course:
    """The side of an alert that only facts decide: when it began, when it was over, what shows it, whether it holds."""

    onset: datetime
    end: datetime | None
    seen: tuple[Seen, ...] = ()
    borne_out: bool = True


class MoveRecord(BaseModel):
    """One move as kept: who, when by the home's clock (``at``) and by the wall (``wall``)."""

    model_config = ConfigDict(frozen=True)

    number: int
    alert: str
    site: str
    move: Move
    state: State
    by: str
    at: datetime
    wall: datetime
    note: str = ""
