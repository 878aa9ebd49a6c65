"""Alerts that solutions tell, on the way in: each as an event that says when it was told, and no more than is bearable.

A home's clock here is the newest time that it has told, by tick or reading: so a solution that reacts to a reading is
not credited with having known it at the tick before.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from care.claims import Claim
from care.clock import EPOCH, MICROSECOND
from care.errors import Reason, Refused
from care.events import ALERT, Event, Refusal
from devices.claims import must_have_been, read_alert
from devices.dialects.message import Known, Message
from devices.dialects.refusing import refusal
from store.journal import JournalReader

MOST_NEW: Final = 100
"""So many new alerts of one connection and home are taken in an hour of the home's clock."""
MOST_TOLD: Final = 700
"""So many are, with all that is said anew of them."""
FLOOD_WINDOW: Final = timedelta(hours=1)
TELL_EVERY: Final = timedelta(seconds=10)
"""How often a flood is told, by the wall."""
MOST_REMEMBERED: Final = 2000
"""Connections and homes whose alerts are remembered here; the journal has the others."""
_EVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass
class _Telling:
    """What one connection has told of one home: the newest by id, and when."""

    said: dict[str, Claim] = field(default_factory=dict)
    new: deque[datetime] = field(default_factory=lambda: deque(maxlen=MOST_NEW))
    all: deque[datetime] = field(default_factory=lambda: deque(maxlen=MOST_TOLD))
    last: datetime = EPOCH

    def note(self, claim: Claim, at: datetime) -> None:
        if claim.id not in self.said:
            self.new.append(at)
        self.all.append(at)
        self.said[claim.id] = claim
        self.last = max(self.last, at)

    def is_flood(self, claim: Claim, at: datetime) -> bool:
        oldest = at - FLOOD_WINDOW
        many_new = claim.id not in self.said and len(self.new) == MOST_NEW and self.new[0] > oldest
        return many_new or (len(self.all) == MOST_TOLD and self.all[0] > oldest)


@dataclass
class _Flood:
    """What was refused since it was told last; ``due`` is when it is told again."""

    due: datetime
    last: Message
    refused: int = 0


@dataclass
class Claiming:
    """Turns alerts of solutions into events. ``clock`` gives a home's time where the wall does not, None: not begun."""

    reader: JournalReader
    clock: Callable[[str], datetime | None]
    flooded: int = 0
    """Alerts refused as too many since the process started."""
    _tellings: OrderedDict[tuple[str, str], _Telling] = field(default_factory=OrderedDict)
    _floods: dict[tuple[str, str], _Flood] = field(default_factory=dict)

    def hear(self, message: Message, known: Known) -> tuple[Sequence[Event], Sequence[Refusal]]:
        """Give an alert's event, or why it is refused; nothing for the same words again and for a retained copy."""
        if message.retain:
            return (), ()
        try:
            where, claim = read_alert(message, known)
            at = self._time(where.home, message, known)
            held = must_have_been(claim, at)
        except Refused as refused:
            return (), (refusal(message, refused),)
        telling = self._telling(where.home, where.connection)
        if telling.said.get(claim.id) == claim:
            return (), ()
        at = max(at, telling.last + MICROSECOND)  # in order, and no two at one instant
        if telling.is_flood(claim, at):
            return (), tuple(self._refuse(where.connection, where.home, message))
        telling.note(claim, at)
        return (Event(where.site, where.home, where.connection, ALERT, at, held.text, message.received),), ()

    @property
    def next_due(self) -> datetime | None:
        """Tell when something of a flood is to be told; None when nothing is."""
        return min((flood.due for flood in self._floods.values()), default=None)

    def due(self, now: datetime) -> Iterator[Refusal]:
        """Give what is to be told of floods by now."""
        for key in [key for key, flood in self._floods.items() if flood.due <= now]:
            flood = self._floods.pop(key)
            if flood.refused:
                yield _flooding(flood.last._replace(received=now), flood.refused)
                self._floods[key] = _Flood(now + TELL_EVERY, flood.last)

    def _refuse(self, connection: str, home: str, message: Message) -> Iterator[Refusal]:
        self.flooded += 1
        flood = self._floods.get((connection, home))
        if flood is None:
            self._floods[connection, home] = _Flood(message.received + TELL_EVERY, message)
            yield _flooding(message, 1)
        else:
            flood.refused += 1
            flood.last = message

    def _time(self, home: str, message: Message, known: Known) -> datetime:
        if home not in known.own_clock:
            return message.received
        clock = self.clock(home)
        if clock is None:
            raise Refused(
                Reason.IMPOSSIBLE_TIME,
                f"The time of home {home} has not begun: nothing was heard of it yet.",
                mend="Tell alerts of what you have heard.",
                field="topic",
            )
        return clock

    def _telling(self, home: str, connection: str) -> _Telling:
        """Give what was told before; of what is not remembered here the journal is asked."""
        key = (home, connection)
        telling = self._tellings.get(key)
        if telling is None:
            telling = self._tellings[key] = _Telling()
            for event in self.reader.span(home, EPOCH, _EVER, {ALERT}, devices={connection}):
                telling.note(Claim.read(str(event.value)), event.time)
            if len(self._tellings) > MOST_REMEMBERED:
                self._tellings.popitem(last=False)
        self._tellings.move_to_end(key)
        return telling


def _flooding(message: Message, count: int) -> Refusal:
    more = "This alert is" if count == 1 else f"{count} more alerts are"
    says = f"{more} not taken: at most {MOST_NEW} new ones of a home are in an hour, and {MOST_TOLD} with all changes."
    mend = "Tell one alert for one situation, and the same id while it goes on."
    return refusal(message, Refused(Reason.TOO_MANY, says, mend=mend, field="id"))
