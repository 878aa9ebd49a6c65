"""Commands and their answers on the wire, as JSON (docs/wire.md): what we tell a device to do, and what it answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from care.commands import Answer, Command
from care.errors import Reason, Refused
from devices import topics
from devices.dialects.message import Known, Message
from devices.dialects.whose import devices_of
from devices.stated import read_stated
from devices.topics import Where

MAX_BYTES: Final = 4096
"""An answer is one short sentence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as a device gets it; one that comes after ``until`` is not to be carried out any more."""

    id: str
    command: str
    device: str
    until: datetime
    arguments: Mapping[str, Any]


def pack(command: Command) -> bytes:
    """Write a command as it is sent."""
    said = {
        "id": command.id,
        "command": command.name,
        "device": command.device,
        "with": dict(command.arguments),
        "until": command.until.isoformat(timespec="milliseconds"),
    }
    return json.dumps(said, ensure_ascii=False).encode()


def unpack(payload: bytes) -> Asked:
    """Read a command; raise ValueError for what is none."""
    try:
        told = json.loads(payload)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(told, dict) or not isinstance(told.get("with", {}), dict):
        raise ValueError("a command is a JSON object")  # noqa: TRY004 - as json's own
    try:
        until = datetime.fromisoformat(told["until"])
        id_, command, device = (str(told[key]) for key in ("id", "command", "device"))
    except (KeyError, TypeError) as error:
        raise ValueError(f"a command without {error}") from error
    if until.tzinfo is None:
        raise ValueError("a command's 'until' needs a time zone")
    return Asked(id_, command, device, until, MappingProxyType(told.get("with", {})))


def pack_answer(answer: Answer) -> bytes:
    """Write an answer as a device sends it."""
    return json.dumps(answer.model_dump(mode="json"), ensure_ascii=False).encode()


def is_answer(topic: str) -> bool:
    """Tell whether a message is an answer, by its topic alone."""
    return topic.endswith(f"/{topics.ANSWERS}") and f"/{topics.VIA}/" not in topic


def read_answer(message: Message, known: Known) -> tuple[Where, Answer]:
    """Give what a connection answers; raise Refused for what is no answer, or of nobody."""
    where = topics.parse(message.topic)
    if where.site != known.site or where.tail != topics.ANSWERS:
        raise Refused(
            Reason.BAD_TOPIC,
            f"Answers of site {known.site} are not taken here.",
            mend=f"Publish on {topics.answers(known.site, where.home, where.connection)}.",
            field="topic",
        )
    devices_of(where, known)
    answer = read_stated(
        message.payload,
        Answer,
        most_bytes=MAX_BYTES,
        what="An answer",
        reason=Reason.BAD_ANSWER,
        mend='Answer as {"id": "…", "outcome": "done"}; outcomes are received, done and refused.',
    )
    says = "".join(sign if sign.isprintable() else " " for sign in answer.says)
    return where, answer.model_copy(update={"says": says})
