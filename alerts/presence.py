"""Whether somebody is indoors, as far as a home's devices tell: the last sign, the last time an outer door moved."""

from collections.abc import Iterable
from datetime import datetime, timedelta
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
_LETS_GO: Final = timedelta(minutes=10)
"""So long before a sensor told that it saw nobody any more, it may have seen somebody."""


class Presence:
    """Follows what a home's devices tell of somebody indoors; ``doorway`` after a door's moving says nothing.

    - A sign is what ``alerts.signs`` lists, told by a device that is neither worn nor placed at an outer door;
      a contact that is placed nowhere is none.
    - She may be away when an outer door moved, and no sign came later than ``doorway`` after it. Opening and closing
      are one: it can be closed from either side.
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

    def start(self, at: datetime, history: History) -> None:
        """Take up where things stood at ``at``."""
        let_go = None
        for event in history.last(at):
            self.note(event)
            if event.quantity == ONLINE and event.value is True and len(self._household.carried) == 1:
                self.back = event.time
            if SIGNS.get(event.quantity) is Sign.EACH and event.value is False and self._counts(event):
                let_go = event
        if let_go is not None and (self.sign is None or self.sign.time < let_go.time):
            self._look_back(history.told({let_go.quantity}, let_go.time - _LETS_GO, let_go.time))

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
            if before is not None and before.value is True and event.time - before.time < REPEATS:
                return False
        if event.value is False and event.quantity != _DOOR:
            return False
        spot = self._household.spot(event.device, event.time)
        if spot is Spot.OUTER_DOOR:
            if event.quantity == _DOOR:
                self.door = event
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

    def _counts(self, event: Event) -> bool:
        spot = self._household.spot(event.device, event.time)
        return spot not in {Spot.OUTER_DOOR, Spot.WORN} and (spot is not None or event.quantity != _DOOR)

    def _look_back(self, told: Iterable[Event]) -> None:
        for event in told:
            if event.value is not False and self._counts(event) and (self.sign is None or event.time > self.sign.time):
                self.sign = event
