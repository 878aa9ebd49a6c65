"""What people answered in questionnaires: about themselves, in somebody's place, or of what is being tried."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from care.ids import Id

InstrumentName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
ItemName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Number = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]

MOST_ITEMS: Final = 60
"""So many questions one questionnaire may have."""


class Answerer(StrEnum):
    """Who chose the answers."""

    RESIDENT = "resident"
    RELATIVE = "relative"
    STAFF = "staff"


class Way(StrEnum):
    """How the answers came."""

    SCREEN = "screen"
    PAPER = "paper"
    FILE = "file"
    SIMULATED = "simulated"


class Answered(BaseModel):
    """One questionnaire that was filled in, in a home.

    ``at`` is by the home's clock (on paper: noon), ``day`` the local day of that, ``wall`` when it was kept.
    ``resident`` is whom it is about, by pseudonym; None: a relative or one of the staff speaks for themselves, and no
    name of theirs is kept. ``answers`` holds what was chosen by item; what was skipped is not in it. ``score`` is given
    for instruments of which only scores are taken, else None: it follows from the answers. ``easy``: the questions were
    also explained in other words and pictures. ``removed``: it was a mistake and counts no more.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    home: Id
    resident: Id | None = None
    instrument: InstrumentName
    answerer: Answerer
    day: date
    answers: Annotated[Mapping[ItemName, Annotated[int, Field(ge=-1000, le=1000)]], Field(max_length=MOST_ITEMS)] = {}
    score: Number | None = None
    way: Way = Way.SCREEN
    language: Annotated[str, Field(pattern="^(sv|en)$")] = "sv"
    easy: bool = False
    by: Id
    at: AwareDatetime
    wall: AwareDatetime
    removed: AwareDatetime | None = None
    removed_by: Id | None = None

    @model_validator(mode="after")
    def _somebody_answers(self) -> Self:
        if self.answerer is Answerer.RESIDENT and self.resident is None:
            raise ValueError("a resident answers for themselves: say which resident it was")
        return self

    @property
    def is_proxy(self) -> bool:
        """Whether somebody answered in the resident's place."""
        return self.resident is not None and self.answerer is not Answerer.RESIDENT


class Lent(BaseModel):
    """One questionnaire that may be answered once without a login, until ``expires``; ``answer`` will be its id.

    ``by`` is who of the staff lent it. Known by a secret of which only the hash is kept.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    answer: Id
    home: Id
    resident: Id | None = None
    instrument: InstrumentName
    answerer: Answerer
    easy: bool = False
    by: Id
    expires: AwareDatetime
