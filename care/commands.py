"""What devices can be asked to do: one table, one command with what became of it, and what a device answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from care.errors import Reason, Refused
from care.ids import Id

MOST_IN_PLAN: Final = 50
SHORTEST: Final = timedelta(seconds=5)
LONGEST: Final = timedelta(hours=24)
"""How long a command may wait for its answer: what must be done at once goes stale, a plan for the day does not."""


class Kind(StrEnum):
    """What an argument is."""

    TEXT = "text of at most 200 characters"
    MINUTES = "minutes, 1 to 1440"
    PLAN = 'a list of at most 50 {"at": "HH:MM", "text": text}'


@dataclass(frozen=True, slots=True)
class Argument:
    """One thing that a command says besides its name."""

    name: str
    kind: Kind
    required: bool = True


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a device can be asked to do; ``medicine``: it moves medicine within reach, or out of it."""

    name: str
    meaning: str
    arguments: tuple[Argument, ...] = ()
    medicine: bool = False


_TABLE: Final = (
    Ask("reminder.show", "show this reminder now", (Argument("text", Kind.TEXT),)),
    Ask("plan.set", "take this for the day's plan, in place of the one before", (Argument("plan", Kind.PLAN),)),
    Ask(
        "prompt.play", "play this prompt: a recording by its name, or a text read aloud", (Argument("text", Kind.TEXT),)
    ),
    Ask(
        "time.show",
        "show so much time running out",
        (Argument("minutes", Kind.MINUTES), Argument("text", Kind.TEXT, required=False)),
    ),
    Ask("dose.offer", "offer the next dose now", medicine=True),
    Ask("dispenser.lock", "give out no dose until it is unlocked", medicine=True),
    Ask("dispenser.unlock", "give out doses again", medicine=True),
)
COMMANDS: Final[Mapping[str, Ask]] = MappingProxyType({ask.name: ask for ask in _TABLE})
"""Everything that can be asked, by name. What a device cannot do it refuses itself."""


class CommandState(StrEnum):
    """How far a command is; done, refused and no answer are ends, but a late answer still counts."""

    WAITING = "waiting"
    """Kept; the gateway has not sent it yet."""
    SENT = "sent"
    """The broker has it for the device."""
    RECEIVED = "received"
    """The device has it, and has not said how it ended."""
    DONE = "done"
    REFUSED = "refused"
    """The device cannot, or will not."""
    NO_ANSWER = "no_answer"
    """Nobody knows whether it was done."""


ENDED: Final = frozenset({CommandState.DONE, CommandState.REFUSED})
"""What no further answer changes."""


class Outcome(StrEnum):
    """What a device answers."""

    RECEIVED = "received"
    DONE = "done"
    REFUSED = "refused"


class Command(BaseModel):
    """One command as it stands; all times are the wall's. After ``until`` no device carries it out any more."""

    model_config = ConfigDict(frozen=True)

    id: Id
    site: Id
    home: Id
    connection: Id
    device: Id
    name: str
    arguments: Mapping[str, JsonValue] = {}
    by: str
    asked: datetime
    until: datetime
    state: CommandState = CommandState.WAITING
    sent: datetime | None = None
    answered: datetime | None = None
    says: str = ""


class Answer(BaseModel):
    """What a device says of a command that it was sent."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    id: Annotated[str, Field(min_length=1, max_length=32)]
    outcome: Annotated[Outcome, Field(strict=False)]
    says: Annotated[str, Field(max_length=200)] = ""


_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def checked(name: str, arguments: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Give a command's arguments as they are sent; raise Refused for a command or arguments that cannot be."""
    ask = COMMANDS.get(name)
    if ask is None:
        near = get_close_matches(name, COMMANDS, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Commands are {', '.join(COMMANDS)}."
        raise Refused(Reason.UNKNOWN_COMMAND, f"No device can be asked to '{name[:64]}'.", mend=hint, field="command")
    known = {argument.name: argument for argument in ask.arguments}
    for other in arguments.keys() - known.keys():
        takes = ", ".join(known) or "nothing"
        raise Refused(
            Reason.UNKNOWN_COMMAND,
            f"{name} takes no '{other[:64]}'.",
            mend=f"It takes {takes}.",
            field=other[:64],
        )
    for argument in ask.arguments:
        if argument.name not in arguments:
            if argument.required:
                raise _wrong(name, argument)
        elif not _FITS[argument.kind](arguments[argument.name]):
            raise _wrong(name, argument)
    return dict(arguments)


def _wrong(name: str, argument: Argument) -> Refused:
    return Refused(
        Reason.OUT_OF_RANGE,
        f"{name} needs '{argument.name}', {argument.kind.value}.",
        mend="Give it so.",
        field=argument.name,
    )


def _is_text(value: JsonValue) -> bool:
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= 200  # noqa: PLR2004 - as Kind says


def _is_minutes(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= 24 * 60


def _is_plan(value: JsonValue) -> bool:
    return isinstance(value, list) and len(value) <= MOST_IN_PLAN and all(map(_is_of_plan, value))


def _is_of_plan(value: JsonValue) -> bool:
    if not isinstance(value, dict) or value.keys() != {"at", "text"}:
        return False
    at = value["at"]
    return isinstance(at, str) and _CLOCK.fullmatch(at) is not None and _is_text(value["text"])


_FITS: Final = {Kind.TEXT: _is_text, Kind.MINUTES: _is_minutes, Kind.PLAN: _is_plan}
