"""Events that wait for their turn, whatever order they came in."""

from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from operator import attrgetter
from typing import Final

from care.events import Event

_in_order: Final = attrgetter("order")


class Waiting:
    """Events by time; those of one instant are put in ``Event.order`` when their turn comes."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Event]] = []
        self._arrivals = count()  # so that two events of one instant never have to be compared

    def put(self, event: Event) -> None:
        """Let it wait."""
        heappush(self._heap, (event.time, next(self._arrivals), event))

    @property
    def first(self) -> datetime | None:
        """The instant of the earliest; None when nothing waits."""
        return self._heap[0][0] if self._heap else None

    def take_first(self) -> list[Event]:
        """Take all events of the earliest instant, in order; one that was put twice is given once."""
        heap = self._heap
        moment, _, event = heappop(heap)
        if not heap or heap[0][0] != moment:
            return [event]
        events = [event]
        while heap and heap[0][0] == moment:
            events.append(heappop(heap)[2])
        events.sort(key=_in_order)
        return list({event.identity: event for event in events}.values())
