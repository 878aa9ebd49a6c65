"""What one home tells, in time order: of a story, a recording, or anything else that can be published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from care.quantities import Value


@dataclass(frozen=True, slots=True)
class Told:
    """One reading of one device; ``time`` is aware UTC."""

    home: str
    device: str
    quantity: str
    time: datetime
    value: Value


@dataclass(frozen=True, slots=True)
class Feed:
    """Readings of one home from ``start`` to ``end`` (aware UTC, inclusive), in time order, taken once."""

    home: str
    start: datetime
    end: datetime
    told: Iterator[Told]
