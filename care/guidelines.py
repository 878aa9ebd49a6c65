"""What to do when an alert comes: plain words in Swedish and English, with an owner, versions and a review date."""

from datetime import date, datetime
from typing import Annotated, Final, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from care.ids import Id
from care.people import Name

MOST_STEPS: Final = 8
"""More cannot be done at three in the morning; what is longer belongs in the routine that a step names."""

LONGEST: Final = 160
"""Characters of one sentence or two: a step is read at a glance."""

OURS: Final = "Mistel"
"""The owner of the guidelines that come with Mistel."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Record):
    """One line in Swedish and in English."""

    sv: Line
    en: Line

    def in_language(self, code: str) -> str:
        """Give the line in a language; Swedish for any but English."""
        return self.en if code == "en" else self.sv


class Instructions(_Record):
    """What is said: the one thing to do ``first``, ``steps`` to tick off, and when to ``call`` for help."""

    first: Said
    steps: Annotated[tuple[Said, ...], Field(min_length=1, max_length=MOST_STEPS)]
    call: Said | None = None


class Draft(Instructions):
    """A guideline as somebody writes it; ``units`` are the sites that share it, none named: all of the organisation."""

    owner: Name
    units: Annotated[tuple[Id, ...], Field(max_length=200)] = ()
    review: date

    @model_validator(mode="after")
    def _each_unit_once(self) -> Self:
        if len(set(self.units)) < len(self.units):
            msg = "a unit is named twice; name each once"
            raise ValueError(msg)
        return self


class Guideline(Draft):
    """One version of a guideline, never changed once it is kept.

    ``organisation`` is whose it is, None for those that come with Mistel. It holds from ``since`` (by the wall) until
    there is a newer one for the same unit.
    """

    situation: str
    version: Annotated[int, Field(ge=1)]
    organisation: Id | None = None
    since: AwareDatetime
    by: str

    def is_for(self, site: str) -> bool:
        """Tell whether a site of its organisation shares it."""
        return not self.units or site in self.units

    def overdue(self, today: date) -> bool:
        """Tell whether it should have been looked through again before ``today``."""
        return self.review < today


class Tick(_Record):
    """A step of an alert's guideline, ticked off (``done``) or taken back: who, by the home's clock, by the wall's.

    ``step`` counts from 1.
    """

    alert: str
    step: Annotated[int, Field(ge=1, le=MOST_STEPS)]
    done: bool
    by: str
    at: datetime
    wall: datetime
