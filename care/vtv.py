"""Welfare technology assessment (VTV): what assessors say of a solution in four areas, beside what a trial found."""

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from care.ids import Id
from care.solutions import Line


class Area(StrEnum):
    """The areas of VTV."""

    CITIZEN = "citizen"
    ORGANISATION = "organisation"
    TECHNOLOGY = "technology"
    ECONOMY = "economy"


class Mark(StrEnum):
    """A judgement against the need; there is no scale, and never a sum."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    TOO_LITTLE = "too_little"
    """The evidence cannot tell."""


class Assessment(BaseModel):
    """What one assessor says of one criterion; what is written once stays, a later word of theirs stands for it.

    ``criterion`` is an indicator's name (``night_visits``) or words of the assessors' own. ``evidence`` says what it
    rests on, ``reasoning`` how they came from that to the mark.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    trial: Id
    area: Area
    criterion: Line
    mark: Mark
    evidence: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
    reasoning: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    by: Annotated[str, Field(min_length=1, max_length=200)]
    at: AwareDatetime
