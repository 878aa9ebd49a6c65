"""What was seen of a device on its course: pure data, from which everything is judged."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from care.events import Event, Refusal
from devices.description import Broken
from devices.line import Greeting, Sighting, Telling

S = TypeVar("S", bound=Sighting)


class _Momentary(Protocol):
    @property
    def at(self) -> datetime: ...


M = TypeVar("M", bound=_Momentary)


@dataclass(frozen=True, slots=True)
class Heard:
    """One message that reached our gateway's decoding: its events, or why it was refused.

    ``status`` is what a connection said of itself, True online. ``broken`` are the rules of the device's description
    that it breaks.
    """

    at: datetime
    topic: str
    retain: bool = False
    events: tuple[Event, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    status: bool | None = None
    answer: tuple[str, str] | None = None
    """Id and outcome, where it answers a command."""
    broken: tuple[Broken, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """One trouble: from ``start`` to ``end``; ``back`` is when the device was let in afterwards, None when it was not.

    ``noticed``: by itself, before the line was cut for it.
    """

    start: datetime
    end: datetime
    back: datetime | None
    noticed: bool = False


@dataclass(frozen=True, slots=True)
class Poke:
    """One odd payload on a topic that the device reads: whether it lost its connection, and told anything after."""

    payload: str
    lost: bool
    told: bool
    done: bool = False
    """It said that it did what cannot be done."""


@dataclass(frozen=True)
class Observed:
    """A device's course. ``troubles`` by name: outage, unanswered, refused, stranger, misnamed."""

    connection: str
    password_hash: str
    publishes: tuple[str, ...]
    """The filters that it may publish below."""
    status_topic: str
    watched: tuple[datetime, datetime] | None = None
    sightings: tuple[Sighting, ...] = ()
    heard: tuple[Heard, ...] = ()
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    listens: bool = False
    pokes: tuple[Poke, ...] = ()

    def seen(self, kind: type[S], start: datetime | None = None, end: datetime | None = None) -> list[S]:
        """Give the sightings of one kind, from ``start`` until before ``end``."""
        return [s for s in self.sightings if isinstance(s, kind) and within(s.at, start, end)]

    def messages(self, start: datetime | None = None, end: datetime | None = None) -> list[Heard]:
        """Give what was heard, from ``start`` until before ``end``."""
        return [each for each in self.heard if within(each.at, start, end)]

    def greeting(self) -> Greeting | None:
        """Give how it said who it is when it was first let in."""
        return next(iter(self.seen(Greeting)), None)

    def tellings(self, start: datetime | None = None, end: datetime | None = None) -> list[Telling]:
        """Give what it published."""
        return self.seen(Telling, start, end)


def since(seen: Sequence[M], start: datetime) -> Sequence[M]:
    """Give what came from ``start`` on, of what is in order of time."""
    return seen[bisect_left(seen, start, key=lambda each: each.at) :]


def within(at: datetime, start: datetime | None, end: datetime | None) -> bool:
    """Tell whether a moment lies in a span whose ends may be open."""
    return (start is None or start <= at) and (end is None or at < end)
