"""Whether somebody is indoors, as far as a home's devices tell: the last sign, the last time an outer door moved."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from operator import attrgetter
from typing import Final

from alerts.hearing import ONLINE, History, Links
from alerts.household import Household
from alerts.signs import REPEATS, SIGNS, Sign
from care.clock import EPOCH
from care.events import Event
from care.people import Spot

QUANTITIES: Final = frozenset({*SIGNS, ONLINE})
"""What a rule must name that follows presence."""

_DOOR: Final = "contact.open"
_STEP: Final = timedelta(hours=1)


class Presence:
    """Follows what a home's devices tell of somebody indoors; ``doorway`` after a door's moving says nothing.

    - A sign is what ``alerts.signs`` lists, told by a device that is neither worn nor placed at an outer door;
      a contact that is placed nowhere is none.
    - She may be away when an outer door moved, and no sign came later than ``doorway`` after it. Opening and closing
      are one: it can be closed from either side. A door that tells closed again has not moved.
    - While every connection is gone nothing is a fact; ``since`` counts stillness anew from when one is back.
    """

    def __init__(self, household: Household, doorway: timedelta = timedelta(0)) -> None:
        self.links = Links(household)
        self.sign: Event | None = None
        """The last sign of somebody indoors."""
        self.door: Event | None = None
        """The last time that an outer door opened or closed."""
        self.back: datetime = EPOCH
        """When a connection was there again after all had gone."""
        self._household = household
        self._doorway = doorway
        self._told: dict[tuple[str, str], Event] = {}  # the newest of each state, to know a repeat
        self._open: set[str] = set()  # outer doors

    def start(self, at: datetime, history: History) -> None:
        """Take up where things stood at ``at``: the journal is asked for more only where the newest do not tell."""
        newest = list(history.last(at))
        for event in newest:
            self.note(event)
            if event.quantity == ONLINE and event.value is True and len(self._household.carried) == 1:
                self.back = event.time
        signs = [event for event in newest if event.quantity in SIGNS and self._counts(event)]
        self.sign = self._newest_sign(signs, history)
        doors = [event for event in newest if event.quantity == _DOOR and self._is_outer(event)]
        self._open = {event.device for event in doors if event.value is not False}
        self.door = self._newest_move(doors, history)

    def note(self, event: Event) -> bool:
        """Take an event of ``QUANTITIES``; tell whether it is a sign of somebody indoors."""
        was_dark = self.links.is_dark
        self.links.note(event)
        if was_dark and not self.links.is_dark:
            self.back = event.time
        sign = SIGNS.get(event.quantity)
        if sign is None:
            return False
        if sign is Sign.TURN:
            before = self._told.get((event.device, event.quantity))
            self._told[event.device, event.quantity] = event
            if _is_repeat(event, before):
                return False
        if event.value is False and event.quantity != _DOOR:
            return False
        spot = self._household.spot(event.device, event.time)
        if spot is Spot.OUTER_DOOR:
            if event.quantity == _DOOR:
                self._move(event)
            return False
        if event.value is False or spot is Spot.WORN or (spot is None and event.quantity == _DOOR):
            return False
        self.sign = event
        return True

    @property
    def is_dark(self) -> bool:
        """Whether every connection of the home is gone."""
        return self.links.is_dark

    @property
    def may_be_away(self) -> bool:
        """Whether an outer door moved and nobody was heard indoors since."""
        if self.door is None:
            return False
        return self.sign is None or self.sign.time <= self.door.time + self._doorway

    @property
    def still_since(self) -> datetime | None:
        """Since when nobody was heard indoors, as far as anything could be; None before the first sign."""
        return None if self.sign is None else max(self.sign.time, self.back)

    def _move(self, door: Event) -> None:
        """Take what an outer door told: it opened, or closed if it was open."""
        if door.value is not False:
            self._open.add(door.device)
            self.door = door
        elif door.device in self._open:
            self._open.discard(door.device)
            self.door = door

    def _is_outer(self, event: Event) -> bool:
        return self._household.spot(event.device, event.time) is Spot.OUTER_DOOR

    def _counts(self, event: Event) -> bool:
        spot = self._household.spot(event.device, event.time)
        return spot not in {Spot.OUTER_DOOR, Spot.WORN} and (spot is not None or event.quantity != _DOOR)

    def _newest_sign(self, newest: Sequence[Event], history: History) -> Event | None:
        found: Event | None = None
        for event in reversed(newest):
            if found is not None and event.order <= found.order:
                break
            sign = _last_sign(event, history, EPOCH if found is None else found.time)
            if sign is not None and (found is None or sign.order > found.order):
                found = sign
        return found

    def _newest_move(self, doors: Sequence[Event], history: History) -> Event | None:
        """Give when an outer door moved last; where that was too long before the last sign to matter, None will do."""
        since = EPOCH if self.sign is None else self.sign.time - self._doorway
        moves = [move for door in doors if door.time >= since and (move := _last_move(door, history, since))]
        return max(moves, default=None, key=attrgetter("order"))


def _last_sign(newest: Event, history: History, since: datetime) -> Event | None:
    """Give the last sign from ``since`` on that a device told by this quantity, of which this is the newest event."""
    each, is_state = SIGNS[newest.quantity] is Sign.EACH, SIGNS[newest.quantity] is Sign.TURN
    later: Event | None = None
    for event in chain((newest,), _backwards(newest, history, since)):
        if each and event.value is not False:
            return event
        if is_state and later is not None and later.value is True and not _is_repeat(later, event):
            return later
        later = event
    return later if is_state and later is not None and later.value is True and later.time >= since else None


def _last_move(newest: Event, history: History, since: datetime) -> Event | None:
    """Give when an outer door moved last, of which this is the newest event; None when that was before ``since``."""
    if newest.value is not False:
        return newest
    closed = newest
    for event in _backwards(newest, history, since):
        if event.value is not False:
            return closed if closed.time >= since else None
        closed = event
    return None


def _backwards(newest: Event, history: History, since: datetime) -> Iterator[Event]:
    """Give what this device told by this quantity before its newest event, the last first.

    Down to the one that held at ``since``, in ever longer steps: most of what is looked for was not long ago.
    """
    end, step = newest.time, _STEP
    while end > since:
        begin = max(since, end - step)
        told = history.told({newest.quantity}, begin, end, {newest.device})
        yield from reversed(list(told))
        end, step = begin, 2 * step
    if since > EPOCH:
        key = newest.device, newest.quantity
        yield from (event for event in history.last(since) if (event.device, event.quantity) == key)


def _is_repeat(event: Event, before: Event | None) -> bool:
    """Tell whether a state is the same that was told before it."""
    return before is not None and before.value is True and event.time - before.time < REPEATS
