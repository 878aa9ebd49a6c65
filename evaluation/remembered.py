"""What rules over days ask for, of events that are shown to them one after the other: the past as it grows."""

from bisect import bisect_left, insort
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from alerts.hearing import HOME, ONLINE, Gaps
from care.events import ALERT, TICK, UPDATE_INTERVAL, Event

_DAY: Final = timedelta(days=1)
_UNCOUNTED: Final = frozenset({ALERT, TICK, ONLINE, UPDATE_INTERVAL})


class Remembered:
    """One home's history (``alerts.hearing.History``) in memory; it answers as a journal of the same events would."""

    def __init__(self) -> None:
        self._events: list[Event] = []

    def add(self, event: Event) -> None:
        """Remember an event, in whatever order they come; ticks are not."""
        if event.quantity != TICK:
            insort(self._events, event, key=_order)

    def last(self, before: datetime) -> list[Event]:
        """See History."""
        newest = {(event.device, event.quantity): event for event in self._events[: self._place(before)]}
        return sorted(newest.values(), key=_order)

    def gaps(self, since: datetime, until: datetime) -> list[Gaps]:
        """See History."""
        heard: dict[str, datetime] = {}
        found: dict[tuple[str, int], tuple[int, timedelta]] = {}
        for event in self._events[self._place(since) : self._place(until)]:
            if event.quantity in _UNCOUNTED:
                continue
            for device in (event.device, HOME):
                key = (device, (event.time - since) // _DAY)
                count, longest = found.get(key, (0, timedelta(0)))
                found[key] = (count + 1, max(longest, event.time - heard.get(device, event.time)))
                heard[device] = event.time
        return [Gaps(device, day, count, longest) for (device, day), (count, longest) in found.items()]

    def told(
        self, quantities: Collection[str], since: datetime, until: datetime, devices: Collection[str] | None = None
    ) -> list[Event]:
        """See History."""
        return [
            event
            for event in self._events[self._place(since) : self._place(until)]
            if event.quantity in quantities and (devices is None or event.device in devices)
        ]

    def _place(self, moment: datetime) -> int:
        return bisect_left(self._events, moment, key=lambda event: event.time)


def _order(event: Event) -> tuple[datetime, str, str, str]:
    return event.order
