"""Readings in the order of time, though a recording has them a little out of order; lazily, in bounded memory."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Final, TypeVar

from simulators.local_time import LATE, Doubt

T = TypeVar("T")

MOST: Final = 100_000
"""Readings that are held at once; a day of a busy home is 10,000."""


@dataclass
class First:
    """How many there were of something, and the line of the first."""

    count: int = 0
    line: int = 0

    def note(self, line: int) -> None:
        """Count one more."""
        self.count += 1
        self.line = self.line or line


@dataclass
class Order:
    """Puts readings in order, and counts the rows that stood out of it. Take one for each time through."""

    most: int = MOST
    late: First = field(default_factory=First)

    def sort(self, readings: Iterable[tuple[datetime, datetime, int, T]]) -> Iterator[tuple[datetime, int, T]]:
        """Give readings in time order; those of one time stay in theirs.

        A reading is the time of the row that told it, its own time (that or later), the row's line, and what goes
        with it. Rows lie up to ``local_time.LATE`` out of order. Raises Doubt for one that comes so late that what
        follows it has been given already, because over ``most`` were held.
        """
        held: list[tuple[datetime, int, int, T]] = []
        numbers = count()
        latest = given = None
        counted = 0
        for begun, moment, line, rest in readings:
            if latest is None or begun > latest:
                latest = begun
            elif begun < latest and line != counted:
                counted = line
                self.late.note(line)
            if given is not None and moment < given:
                raise Doubt(
                    line, f"the row comes too late: {self.most} others came before it; put the rows in order of time"
                )
            heapq.heappush(held, (moment, next(numbers), line, rest))
            while held[0][0] < latest - LATE or len(held) > self.most:
                given, _, first, told = heapq.heappop(held)
                yield given, first, told
        while held:
            given, _, first, told = heapq.heappop(held)
            yield given, first, told
