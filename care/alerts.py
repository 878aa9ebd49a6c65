"""When staff must act: what a rule finds, the alert that comes of it, and what staff do with it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from care.events import Event
from care.situations import Priority

RULES: Final = "rules"
"""The source of alerts that the built-in rules raise; a solution's alerts have the solution's id."""

REPORTED: Final = "reported"
"""The source of alerts that people report: something happened, and nothing and nobody called."""

LONGEST_TEXT: Final = 200
"""Characters of a cause or a reason: a sentence."""

MINUTES_A_DAY: Final = 1440


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
    SHELVED = "shelved"
    """Put aside by a person, for a time and with a reason; it calls nobody until that time is over."""
    SUPPRESSED = "suppressed"
    """Put aside by design: the resident is in hospital, a test session goes on."""
    OUT_OF_SERVICE = "out_of_service"
    """Put aside while the equipment is being worked on."""


PUT_ASIDE: Final = frozenset({State.SHELVED, State.SUPPRESSED, State.OUT_OF_SERVICE})
"""States of alerts that are kept, counted and shown greyed, but call nobody."""


class Move(StrEnum):
    """What can be done to an alert: by people, by the rules, and by what puts alerts aside and hides them.

    Alerts are put aside and taken back by people, or by a standing order and its end (``care.suppression``).
    """

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
    INHIBIT = "inhibit"
    """Its cause stands on the desk by itself (the home is silent, so its devices are): it is hidden under that one."""
    UNINHIBIT = "uninhibit"
    """That cause is over, or not borne out: it stands for itself again."""

    REPORT = "report"
    """A person tells of something that nothing called for; it makes an alert, as raise does."""
    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    ON_THE_WAY = "on_the_way"
    ARRIVE = "arrive"
    COMMENT = "comment"
    CLOSE = "close"

    SHELVE = "shelve"
    UNSHELVE = "unshelve"
    SUPPRESS = "suppress"
    UNSUPPRESS = "unsuppress"
    REMOVE_FROM_SERVICE = "remove_from_service"
    RETURN_TO_SERVICE = "return_to_service"


class Outcome(StrEnum):
    """What the alert proved to be."""

    TRUE = "true"
    FALSE = "false"
    UNCLEAR = "unclear"


class Closing(BaseModel):
    """What staff say when they close: ``minutes`` spent, how many of these with the person, whether somebody went."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Outcome
    cause: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    minutes: Annotated[int | None, Field(ge=0, le=MINUTES_A_DAY)] = None
    contact: Annotated[int | None, Field(ge=0, le=MINUTES_A_DAY)] = None
    visit: bool | None = None


class Seen(BaseModel):
    """One event that an alert rests on, as kept with it."""

    model_config = ConfigDict(frozen=True)

    device: str
    quantity: str
    time: datetime
    value: bool | float | str


class Alert(BaseModel):
    """One alert as it stands. ``version`` counts its moves but comments: a move names the version that it saw.

    ``found_late``: it was found when its time had been judged already, or long after its onset. ``handover``: it was
    that old when it was found that it is told at the next handover and never pages anybody. ``borne_out`` is False
    while facts that came late speak against it; ``end`` is then until when it was believed.

    Times are by the home's clock: ``acknowledged`` when somebody first answered, ``arrived`` when the first was there.
    ``assigned`` is the person who is to deal with it, ``responder`` who goes or went there, ``reported_by`` who told of
    it where nothing called. Put aside (PUT_ASIDE), it comes back at ``shelved_until``, if told, or with the end of the
    standing order ``suppression``, if one put it there. ``inhibited_by`` is the alert it is hidden under.
    ``shadow``: a solution under test told it, and staff see nothing of it: it is scored, and calls nobody.
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
    assigned: str | None = None
    acknowledged: datetime | None = None
    arrived: datetime | None = None
    shelved_until: datetime | None = None
    suppression: str | None = None
    inhibited_by: str | None = None
    reported_by: str | None = None
    shadow: bool = False

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
