"""The file of a site's chain: for each priority who is told, after how long, by which channel."""

import re
from datetime import timedelta
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from api.duty.rotas import several
from care.duty import EVERYBODY, Chain, Channel, Ladder, Step
from care.people import Name
from care.situations import Priority
from simulators.written import Duration, Part
from store.yaml_file import wrong_at

LONGEST_AFTER: Final = timedelta(days=1)
SHORTEST_AGAIN: Final = timedelta(seconds=30)
_TELL: Final = re.compile(r"(rota|contact) (\S+)")


def _tell(value: Any) -> Any:
    if not isinstance(value, str) or (value != EVERYBODY and not _TELL.fullmatch(value)):
        msg = f"'{value}' is nobody; write 'rota NAME', 'contact NAME' or '{EVERYBODY}'"
        raise ValueError(msg)
    return value


def _board(value: Any) -> Any:
    return None if value == Channel.BOARD else value


Tell = Annotated[str, BeforeValidator(_tell)]


class StepEntry(Part):
    """One step of a chain."""

    tell: Tell
    after: Duration = timedelta(0)
    by: Annotated[list[Channel], BeforeValidator(several), Field(min_length=1, max_length=5)]

    @field_validator("after")
    @classmethod
    def _is_not_long(cls, value: timedelta) -> timedelta:
        if value > LONGEST_AFTER:
            msg = "is longer than a day"
            raise ValueError(msg)
        return value

    def made(self) -> Step:
        """Give what it means."""
        named = _TELL.fullmatch(self.tell)
        whom = {named[1]: named[2]} if named else {}
        return Step.model_validate({"after": self.after, "by": tuple(dict.fromkeys(self.by)), **whom})


class LadderEntry(Part):
    """The steps of one priority."""

    steps: Annotated[list[StepEntry], Field(min_length=1, max_length=20)]
    again_after: Duration = timedelta(minutes=5)
    rounds: Annotated[int, Field(ge=1, le=20)] = 2

    @field_validator("again_after")
    @classmethod
    def _leaves_time(cls, value: timedelta) -> timedelta:
        if not SHORTEST_AGAIN <= value <= LONGEST_AFTER:
            msg = "must be from 30 s to a day"
            raise ValueError(msg)
        return value


Rungs = Annotated[LadderEntry | None, BeforeValidator(_board)]


class ChainFile(Part):
    """What happens while nobody answers; ``board``: nobody is told outward."""

    chain: Name
    high: Rungs
    medium: Rungs
    low: Rungs

    @model_validator(mode="after")
    def _reaches_somebody(self) -> Self:
        if self.high is None:
            wrong_at(("high",), "a chain must tell somebody of what is urgent; add steps, or remove the whole chain")
        return self

    def made(self) -> Chain:
        """Give what it means."""
        ladders = {Priority.HIGH: self.high, Priority.MEDIUM: self.medium, Priority.LOW: self.low}
        return Chain(
            name=self.chain,
            ladders={
                priority: None
                if entry is None
                else Ladder(
                    steps=tuple(step.made() for step in entry.steps), again_after=entry.again_after, rounds=entry.rounds
                )
                for priority, entry in ladders.items()
            },
        )
