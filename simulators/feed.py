"""What one home tells, in the order in which it arrives: of a story, a recording, or anything that can be published."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from care.quantities import Value

ONLINE: Final = "online"
"""The quantity by which a connection tells that it is there, or by last will that it is not."""


class Told(NamedTuple):
    """One reading of one device; ``time`` is aware UTC, and so is ``arrives`` (None: as soon as it is told).

    The quantity ``online`` is not told by a device: it is the status of the connection whose id stands for one.
    """

    home: str
    device: str
    quantity: str
    time: datetime
    value: Value
    arrives: datetime | None = None

    @property
    def came(self) -> datetime:
        """When it arrives."""
        return self.arrives or self.time


def _nobody(_command: bytes) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Feed:
    """Readings of one home from ``start`` to ``end`` (aware UTC, inclusive), in order of arrival, taken once.

    ``obey`` takes a command as it comes from the broker, and gives the answer to it, None where there is none.
    """

    home: str
    start: datetime
    end: datetime
    told: Iterator[Told]
    obey: Callable[[bytes], bytes | None] = _nobody
