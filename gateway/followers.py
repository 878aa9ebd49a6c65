"""Who follows a site's journal, and how far each has come: one place for metrics, health and heartbeats to look.

A follower registers once, ``followers.add("influxdb", lambda: forwarder.cursor)``; asking costs it nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from store.journal import JournalReader


class Following(BaseModel):
    """How far a follower is: ``position`` is the arrival number it has done, ``behind`` how many events it has not.

    ``waits`` is how long the oldest of those waits, zero when none does; ``trouble`` is the follower's own sentence.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    position: int
    behind: int
    waits: timedelta
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _Follower:
    position: Callable[[], int]
    trouble: Callable[[], str]


def _no_trouble() -> str:
    return ""


@dataclass
class Followers:
    """The followers of one site's journal, by name."""

    _by_name: dict[str, _Follower] = field(default_factory=dict)

    def add(self, name: str, position: Callable[[], int], trouble: Callable[[], str] = _no_trouble) -> None:
        """Let a follower be watched; ``trouble`` gives a sentence while it cannot go on, else "". Anew replaces."""
        self._by_name[name] = _Follower(position, trouble)

    def remove(self, name: str) -> None:
        """Watch it no longer."""
        self._by_name.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._by_name))

    def states(self, reader: JournalReader, now: datetime) -> tuple[Following, ...]:
        """Tell how far each is behind the journal at ``now``, by name."""
        last = reader.last_seq()
        return tuple(_state(name, self._by_name[name], reader, last, now) for name in self)


def _state(name: str, follower: _Follower, reader: JournalReader, last: int, now: datetime) -> Following:
    position = follower.position()
    received = reader.received_after(position) if position < last else None
    return Following(
        name=name,
        position=position,
        behind=max(0, last - position),
        waits=timedelta() if received is None else max(timedelta(), now - received),
        trouble=follower.trouble(),
    )
