"""Alerts of solutions follow the journal to the desk, before their homes go on.

How far they have come is kept as a cursor of its own: after a crash what was not brought to the desk is brought again,
which changes nothing where it is there.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from alerts.desk import Desk
from care.claims import Claim
from care.clock import Now
from care.errors import NotFound, Reason, Refused
from care.events import ALERT, Event, Refusal
from devices import topics
from devices.dialects.message import Message
from devices.dialects.refusing import refusal
from gateway.in_trials import InTrials
from store.journal import Journal, JournalReader
from store.registry import Registry

log = logging.getLogger(__name__)

CURSOR: Final = "solutions"


@dataclass
class Told:
    """What solutions told at one site. ``tell`` tells refusals to those who are concerned."""

    site: str
    journal: Journal
    reader: JournalReader
    registry: Registry
    desk: Desk
    tell: Callable[[Sequence[Refusal]], None]
    in_trials: InTrials
    now: Now
    _waiting: list[tuple[int, Event]] = field(default_factory=list)

    def take_up(self, seen: int) -> None:
        """Take what was kept up to arrival number ``seen`` and not brought to the desk before we were ended."""
        self._waiting = self.reader.of_quantity(ALERT, self.reader.cursors().get(CURSOR, 0), seen)

    def take(self, seq: int, event: Event) -> None:
        """Take an alert, to be brought to the desk."""
        self._waiting.append((seq, event))

    @property
    def waits(self) -> bool:
        """Whether anything is to be brought to the desk."""
        return bool(self._waiting)

    async def bring(self) -> None:
        """Bring to the desk what waits; raises StoreError, and goes on from there next time."""
        while self._waiting:
            seq, event = self._waiting[0]
            refused = await asyncio.to_thread(self._claim, event)
            if refused or len(self._waiting) == 1:
                await self.journal.forwarded(CURSOR, seq, refused)
                self.tell(refused)
            self._waiting.pop(0)

    def _claim(self, event: Event) -> list[Refusal]:
        claim = Claim.read(str(event.value))
        try:
            solution = self.registry.connections.get(event.device).solution
            if solution is not None:
                now = self.now()
                live = self.in_trials.claim(event.device, event.home, event.time, now)
                self.desk.claim(
                    claim,
                    site=self.site,
                    home=event.home,
                    connection=event.device,
                    solution=solution,
                    at=event.time,
                    live=bool(live),
                    clock=now if self.in_trials.on_wall(event.home) else None,
                )
        except Refused as refused:
            topic = topics.alerts(self.site, event.home, event.device)
            said = b"" if refused.reason is Reason.OUTSIDE_TRIAL else claim.text.encode()
            return [refusal(Message(topic, said, event.received), refused)]
        except NotFound as error:
            log.warning("an alert of %s is of nobody any more: %s", event.device, error)
        return []
