"""What a description comes down to: which quantities a device tells, within which range, and how often."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Mode(StrEnum):
    """What becomes of a reading that its device's description does not allow."""

    STRICT = "strict"
    """It is refused, with field, rule and how to mend it."""
    WARN = "warn"
    """It is kept as it is, and noted beside the refusals."""


@dataclass(frozen=True, slots=True)
class Said:
    """One quantity as described; ``low`` and ``high`` are inclusive, in the quantity's own unit.

    ``words`` are the only texts it may be. ``at_most_every``: no two readings are closer; ``at_least_every``: a device
    that tells nothing for longer is silent.
    """

    quantity: str
    low: float = -math.inf
    high: float = math.inf
    words: frozenset[str] | None = None
    at_most_every: timedelta | None = None
    at_least_every: timedelta | None = None


@dataclass(frozen=True)
class Description:
    """One device's description, by quantity."""

    mode: Mode
    quantities: Mapping[str, Said] = field(default_factory=dict)

    @property
    def at_least_every(self) -> timedelta | None:
        """The longest that the device may tell nothing at all; None when it does not say."""
        return min((s.at_least_every for s in self.quantities.values() if s.at_least_every is not None), default=None)
