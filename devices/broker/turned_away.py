"""What the embedded broker turned away before it reached anybody, read from its log: logins, topics.

An MQTT 3.1.1 broker acknowledges what may not be published and drops it without a word to its sender: only the log of
nats-server knows. A line names the user (logins) or the client id (topics), both as they were quoted by Go.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 256 * 1024
"""So much of the log is read at a time; what is older is passed over."""

_QUOTED: Final = r'"((?:[^"\\]|\\.)*)"'
_FROM: Final = rf"^\[\d+\] [\d/]+ [\d:.]+ \[ERR\] \S+ - mid:\d+ - {_QUOTED} - "


class Why(StrEnum):
    """Why something was turned away."""

    LOGIN = "login"
    """The user is unknown, or the password is wrong."""
    PUBLISH = "publish"
    SUBSCRIBE = "subscribe"
    SIGN = "sign"
    """A topic holds a sign that this broker does not take, such as a space."""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """One thing that was turned away; ``user`` is of logins, ``client`` the client id, ``topic`` what was wanted."""

    why: Why
    user: str = ""
    client: str = ""
    topic: str = ""


_LINES: Final = (
    (Why.LOGIN, re.compile(rf"{_FROM}authentication error - User {_QUOTED}$")),
    (Why.PUBLISH, re.compile(rf"{_FROM}Publish Violation - Subject {_QUOTED}$")),
    (Why.SUBSCRIBE, re.compile(rf"{_FROM}Subscription Violation - Subject {_QUOTED}, SID .*$")),
    (Why.SIGN, re.compile(rf"{_FROM}character not supported for MQTT topics()$")),
)


def read(line: str) -> TurnedAway | None:
    """Read a line of the log; None for one that tells of something else."""
    for why, form in _LINES:
        found = form.match(line)
        if found:
            client, what = (_unquoted(text) for text in found.groups())
            if why is Why.LOGIN:
                return TurnedAway(why, user=what, client=client)
            return TurnedAway(why, client=client, topic=_topic(what))
    return None


class LogTail:
    """Reads what is added to a log, from now on; also when the broker begins a new file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = _size(path)
        self._rest = b""

    def new(self) -> Iterator[str]:
        """Give the whole lines that came since the last time."""
        size = _size(self._path)
        if size < self._at:  # a new file was begun
            self._at, self._rest = 0, b""
        if size == self._at:
            return
        if size - self._at > MOST_BYTES:
            self._at, self._rest = size - MOST_BYTES, b""
        with self._path.open("rb") as file:
            file.seek(self._at)
            added = file.read(size - self._at)
        self._at += len(added)
        *lines, self._rest = (self._rest + added).split(b"\n")
        self._rest = self._rest[-MOST_BYTES:]
        for line in lines:
            yield line.decode("utf-8", "replace")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:  # Go quotes some signs otherwise than JSON does
        return text


def _topic(subject: str) -> str:
    """Give the MQTT topic, or filter, that a NATS subject stands for."""
    words = {">": "#", "*": "+"}
    return "/".join(words.get(level, level) for level in subject.split("."))
