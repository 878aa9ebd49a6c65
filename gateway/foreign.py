"""What is known of foreign boxes at a site, and which of what they tell is news.

Foreign dialects repeat themselves and hardly ever say when: a Zigbee bridge publishes the whole state of a door
whenever its battery is read, a board tells everything again when it reconnects. A flag that is told again is
therefore no reading, with three exceptions: something momentary (a press, a movement, a fall) counts whenever it is
told to be true; the first message after a restart or a lost connection counts, for a change may have been missed; and
what says its own time is known by it. A retained copy counts only when it tells another state than the last one known.
A device that declared how often it speaks (``expire_after``) and only repeats itself is said to be ``online`` twice in
that interval: it is not silent.

``off_delay`` is kept by our clock, as its sender means it: at the last "on" plus the delay, unless something was told
before, an "off" of exactly that time is added. It is never put into the future, where a later "on" would contradict it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from care.clock import EPOCH
from care.events import Event
from care.found import Found
from devices.dialects import Known, Message, told, via
from devices.dialects.heard import Heard
from store.registry import Registry

MOMENTARY: Final = frozenset({"motion", "alarm.button", "button", "fall", "flush", "dose.taken", "dose.missed"})
"""Each true (or text) of these is something that happened, also when the last one was true too."""

_Series = tuple[str, str, str]


class Foreign:
    """The found devices of a site, by connection and dialect, and what they told last."""

    def __init__(self, registry: Registry, site: str) -> None:
        self._registry = registry
        self._site = site
        self._heard: dict[tuple[str, str], Heard] = {}
        self._last: dict[_Series, Event] = {}
        self._live: set[_Series] = set()
        self._ends: dict[_Series, datetime] = {}
        self._heard_at: dict[tuple[str, str], datetime] = {}
        self._signs: list[Event] = []
        self._intervals: dict[tuple[str, str], timedelta] = {}
        self._arrived: list[Found] = []
        self._unsaved: dict[tuple[str, str, str], Found] = {}
        self._gone: dict[tuple[str, str, str], Found] = {}
        self.look()

    def begin(self, latest: Iterable[Event]) -> None:
        """Take up where we stood: ``latest`` is the newest event of each series in the journal."""
        delays = self._delays()
        devices = self._devices()
        for event in latest:
            if (event.home, event.device) in devices:
                series = (event.home, event.device, event.quantity)
                self._last[series] = event
                if series in delays and event.value is True:
                    self._ends[series] = event.time + delays[series]

    def look(self) -> None:
        """Look into the registry: who has been admitted as what; what is not saved yet stays."""
        by_box: dict[tuple[str, str], dict[str, Found]] = {}
        for found in self._registry.found.all(site=self._site):
            by_box.setdefault((found.connection, found.dialect), {})[found.key] = found
        for (connection, dialect, key), found in self._unsaved.items():
            devices = by_box.setdefault((connection, dialect), {})
            kept = devices.get(key)
            admitted = {"device": kept.device, "since": kept.since} if kept else {}
            devices[key] = found.model_copy(update=admitted)
        for connection, dialect, key in self._gone:
            by_box.get((connection, dialect), {}).pop(key, None)
        before = {(f.connection, f.dialect, f.key) for f in self._admitted()}
        self._heard = {
            box: Heard(devices, self._heard[box].said if box in self._heard else {}) for box, devices in by_box.items()
        }
        self._intervals = {
            (f.home, f.device): timedelta(seconds=f.expected_interval)
            for f in self._admitted()
            if f.device and f.expected_interval is not None
        }
        self._arrived += [f for f in self._admitted() if (f.connection, f.dialect, f.key) not in before]

    def hear(self, message: Message, known: Known) -> via.Hearing:
        """Say what a message means by what is known now; nothing is changed before ``settle``."""
        return via.hear(message, known, self._heard)

    def settle(self, message: Message, hearing: via.Hearing) -> list[Event]:
        """Take up what a message meant; give its events that are news, and before them the ends that were due."""
        if hearing.heard is not self._heard.get(hearing.of) and hearing.heard.devices:
            self._heard[hearing.of] = hearing.heard
        for found in hearing.found:
            self._gone.pop((*hearing.of, found.key), None)
            self._unsaved[(*hearing.of, found.key)] = found
        for found in hearing.gone:
            self._unsaved.pop((*hearing.of, found.key), None)
            self._gone[(*hearing.of, found.key)] = found
        before = [*self._greet(message), *self.ended(message.received)]
        return before + [t.event for t in hearing.tellings if self._is_news(t, retained=message.retain)]

    def ended(self, now: datetime) -> list[Event]:
        """Give the "off" of everything that ended by itself up to ``now``, in order of time."""
        due = sorted((end, series) for series, end in self._ends.items() if end <= now)
        events = []
        for end, series in due:
            del self._ends[series]
            event = replace(self._last[series], time=end, value=False, received=now)
            self._last[series] = event
            events.append(event)
        return events

    def signs_of_life(self) -> list[Event]:
        """Give, once, the ``online`` of devices that only repeated themselves; each is news."""
        signs, self._signs = self._signs, []
        return signs

    @property
    def next_end(self) -> datetime | None:
        """When something ends by itself next."""
        return min(self._ends.values(), default=None)

    def missed_something(self) -> None:
        """Note that messages may have been lost: what each flag is told to be next counts, whatever it was."""
        self._live.clear()

    def save(self, now: datetime) -> bool:
        """Make what was found durable; False when there was nothing to do. Raises StoreError, then call it again."""
        if not (self._unsaved or self._gone):
            return False
        self._registry.found.keep(self._unsaved.values(), self._gone.values(), now)
        self._unsaved.clear()
        self._gone.clear()
        return True

    @property
    def is_unsaved(self) -> bool:
        """Whether ``save`` has something to do."""
        return bool(self._unsaved or self._gone)

    def _greet(self, message: Message) -> list[Event]:
        """Give, once, whether devices that were admitted just now are there, where they had said so before."""
        events = []
        for found in self._arrived:
            here = told.is_there(found, self._heard.get((found.connection, found.dialect), Heard()).said)
            if here is not None and found.device:
                at = message.received
                events.append(Event(self._site, found.home, found.device, "online", at, here, at))
        self._arrived.clear()
        return events

    def _is_news(self, telling: via.Telling, *, retained: bool) -> bool:
        event = telling.event
        if event.quantity == "online":
            return True  # whoever keeps states of connections decides
        series = (event.home, event.device, event.quantity)
        last = self._last.get(series)
        same = last is not None and last.value == event.value
        momentary = event.quantity in MOMENTARY and event.value is not False
        flag = isinstance(event.value, bool)
        if retained and not telling.timed:
            news = flag and not momentary and last is not None and not same
        else:
            news = not flag or not same or momentary or series not in self._live
        self._live.add(series)
        if not news:
            if not retained:
                self._note_life(event)
            return False
        self._last[series] = event
        self._heard_at[event.home, event.device] = event.time
        if telling.off_delay is not None:
            self._ends[series] = event.time + telling.off_delay
        elif event.value is False:
            self._ends.pop(series, None)
        return True

    def _note_life(self, event: Event) -> None:
        device = (event.home, event.device)
        interval = self._intervals.get(device)
        if interval is not None and event.time - self._heard_at.get(device, EPOCH) >= interval / 2:
            self._heard_at[device] = event.time
            self._signs.append(replace(event, quantity="online", value=True))

    def _admitted(self) -> Sequence[Found]:
        return [found for heard in self._heard.values() for found in heard.devices.values() if found.device]

    def _devices(self) -> set[tuple[str, str]]:
        return {(found.home, found.device) for found in self._admitted() if found.device}

    def _delays(self) -> dict[_Series, timedelta]:
        return {
            (found.home, found.device, channel.quantity): timedelta(seconds=channel.off_delay)
            for found in self._admitted()
            for channel in found.channels
            if found.device and channel.off_delay is not None
        }
