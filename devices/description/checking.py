"""Hold what a device tells against its description."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from care.events import ALERT, Event
from devices.description.said import Description, Mode, Said

ALWAYS = frozenset({"online", "tick", "update.interval", ALERT})
"""Quantities that no description needs to name: they are of the connection, of the clock, or no readings at all."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule of the description that a reading breaks: ``kind``, ``range``, ``text`` or ``rate``."""

    rule: str
    field: str
    says: str
    mend: str


Describe = Callable[[Event], Description | None]
Found = tuple[Event, Description, Broken]


@dataclass
class Checker:
    """Checks readings one after the other; remembers the newest time of each series, for the rate alone.

    A reading that is not newer than the newest is not held against the rate: it is late, or told again.
    """

    _newest: dict[tuple[str, str, str], datetime] = field(default_factory=dict)

    def hold(self, events: Iterable[Event], describe: Describe) -> list[Found]:
        """Give what the readings of one message break; ``describe`` gives the description of a reading's device.

        One that a strict description does not allow lets the whole message count as not told.
        """
        found: list[Found] = []
        before = dict[tuple[str, str, str], datetime | None]()
        for event in events:
            description = describe(event)
            if description is None or event.quantity in ALWAYS:
                continue
            broken = self._broken(event, description)
            if broken is not None:
                found.append((event, description, broken))
            self._remember(event, before)
        if any(description.mode is Mode.STRICT for _, description, _ in found):
            for series, newest in before.items():
                if newest is None:
                    del self._newest[series]
                else:
                    self._newest[series] = newest
        return found

    def _broken(self, event: Event, description: Description) -> Broken | None:
        said = description.quantities.get(event.quantity)
        if said is None:
            return _not_described(event, description)
        return _value(event, said) or self._rate(event, said)

    def _remember(self, event: Event, before: dict[tuple[str, str, str], datetime | None]) -> None:
        series = (event.home, event.device, event.quantity)
        newest = self._newest.get(series)
        before.setdefault(series, newest)
        if newest is None or event.time > newest:
            self._newest[series] = event.time

    def _rate(self, event: Event, said: Said) -> Broken | None:
        least = said.at_most_every
        newest = self._newest.get((event.home, event.device, event.quantity)) if least is not None else None
        if least is None or newest is None or not newest < event.time < newest + least:
            return None
        return Broken(
            "rate",
            "t",
            f"{event.quantity} comes {(event.time - newest).total_seconds():g} s after the one before; its description "
            f"says at most every {least.total_seconds():g} s.",
            "Tell it less often, or correct mistel:atMostEvery in the description.",
        )


def _not_described(event: Event, description: Description) -> Broken:
    named = ", ".join(sorted(description.quantities)) or "nothing"
    return Broken(
        "kind",
        "n",
        f"The description of device {event.device} does not name {event.quantity}.",
        f"It names {named}: correct the reading's name, or the description.",
    )


def _value(event: Event, said: Said) -> Broken | None:
    value = event.value
    if isinstance(value, str):
        if said.words is None or value in said.words:
            return None
        words = ", ".join(sorted(said.words)[:5])
        return Broken(
            "text",
            "vs",
            f"{event.quantity} is none of the texts that its description names.",
            f"Send one of {words}, or correct the description.",
        )
    if isinstance(value, bool) or said.low <= value <= said.high:
        return None
    return Broken(
        "range",
        "v",
        f"{event.quantity} lies between {said.low:g} and {said.high:g} by its description, not {value:g}.",
        "Check the sensor and its unit, or correct minimum and maximum in the description.",
    )
