"""What a solution says with an alert of its own: what it found, since when, and what becomes of it."""

from datetime import UTC, datetime
from typing import Annotated, Final, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints, model_validator

from care.ids import Id
from care.situations import SITUATIONS

MOST_BYTES: Final = 4096
"""An alert is one short sentence."""

ABOUT_PEOPLE: Final = tuple(name for name, situation in SITUATIONS.items() if not situation.technical)
"""The situations that a solution may tell: those of people."""


def _of_people(name: str) -> str:
    if name not in ABOUT_PEOPLE:
        msg = f"there is no situation '{name:.60}'; tell one of {', '.join(ABOUT_PEOPLE)}"
        raise ValueError(msg)
    return name


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Number = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class Claim(BaseModel):
    """One alert as its solution tells it, whole each time; the newest that was told of an ``id`` holds.

    ``id`` is the solution's own, of this alert at this home; ``onset`` and ``ended`` are by the home's clock.
    ``withdrawn``: the solution takes it back. Told again with the same content it changes nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Number
    situation: Annotated[str, AfterValidator(_of_people)]
    onset: Moment
    ended: Moment | None = None
    resident: Id | None = None
    withdrawn: bool = False

    @model_validator(mode="after")
    def _ends_after_its_onset(self) -> Self:
        if self.ended is not None and self.ended < self.onset:
            msg = "it ended before its onset"
            raise ValueError(msg)
        return self

    @property
    def text(self) -> str:
        """Write it as it is kept, in 256 characters at most."""
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what ``text`` gave."""
        return cls.model_validate_json(text)
