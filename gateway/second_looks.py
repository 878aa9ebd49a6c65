"""Which homes wait to be judged again, and the one second look that goes on, in slices that let others go between."""

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from alerts.second_look import SecondLook
from care.clock import ClockKind
from care.events import Event
from gateway.shown import Readings

SLICE_SECONDS: Final = 0.015
"""About so long a slice may last; the span that is read is made shorter or longer to come near."""
SHORTEST: Final = timedelta(minutes=1)
FIRST: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(days=1)

QUIET: Final = {ClockKind.WALL: timedelta(seconds=0.3), ClockKind.OWN: timedelta(seconds=2)}
"""A home is looked at once nothing late came for so long: one look for a pack, not one for each event."""
PATIENCE: Final = timedelta(seconds=3)
"""A home that goes on telling late facts is looked at this often all the same."""


@dataclass(slots=True)
class Late:
    """That a home waits: the earliest fact that it was not judged by; when we learnt of the first and of the last."""

    since: datetime
    first: datetime
    last: datetime


@dataclass
class Look:
    """One home's look: what is read is what had arrived up to number ``seq``."""

    home: str
    second: SecondLook
    reader: Readings
    quantities: Collection[str]
    seq: int
    _length: timedelta = FIRST

    def go_on(self) -> bool:
        """Read and show one slice; tell whether it was the last."""
        began = time.perf_counter()
        since, until = self.second.span(self._length)
        self.second.show(
            self.reader.span(self.home, since, until, self.quantities, last_seq=self.seq),
            until,
        )
        spent = time.perf_counter() - began
        if spent > SLICE_SECONDS:
            self._length = max(self._length / 2, SHORTEST)
        elif spent < SLICE_SECONDS / 3:
            self._length = min(self._length * 2, LONGEST)
        return self.second.done


@dataclass
class SecondLooks:
    """The homes that wait, and what came for those whose turn it is: it is parked until their look is done."""

    late: dict[str, Late] = field(default_factory=dict)
    current: Look | None = None
    _parked: dict[str, list[tuple[int, Event]]] = field(default_factory=dict)
    _seq: dict[str, int] = field(default_factory=dict)
    _kept: dict[str, datetime] = field(default_factory=dict)

    def take_up(self, kept: Mapping[str, datetime], now: datetime) -> None:
        """Take up what the journal says still waits."""
        self._kept = dict(kept)
        for home, since in kept.items():
            self.note(home, since, now)

    def note(self, home: str, since: datetime, now: datetime) -> None:
        """Note that a home waits to be judged again from ``since``, or from earlier."""
        late = self.late.get(home)
        if late is None:
            self.late[home] = Late(since, now, now)
        else:
            late.since, late.last = min(late.since, since), now

    def due(self, home: str, clock: ClockKind, now: datetime) -> bool:
        """Tell whether a home that waits has waited long enough, and is not having its turn."""
        late = self.late[home]
        waited = now - late.last >= QUIET[clock] or now - late.first >= PATIENCE
        return waited and home not in self._parked

    def begin(self, home: str, seq: int) -> None:
        """Give a home its turn: what arrives for it after number ``seq`` is parked from now on."""
        self._parked[home], self._seq[home] = [], seq

    def parks(self, home: str) -> bool:
        """Tell whether what comes for this home is parked."""
        return home in self._parked

    def park(self, seq: int, event: Event) -> None:
        """Put an event aside until the look is done."""
        self._parked[event.home].append((seq, event))

    @property
    def next(self) -> tuple[str, int] | None:
        """The home whose turn it is, and up to which number of arrival it is to be looked at."""
        return next(iter(self._seq.items()), None)

    def end(self, home: str) -> list[tuple[int, Event]]:
        """Take that a home's look is done; give what was parked meanwhile."""
        self.late.pop(home, None)
        return self.drop(home)

    def drop(self, home: str) -> list[tuple[int, Event]]:
        """Take a home's turn away; it goes on waiting. Gives what was parked."""
        if self.current is not None and self.current.home == home:
            self.current = None
        self._seq.pop(home, None)
        return self._parked.pop(home, [])

    def changes(self) -> dict[str, datetime | None]:
        """Give what the journal does not hold yet: since when homes wait, None for those that no longer do."""
        now = {home: late.since for home, late in self.late.items()}
        return dict(self._differences(now))

    def kept(self, changes: Mapping[str, datetime | None]) -> None:
        """Take that the journal holds these changes now."""
        for home, since in changes.items():
            if since is None:
                self._kept.pop(home, None)
            else:
                self._kept[home] = since

    def _differences(self, now: Mapping[str, datetime]) -> Iterator[tuple[str, datetime | None]]:
        for home in now.keys() | self._kept.keys():
            if now.get(home) != self._kept.get(home):
                yield home, now.get(home)
