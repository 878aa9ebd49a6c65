"""What a dialect is given: a message as it came, and what is known of a site's devices."""

from collections.abc import Mapping
from dataclasses import dataclass
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

    ``own_clock`` are the homes whose time is told by ticks instead of the wall clock.
    """

    site: str
    homes: Mapping[str, Mapping[str, frozenset[str]]]
    own_clock: frozenset[str] = frozenset()
