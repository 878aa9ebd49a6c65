"""What is known of one connection's foreign devices, and what a message adds: the two ends of a dialect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from care.errors import Refused
from care.found import Channel, Found, Presence
from care.quantities import Value

Place = tuple[str, tuple[str, ...]]
"""A topic, and a path within its payload."""


@dataclass(frozen=True)
class Heard:
    """The devices found so far, by key, and what availability topics ``said`` last."""

    devices: Mapping[str, Found] = field(default_factory=dict)
    said: Mapping[Place, bool] = field(default_factory=dict)

    @cached_property
    def listeners(self) -> Mapping[str, tuple[tuple[Found, Channel], ...]]:
        """Who reads which topic."""
        by_topic: dict[str, tuple[tuple[Found, Channel], ...]] = {}
        for found in self.devices.values():
            for channel in found.channels:
                by_topic[channel.topic] = (*by_topic.get(channel.topic, ()), (found, channel))
        return by_topic

    @cached_property
    def presences(self) -> Mapping[str, tuple[tuple[Found, Presence], ...]]:
        """Whose availability is told on which topic."""
        by_topic: dict[str, tuple[tuple[Found, Presence], ...]] = {}
        for found in self.devices.values():
            for presence in found.presences:
                by_topic[presence.topic] = (*by_topic.get(presence.topic, ()), (found, presence))
        return by_topic

    @cached_property
    def passed_over(self) -> frozenset[str]:
        """Topics of what is not taken: refused once, when it was announced."""
        return frozenset(over.topic for found in self.devices.values() for over in found.passed_over if over.topic)

    @cached_property
    def size(self) -> int:
        """Bytes of all descriptions."""
        return sum(found.size for found in self.devices.values())


@dataclass(frozen=True, slots=True)
class Reading:
    """One value that a found device told; ``time`` where the message says it. ``found`` None: the box itself."""

    found: Found | None
    quantity: str
    value: Value
    time: datetime | None = None
    off_delay: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What a message meant: readings, refusals, devices ``found`` or changed, keys ``gone``, availability ``said``."""

    readings: tuple[Reading, ...] = ()
    refused: tuple[Refused, ...] = ()
    found: tuple[Found, ...] = ()
    gone: tuple[str, ...] = ()
    said: Mapping[Place, bool] = field(default_factory=dict)


NOTHING = Outcome()
"""A message that is of no concern here."""
