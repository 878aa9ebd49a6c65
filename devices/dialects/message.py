"""What a dialect is given: a message as it came, and what is known of a site's devices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


class Message(NamedTuple):
    """One MQTT message; ``received`` is aware UTC, ``retain`` marks an old copy that the broker had kept."""

    topic: str
    payload: bytes
    received: datetime
    retain: bool = False


@dataclass(frozen=True)
class Known:
    """What is known of one site: ``homes`` is {home: {connection: ids of its devices}}.

    ``own_clock`` are the homes whose time is told by ticks instead of the wall clock. ``solutions`` says which
    connections are a solution's, {connection: solution}; ``listeners`` which of them hear all homes, {connection: the
    home that it is bound to}; ``residents`` who lives where, {home: ids}.
    """

    site: str
    homes: Mapping[str, Mapping[str, frozenset[str]]]
    own_clock: frozenset[str] = frozenset()
    solutions: Mapping[str, str] = field(default_factory=dict)
    listeners: Mapping[str, str] = field(default_factory=dict)
    residents: Mapping[str, frozenset[str]] = field(default_factory=dict)
