"""What a device told: one reading at one instant."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from care.quantities import Value

TICK: Final = "tick"
UPDATE_INTERVAL: Final = "update.interval"
"""What a device said of itself by SenML's ``ut``: at the latest after so many seconds it tells again."""
ALERT: Final = "alert"
"""What a solution told with an alert of its own (``care.claims``): no reading, and no rule ever sees it."""
CLOCK: Final = "clock"
"""The device (and connection) that tells an own clock's ticks."""


@dataclass(frozen=True, slots=True)
class Event:
    """One reading.

    ``time`` is aware UTC in whole microseconds, as the device told it; ``received`` is when we took it.
    Identity is (home, device, quantity, time, value): the same told twice is one event.
    """

    site: str
    home: str
    device: str
    quantity: str
    time: datetime
    value: Value
    received: datetime

    @property
    def identity(self) -> tuple[str, str, str, datetime, Value]:
        """What makes it this event within its site."""
        return (self.home, self.device, self.quantity, self.time, self.value)

    @property
    def order(self) -> tuple[datetime, str, str, str]:
        """The order in which rules see events: time, device, quantity, value (as text, so that kinds compare)."""
        return (self.time, self.device, self.quantity, str(self.value))


@dataclass(frozen=True, slots=True)
class Refusal:
    """An input that was not kept: where it came in, why, and how to mend it. ``excerpt``: its first 200 characters."""

    site: str
    home: str
    connection: str
    topic: str
    reason: str
    field: str
    says: str
    mend: str
    excerpt: str
    received: datetime
