"""Events as lines of InfluxDB's line protocol.

Made by hand: a line costs 2 us, one made by the client's ``Point`` 13 (``make bench`` measures both).
"""

from datetime import datetime
from typing import Final

from care.clock import from_micros, to_micros
from care.events import Event
from care.quantities import Value
from store.journal.values import stored

NANOS: Final = 1000
"""Nanoseconds in a microsecond: so many values of one instant can be told apart."""

_TAG: Final = str.maketrans({",": r"\,", "=": r"\=", " ": r"\ "})
_NAME: Final = str.maketrans({",": r"\,", " ": r"\ "})
_TEXT: Final = str.maketrans({'"': r"\"", "\\": r"\\"})


class Lines:
    """Writes lines; remembers the part before the value for each series."""

    def __init__(self) -> None:
        self._starts: dict[tuple[str, str, str, str], str] = {}

    def line(self, event: Event, before: int) -> str:
        """Give an event's line; ``before`` tells its place among the values of its instant, see ``nanos``."""
        key = (event.quantity, event.device, event.home, event.site)
        start = self._starts.get(key)
        if start is None:
            start = self._starts[key] = _start(*key)
        return f"{start}{_field(event.value)} {nanos(event, before)}"


def nanos(event: Event, before: int) -> int:
    """Give the nanoseconds since 1970 under which an event stands in InfluxDB, always the same for the same event.

    Two values of one instant must differ in the last three digits, or one would take the other's place: a bool by its
    value, all else by how many others of its device, quantity and instant came ``before`` it.
    """
    digits = int(event.value) if isinstance(event.value, bool) else before
    return to_micros(event.time) * NANOS + digits


def instant(nanoseconds: int) -> datetime:
    """Give the event time of a point."""
    return from_micros(nanoseconds // NANOS)


def _start(quantity: str, device: str, home: str, site: str) -> str:
    tags = f"device={device.translate(_TAG)},home={home.translate(_TAG)},site={site.translate(_TAG)}"
    return f"{quantity.translate(_NAME)},{tags} "


def _field(value: Value) -> str:
    if value is True:
        return "vb=true"
    if value is False:
        return "vb=false"
    if isinstance(value, str):
        return f'vs="{value.translate(_TEXT)}"'
    return f"v={stored(value)!r}"
