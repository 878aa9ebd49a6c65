"""How a connection is doing, from what was heard of it: is it there, how often does it speak, is its clock right."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from care.errors import Reason
from care.events import Event, Refusal
from care.quantities import Value

WINDOW: Final = timedelta(minutes=5)
"""The rate and the clock are those of the last so long."""
REFUSED_WITHIN: Final = timedelta(hours=1)
MOST: Final = 10_000
"""So many messages, and refusals, are remembered."""
OF_THE_CONNECTION: Final = frozenset({"online", "update.interval"})
BATTERY: Final = frozenset({"battery", "battery.low"})


@dataclass(frozen=True, slots=True)
class Doing:
    """One connection at one moment. Times of arrival are the wall's.

    Attributes:
        online: Whether it is there, by its own status and last will; None when it never said.
        heard: When its last reading came.
        messages: Messages with readings that came within ``over``.
        clock: Its clock minus ours, by its freshest readings; negative also when it sends late. None: no reading said
            its time, or the home has its own clock.
        batteries: What each device told last of its battery, by device.
        longest: The longest time without a reading since ``since``, which ended at ``longest_end``.
        refused: How many messages were refused within the last hour, by reason; notes are not counted.
    """

    online: bool | None
    heard: datetime | None
    messages: int
    over: timedelta
    clock: timedelta | None
    batteries: Mapping[str, Value]
    longest: timedelta | None
    longest_end: datetime | None
    since: datetime | None
    refused: Mapping[str, int]


@dataclass
class Listening:
    """Remembers of a connection what is needed to tell how it is doing; bounded.

    ``own_clock``: readings tell a time that is not the wall's. ``known_since``: everything since then was heard; None
    when everything ever was.
    """

    own_clock: bool = False
    known_since: datetime | None = None
    _messages: deque[tuple[datetime, timedelta | None]] = field(default_factory=lambda: deque(maxlen=MOST))
    _refused: deque[tuple[datetime, str]] = field(default_factory=lambda: deque(maxlen=MOST))
    _online: tuple[datetime, Value] | None = None
    _batteries: dict[str, tuple[datetime, Value]] = field(default_factory=dict)
    _first: datetime | None = None
    _last: datetime | None = None
    _longest: timedelta | None = None
    _longest_end: datetime | None = None

    def know(self, latest: Iterable[Event]) -> None:
        """Take up what each of its series told last, before anything that is heard from now on."""
        for event in latest:
            self._note_state(event)

    def hear(self, events: Sequence[Event]) -> None:
        """Hear the readings of one message."""
        for event in events:
            self._note_state(event)
        readings = [event for event in events if event.quantity not in OF_THE_CONNECTION]
        if not readings:
            return
        received = readings[0].received
        newest = max(event.time for event in readings)
        said = not self.own_clock and newest != received  # a reading without a time has ours
        self._messages.append((received, newest - received if said else None))
        if len(self._messages) == MOST:
            self.known_since = self._messages[0][0]
        if self._first is None:
            self._first = received
        elif self._last is not None and received > self._last:
            gap = received - self._last
            if self._longest is None or gap > self._longest:
                self._longest, self._longest_end = gap, received
        self._last = received if self._last is None else max(self._last, received)

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Hear of messages that were refused; one that is only noted was kept."""
        self._refused.extend((one.received, one.reason) for one in refusals if one.reason != Reason.NOTED)

    def at(self, now: datetime) -> Doing:
        """Tell how it is doing at this moment of the wall's time."""
        begins = now - WINDOW
        if self.known_since is not None:
            begins = max(begins, min(self.known_since, now))
        while self._messages and self._messages[0][0] < begins:
            self._messages.popleft()
        while self._refused and self._refused[0][0] < now - REFUSED_WITHIN:
            self._refused.popleft()
        return Doing(
            online=None if self._online is None else bool(self._online[1]),
            heard=self._last,
            messages=len(self._messages),
            over=now - begins,
            clock=max((offset for _, offset in self._messages if offset is not None), default=None),
            batteries={device: value for device, (_, value) in sorted(self._batteries.items())},
            longest=self._longest,
            longest_end=self._longest_end,
            since=self._first,
            refused=Counter(reason for _, reason in self._refused),
        )

    def _note_state(self, event: Event) -> None:
        if event.quantity == "online":
            if self._online is None or event.time >= self._online[0]:
                self._online = (event.time, event.value)
        elif event.quantity in BATTERY:
            known = self._batteries.get(event.device)
            # a level says more than whether it is low
            if known is None or (
                event.time >= known[0] and (event.quantity == "battery" or isinstance(known[1], bool))
            ):
                self._batteries[event.device] = (event.time, event.value)
