"""Solutions that innovators have tested, needs that wait for one, and how far a solution has come."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from care.alerts import RULES
from care.ids import Id

BASELINE: Final = RULES
"""The built-in rules are a solution too: the one that every other is compared with."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+_-]{0,31}$")]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Kind(StrEnum):
    """What a solution does; it may be several."""

    DEVICE = "device"
    """It tells readings."""
    ALARM_DEVICE = "alarm_device"
    """It tells alerts of its own home."""
    DETECTOR = "detector"
    """It listens to homes and tells alerts of them."""


class Maturity(StrEnum):
    """How finished a solution is, by its maker's word."""

    IDEA = "idea"
    PROTOTYPE = "prototype"
    PILOTED = "piloted"
    PRODUCT = "product"


class Questionnaire(_Record):
    """What MISTEL asks at a first meeting; what is not answered yet is empty."""

    need: Words = ""
    for_whom: Words = ""
    maturity: Maturity | None = None
    devices: Words = ""
    data: Words = ""
    risks: Words = ""


QUESTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "need": "Which need does it meet?",
        "for_whom": "For whom is it?",
        "maturity": "How finished is it?",
        "devices": "Which devices does it use?",
        "data": "Which data does it use, and where do they go?",
        "risks": "What could go wrong, and what then?",
    }
)
"""The questions in English, by field; message ids for translation."""


class Step(StrEnum):
    """How far a solution has come, in this order."""

    APPLICATION = "application"
    PLAN = "plan"
    AGREEMENTS = "agreements"
    CONNECTED = "connected"
    SIMULATED = "simulated"
    TEST_APARTMENT = "test_apartment"
    PILOT = "pilot"
    REPORT = "report"


COURSE: Final = tuple(Step)


class Solution(_Record):
    """What an innovator has tested. ``site`` is its sandbox: a test site of its own.

    ``version`` is what is being tried now; runs keep the one that they tried. A solution is a ``shadow`` (scored, but
    unseen by staff) until a trial makes it live. ``plan`` and ``agreements`` are written by the testbed.
    """

    id: Id
    organisation: Id
    site: Id
    name: Line
    kinds: Annotated[frozenset[Kind], Field(min_length=1)]
    version: Version = "1"
    need: Id | None = None
    answers: Questionnaire = Questionnaire()
    plan: Words = ""
    agreements: Words = ""
    reached: Step = Step.APPLICATION
    created: datetime


class Asker(StrEnum):
    """Who looks for a solution."""

    STAFF = "staff"
    RESIDENT = "resident"
    RELATIVE = "relative"
    OTHER = "other"


class Need(_Record):
    """Something that the municipality wants solved. ``owner`` answers for it there; nobody's name stands in it."""

    id: Id
    organisation: Id
    title: Line
    problem: Words
    for_whom: Words = ""
    asker: Asker
    owner: Id | None = None
    created: datetime
    closed: datetime | None = None


def missing(
    solution: Solution, *, connected: bool, runs: int, acted: int, planned: bool = False, over: bool = False
) -> tuple[str, ...]:
    """Give what is missing before a solution can take its next step, as English message ids; nothing when it may.

    ``connected``: a reading or alert of it was taken; ``runs``: finished runs of scenarios against it; ``acted``:
    sessions in the test apartment; ``planned``: a trial of it is frozen; ``over``: one has come to its end.
    """
    after = COURSE[COURSE.index(solution.reached) + 1 :]
    if not after:
        return ()
    answers = solution.answers
    wanted: Mapping[Step, Mapping[str, object]] = {
        Step.PLAN: {question: getattr(answers, field) for field, question in QUESTIONS.items()},
        Step.AGREEMENTS: {"A plan, written with the testbed: goal, purpose, need.": solution.plan},
        Step.CONNECTED: {
            "Agreements: who is responsible, which data, for how long.": solution.agreements,
            "A first reading or alert that was accepted.": connected,
        },
        Step.SIMULATED: {"A finished run of scenarios.": runs},
        Step.TEST_APARTMENT: {"A session in the test apartment.": acted},
        Step.PILOT: {"A trial, planned with the municipality.": planned},
        Step.REPORT: {"The trial's report.": over},
    }
    return tuple(says for says, is_there in wanted[after[0]].items() if not is_there)
