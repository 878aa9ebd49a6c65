"""Standing orders that put alerts aside: shelved for a time, suppressed by design, out of service (ISA-18.2)."""

from datetime import datetime, timedelta
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from care.alerts import LONGEST_TEXT, State
from care.ids import Id

Kind = Literal[State.SHELVED, State.SUPPRESSED, State.OUT_OF_SERVICE]
"""The state that alerts are put in."""

LONGEST_SHELVED: Final = timedelta(hours=24)
"""What is to be quiet for longer is not shelved but suppressed by design, which says why it never need call."""


class Suppression(BaseModel):
    """From ``since`` until ``until``: alerts of this site, home, resident and situation are put aside.

    What is None is any. Alerts are kept, counted and shown greyed; none is lost. Only what is by design (suppressed,
    out of service) may have no ``until``: then a person ends it. Times are by the home's clock, or the wall's where the
    order names no home. ``by`` gave it, for ``reason``; ``ended`` is when it was over, by itself or by ``ended_by``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: Kind
    site: Id
    home: Id | None = None
    resident: Id | None = None
    situation: str | None = None
    since: datetime
    until: datetime | None = None
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    by: str
    ended: datetime | None = None
    ended_by: str | None = None

    @model_validator(mode="after")
    def _has_an_end(self) -> Self:
        if self.until is None and self.kind == State.SHELVED:
            msg = "what is shelved needs an end"
            raise ValueError(msg)
        if self.until is not None and self.until <= self.since:
            msg = "it ends before it begins"
            raise ValueError(msg)
        if self.resident is not None and self.home is None:
            msg = "a resident is named with the home"
            raise ValueError(msg)
        return self

    def covers(self, *, site: str, home: str | None, resident: str | None, situation: str) -> bool:
        """Tell whether an alert of these is put aside by it, while it is in force."""
        return (
            self.site == site
            and self.home in {None, home}
            and self.resident in {None, resident}
            and self.situation in {None, situation}
        )

    def in_force(self, at: datetime) -> bool:
        """Tell whether it stands at ``at``, by its own clock."""
        return self.ended is None and self.since <= at and (self.until is None or at < self.until)
