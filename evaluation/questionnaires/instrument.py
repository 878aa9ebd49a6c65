"""What a questionnaire is: its questions and scale, how it is scored, and where its words come from."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from care.questionnaires import MOST_ITEMS, InstrumentName, ItemName
from care.trials import Better

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]


_FEWEST_CHOICES: Final = 2


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(_Part):
    """A text in each language."""

    en: Text
    sv: Text

    def in_(self, language: str) -> str:
        """Give it in a language."""
        return self.sv if language == "sv" else self.en


class About(StrEnum):
    """Whom the questions are about."""

    RESIDENT = "resident"
    """A resident answers, or somebody in their place."""
    ANSWERER = "answerer"
    """Whoever answers, for themselves: a resident, a relative or one of the staff."""


class Picture(StrEnum):
    """What stands beside the words of each choice."""

    AGREEMENT = "agreement"
    """From a large cross to a large tick: never faces, for agreeing may be bad news."""
    AMOUNT = "amount"
    """A glass that is fuller."""


class Item(_Part):
    """A question; ``easy`` says it in other words, beside the instrument's own. ``turned``: much of it is bad."""

    id: ItemName
    says: Said
    easy: Said
    turned: bool = False


class Choice(_Part):
    """One of the choices; those without words stand between their neighbours."""

    value: Annotated[int, Field(ge=-1000, le=1000)]
    says: Said | None = None


class Missing(StrEnum):
    """What the instrument says of a question that was skipped."""

    MIDDLE = "middle"
    """It counts as the middle of the scale."""
    NO_SCORE = "no_score"
    """There is no score."""


class Instrument(_Part):
    """A questionnaire. One without ``items`` is taken as scores only: its words are not ours to ship.

    Scores go from ``low`` to ``high``. With items a score is the part of all points that was reached, from 0 to 100.
    ``at_most_skipped``: with more questions skipped there is no score, whatever ``missing`` says. ``notice``: what is
    to be said of the words in a language, such as that they were never validated. ``look``: at this score or below
    somebody should talk with the person.
    """

    name: InstrumentName
    title: Text
    says: Said
    about: About
    better: Better = Better.MORE
    low: float
    high: float
    source: Text
    licence: Text
    notice: Said | None = None
    intro: Said | None = None
    picture: Picture | None = None
    choices: Annotated[tuple[Choice, ...], Field(max_length=11)] = ()
    items: Annotated[tuple[Item, ...], Field(max_length=MOST_ITEMS)] = ()
    missing: Missing = Missing.NO_SCORE
    at_most_skipped: Annotated[int, Field(ge=0)] = 0
    look: float | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not self.low < self.high:
            raise ValueError(f"scores go from {self.low:g} to {self.high:g}: the first must be below the second")
        if not self.items:
            return self
        values = [one.value for one in self.choices]
        if len(values) < _FEWEST_CHOICES or values != list(range(values[0], values[0] + len(values))):
            raise ValueError("choices are two or more whole numbers in order, without gaps")
        if self.picture is None or self.intro is None:
            raise ValueError("an instrument with items has a picture and an intro")
        if len({one.id for one in self.items}) < len(self.items):
            raise ValueError("two items have the same id")
        if (self.low, self.high) != (0, 100):
            raise ValueError("an instrument with items is scored from 0 to 100")
        return self

    @property
    def first(self) -> int:
        """The lowest choice."""
        return self.choices[0].value

    @property
    def last(self) -> int:
        """The highest choice."""
        return self.choices[-1].value

    @property
    def is_scores_only(self) -> bool:
        """Whether only a score is taken."""
        return not self.items

    def wording(self, language: str) -> Mapping[str, str]:
        """Give the questions in a language, by item."""
        return {one.id: one.says.in_(language) for one in self.items}
