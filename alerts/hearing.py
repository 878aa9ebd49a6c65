"""When each device of a home was last heard, and how long it may be quiet before that means that it is gone.

How long comes from the device's description where that says it, else from what the device says of itself (SenML's
``ut``), else it is learnt from what the device told: the longest gap of the last ``DAYS`` days, twice. (Twice the
middle one of the days' longest gaps was too short: in three real homes it told four times as many silences.) Only
regular devices are learnt: those that told something at least ``FEWEST`` times on each of these days, and never were
quiet for so long that nobody could tell their silence from a quiet day. A door may be silent for days. The home as a
whole is learnt in the same way, by the gaps in which no device told anything.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from zlib import crc32

from alerts.household import Household
from care.clock import EPOCH
from care.events import UPDATE_INTERVAL, Event

DAYS: Final = 3
FEWEST: Final = 12
FLOOR: Final = timedelta(minutes=10)
LONGEST: Final = timedelta(hours=12)
LONGEST_OF_A_HOME: Final = timedelta(hours=24)
MARGIN: Final = timedelta(minutes=1)
"""Silence is told this long after the interval was over."""

HOME: Final = ""
"""Stands for the home as a whole among devices."""
ONLINE: Final = "online"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gaps:
    """How often a device (or HOME) told something within one day of a span, and its longest gap that ended there."""

    device: str
    day: int
    count: int
    longest: timedelta


class History(Protocol):
    """What is kept of one home; no answer depends on anything that was told of a later time than was asked for."""

    def last(self, before: datetime) -> Iterable[Event]:
        """Give the newest event before this instant of each device and quantity, ticks left out, in order."""
        ...

    def gaps(self, since: datetime, until: datetime) -> Iterable[Gaps]:
        """Give the gaps of each device and of HOME by days from ``since`` on; statuses are left out."""
        ...

    def told(
        self, quantities: Collection[str], since: datetime, until: datetime, devices: Collection[str] | None = None
    ) -> Iterable[Event]:
        """Give the events of these quantities of [since, until), in order: for what is rare, or asked for rarely.

        Of all devices, or only of these.
        """
        ...


class Links:
    """Which of a home's connections have said that they are gone (last will), and have carried nothing since."""

    def __init__(self, household: Household) -> None:
        self.of = {device: box for box, devices in household.carried.items() for device in devices}
        """The connection of each device."""
        self._boxes = household.carried.keys()
        self._gone: set[str] = set()

    def note(self, event: Event) -> None:
        """Take a status, or anything else that a device told: then its connection is there."""
        if event.quantity == ONLINE and event.value is False:
            self._gone.add(event.device)
        elif self._gone:
            self._gone -= {event.device, self.of.get(event.device, event.device)}

    @property
    def is_dark(self) -> bool:
        """Whether every connection of the home is gone."""
        return bool(self._boxes) and self._gone >= self._boxes

    @property
    def is_whole(self) -> bool:
        """Whether no connection is gone."""
        return not self._gone

    def is_gone(self, device: str) -> bool:
        """Whether the device's connection, or this one if it is a connection, is gone."""
        return bool(self._gone) and (device in self._gone or self.of.get(device) in self._gone)


