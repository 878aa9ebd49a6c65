"""Visits: that somebody of the staff went to a home, when, why, how long, and how much of it was with the person."""

from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Final, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from care.alerts import MINUTES_A_DAY, Alert
from care.clock import is_between
from care.ids import Id

NIGHT: Final = (time(22), time(6))
"""A visit that begins in this local time is a night visit."""
LONGEST_GUESSED: Final = 60
"""Where nobody said how long a visit took, it took from the answer to the closing, and so many minutes at most."""

Minutes = Annotated[float, Field(ge=0, le=MINUTES_A_DAY, allow_inf_nan=False)]


class Kind(StrEnum):
    """Why somebody went."""

    PLANNED = "planned"
    CALLED = "called"
    """An alert, or the person, called."""
    EXTRA = "extra"
    """Neither planned nor called: a worry, something forgotten."""


class Source(StrEnum):
    """How it came to be known."""

    BOARD = "board"
    CSV = "csv"
    SIMULATED = "simulated"


class Visit(BaseModel):
    """One visit. ``contact`` are those of its ``minutes`` that were spent with the person; None: nobody said.

    ``began`` is by the home's clock, ``told`` by the wall's. ``by`` is who told it: a person's id, for a file the code
    of whoever went ("" where it has none), never a name. ``resident``: None where it was for all who live there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    home: Id
    resident: Id | None = None
    began: AwareDatetime
    minutes: Minutes
    contact: Minutes | None = None
    kind: Kind
    source: Source
    alert: str | None = None
    """The one that called, where it was an alert."""
    by: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,32}$")] = ""
    told: AwareDatetime

    @model_validator(mode="after")
    def _contact_is_part_of_it(self) -> Self:
        if self.contact is not None and self.contact > self.minutes:
            raise ValueError(f"{self.contact:g} minutes with the person do not fit into a visit of {self.minutes:g}")
        return self

    def is_at_night(self, zone: ZoneInfo) -> bool:
        """Tell whether it began at night, by the clock on the wall of its home."""
        return is_between(self.began, *NIGHT, zone)


def answering(alert: Alert, by: str, at: datetime, told: datetime) -> Visit | None:
    """Give the visit that an alert, closed at ``at`` by its home's clock, was answered by; None where nobody went.

    Its id follows from the alert's, so that one alert makes one visit, however often its closing is sent.
    """
    closing = alert.closing
    if closing is None or not closing.visit or alert.home is None:
        return None
    since = alert.arrived or alert.acknowledged or at
    waited = max((at - since).total_seconds() / 60, 0.0)
    minutes = min(waited, LONGEST_GUESSED) if closing.minutes is None else closing.minutes
    minutes = max(minutes, closing.contact or 0)
    return Visit(
        id=f"a-{alert.id.lower()}",
        home=alert.home,
        resident=alert.resident,
        began=alert.arrived or since,
        minutes=minutes,
        contact=closing.contact,
        kind=Kind.CALLED,
        source=Source.BOARD,
        alert=alert.id,
        by=by,
        told=told,
    )
