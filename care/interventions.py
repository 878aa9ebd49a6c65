"""What was done for a person: because of which alert or sign, with what goal, and how it was at the follow-up."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from care.ids import Id

EARLY_SIGNS: Final = frozenset(
    {"toilet_visits_rising", "no_response_to_reminders", "missed_medication", "no_return_to_bed", "inactivity"}
)
"""Situations that may be the first sign of a change in health: their alerts ask for an intervention."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class Reached(StrEnum):
    """How far the goal was reached, at a follow-up."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Planned(_Record):
    """What is written down: ``alert`` and ``sign`` (a situation) are why, either may be left out."""

    alert: Annotated[str | None, Field(max_length=40)] = None
    sign: Annotated[str | None, Field(max_length=40)] = None
    done: Words
    goal: Words
    follow_up: date


class Looked(_Record):
    """What is written at a follow-up: whether the goal was reached, and when to look again, None to end it."""

    reached: Reached
    note: Note = ""
    again: date | None = None


class FollowUp(Looked):
    """A follow-up as kept: by whom, by the home's clock and by the wall's."""

    by: str
    at: datetime
    wall: datetime


class Intervention(Planned):
    """One intervention for one resident, with its follow-ups, the oldest first."""

    id: Id
    home: Id
    resident: Id
    by: str
    at: datetime
    wall: datetime
    follow_ups: tuple[FollowUp, ...] = ()

    @property
    def due(self) -> date | None:
        """The day of the next follow-up; None when it is ended."""
        return self.follow_ups[-1].again if self.follow_ups else self.follow_up