class Hearing:
    """Follows what a home's devices tell; ``told`` intervals of descriptions go before what is learnt."""

    def __init__(self, household: Household) -> None:
        self.heard: dict[str, Event] = {}
        self.last: Event | None = None
        self.learns_at: datetime | None = None
        self._household = household
        self._history: History | None = None
        self._learnt: Mapping[str, timedelta] = {}
        self._said: dict[str, timedelta] = {}  # by the device itself
        self._back: datetime = EPOCH  # when the home was heard again after its silence
        self._there: dict[str, datetime] = {}  # when its connection was, by device
        self._of_home: timedelta | None = None
        self._recount_at: datetime | None = None  # when a device that counts for the home may be overdue itself
        self._overdue: frozenset[str] = frozenset()  # devices that were overdue when the home was heard
        self.links = Links(household)

    def start(self, at: datetime, history: History) -> None:
        """Take up where things stood at ``at``, itself excluded."""
        self._history = history
        for event in history.last(at):
            self._note(event)
        if self.last is not None:
            learnt_at = _learning_time(self._household.home, at) - _DAY
            self.learn(learnt_at)

    def hear(self, event: Event) -> None:
        """Take an event; after a silence of the home, every device has its time anew."""
        if self.is_home_silent(event.time):
            self._back = event.time
        self._note(event)
        if self.learns_at is None:
            self.learns_at = _learning_time(self._household.home, event.time)

    def learn(self, at: datetime) -> None:
        """Learn anew from the days before ``at``; the next time is a day later."""
        self.learns_at = at + _DAY
        if self._history is not None:
            self._learnt = _learnt(self._history.gaps(at - DAYS * _DAY, at))
            self._note_of_home()

    def is_home_silent(self, at: datetime) -> bool:
        """Tell whether nothing has come for longer than it should, or every connection is gone."""
        deadline = self.home_deadline
        return self.links.is_dark or (deadline is not None and deadline <= at)

    @property
    def home_deadline(self) -> datetime | None:
        """From when on it is silent when no device tells anything; None when nobody knows how often one should."""
        return None if self._of_home is None or self.last is None else self.last.time + self._of_home + MARGIN

    def interval(self, device: str) -> timedelta | None:
        """Give how long the device may be quiet."""
        return self._household.intervals.get(device) or self._said.get(device) or self._learnt.get(device)

    def deadline(self, device: str) -> datetime | None:
        """From when on the device is silent when it tells nothing more; None when nobody knows how often it should."""
        interval, heard = self.interval(device), self.heard.get(device)
        if interval is None or heard is None:
            return None
        return max(heard.time, self._back, self._there.get(device, EPOCH)) + interval + MARGIN

    def _note(self, event: Event) -> None:
        self.links.note(event)
        if event.quantity == ONLINE:
            if event.value is True:
                self.last = event
                self._there |= dict.fromkeys(self._household.carried.get(event.device, (event.device,)), event.time)
            return
        says_how_long = event.quantity == UPDATE_INTERVAL
        if says_how_long:
            self._said[event.device] = timedelta(seconds=float(event.value))
        is_new = event.device not in self.heard
        self.heard[event.device] = self.last = event
        is_due = self._recount_at is not None and event.time >= self._recount_at
        if is_new or says_how_long or is_due or event.device in self._overdue:
            self._note_of_home()

    def _note_of_home(self) -> None:
        """Note how long the home may be quiet: by the devices that tell, not by one that is silent among others."""
        intervals, deadlines, overdue = [], [], []
        for device in self.heard:
            interval, deadline = self.interval(device), self.deadline(device)
            if interval is None or deadline is None or self.last is None:
                continue
            if deadline > self.last.time:
                intervals.append(interval)
                deadlines.append(deadline)
            else:
                overdue.append(device)
        if HOME in self._learnt and not overdue:  # else what was learnt of the home is of that device too
            intervals.append(self._learnt[HOME])
        self._of_home = min(intervals, default=None)
        self._recount_at, self._overdue = min(deadlines, default=None), frozenset(overdue)


def _learning_time(home: str, after: datetime) -> datetime:
    """Give the first time after this at which the home is learnt anew: once a day, each home at its own hour."""
    offset = timedelta(seconds=crc32(home.encode()) % 86_400)
    return EPOCH + offset + ((after - EPOCH - offset) // _DAY + 1) * _DAY


def _learnt(gaps: Iterable[Gaps]) -> dict[str, timedelta]:
    regular: dict[str, list[timedelta]] = defaultdict(list)
    for of_day in gaps:
        if of_day.count >= FEWEST:
            regular[of_day.device].append(of_day.longest)
    learnt = {}
    for device, longest in regular.items():
        if len(longest) < DAYS:
            continue
        interval = 2 * max(longest)
        if device == HOME:
            learnt[device] = min(max(interval, FLOOR), LONGEST_OF_A_HOME)
        elif interval <= LONGEST:
            learnt[device] = max(interval, FLOOR)
    return learnt
