"""Holds readings against the descriptions of their devices: refuses, or keeps and notes."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from care.clock import EPOCH
from care.errors import Reason, Refused
from care.events import Event, Refusal
from devices.description import Broken, Checker, Description, Mode, read
from devices.dialects import Message
from devices.dialects.refusing import refusal
from store.registry import Registry

log = logging.getLogger(__name__)

LOOK_EVERY: Final = timedelta(seconds=1)
AGAIN: Final = timedelta(hours=1)
"""The same rule broken by the same device is noted anew after this; meanwhile it is counted."""


def descriptions_of(registry: Registry, site: str) -> dict[tuple[str, str], Description]:
    """Read the descriptions of a site's devices, by home and device."""
    found = {}
    for uploaded in registry.descriptions.all(site):
        try:
            found[uploaded.home, uploaded.device] = read(uploaded.thing, Mode(uploaded.mode))
        except Refused as refused:  # one that an older Mistel took
            log.warning("device %s of home %s is not checked: %s", uploaded.device, uploaded.home, refused)
    return found


class _Which(NamedTuple):
    """What is noted as one thing."""

    home: str
    device: str
    quantity: str
    rule: str


@dataclass
class Described:
    """Checks one message after the other, by the descriptions as the registry has them.

    ``counted`` is how often each rule was broken in this process, by (rule, mode).
    """

    registry: Registry
    site: str
    counted: dict[tuple[str, Mode], int] = field(default_factory=dict)
    _descriptions: dict[tuple[str, str], Description] = field(default_factory=dict)
    _number: int = -1
    _looked: datetime = EPOCH
    _checker: Checker = field(default_factory=Checker)
    _noted: dict[_Which, datetime] = field(default_factory=dict)
    _since: dict[_Which, int] = field(default_factory=dict)

    def follow(self, now: datetime) -> None:
        """Look, at most once a second, whether descriptions have changed."""
        if timedelta() <= now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        newest = self.registry.changes.last()
        if newest != self._number:
            self._descriptions = descriptions_of(self.registry, self.site)
            self._number = newest

    def check(self, message: Message, events: Sequence[Event]) -> tuple[Sequence[Event], list[Refusal]]:
        """Give the events to keep, all or none, and what to refuse or to note of them.

        One reading that a strict description does not allow refuses its message whole, as everything else does.
        """
        descriptions = self._descriptions
        if not descriptions or not any((event.home, event.device) in descriptions for event in events):
            return events, []
        found = self._checker.hold(events, lambda event: descriptions.get((event.home, event.device)))
        for _, description, broken in found:
            key = (broken.rule, description.mode)
            self.counted[key] = self.counted.get(key, 0) + 1
        for event, description, broken in found:
            if description.mode is Mode.STRICT:
                return (), [refusal(message, _refused(Reason.AGAINST_DESCRIPTION, event, broken))]
        notes = [self._note(message, event, broken) for event, _, broken in found]
        return events, [note for note in notes if note is not None]

    def _note(self, message: Message, event: Event, broken: Broken) -> Refusal | None:
        which = _Which(event.home, event.device, event.quantity, broken.rule)
        told = self._noted.get(which)
        if told is not None and message.received - told < AGAIN:
            self._since[which] = self._since.get(which, 0) + 1
            return None
        self._noted[which] = message.received
        more = self._since.pop(which, 0)
        return refusal(message, _refused(Reason.NOTED, event, broken, more))


def _refused(reason: Reason, event: Event, broken: Broken, more: int = 0) -> Refused:
    says = f"Device {event.device}, rule {broken.rule}: {broken.says}"
    if reason is Reason.NOTED:
        says += " It was kept."
    if more:
        says += f" So were {more} more since the last note."
    return Refused(reason, says, mend=broken.mend, field=broken.field)
