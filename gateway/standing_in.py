"""Runs the chains of sites whose gateway is silent, from where pages are served: a silent gateway calls nobody.

It stands in while an alert ``gateway_silent`` goes on. Should both run for a moment, nobody is told twice: every notice
is kept once, and taken by one of them.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from alerts.desk import Desk
from alerts.notify import Post
from care.clock import Now
from care.errors import Conflict, NotFound, StoreError
from gateway.delivering import Delivering, Outward
from gateway.escalating import Escalating
from store.journal import JournalReader
from store.registry import Registry

log = logging.getLogger(__name__)

SILENT: Final = "gateway_silent"
EVERY: Final = 2.0
"""Seconds between looks for sites without their gateway."""


@dataclass
class StandIn:
    """Stands in for every gateway that is silent."""

    registry: Registry
    desk: Desk
    now: Now
    outward: Outward
    reader: Callable[[str], JournalReader]
    _standing_in: dict[str, Escalating] = field(default_factory=dict, init=False)
    _silent: frozenset[str] = field(default=frozenset(), init=False)
    _moves: int = field(default=-1, init=False)

    async def run(self) -> None:
        """Go on until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                try:
                    await self.go_on(tasks)
                except (StoreError, Conflict, NotFound) as error:
                    log.error("nobody stands in for silent gateways: %s", error)  # noqa: TRY400 - the sentence says it
                except Exception:  # a mistake of ours must not end the pages
                    log.exception("nobody stands in for silent gateways")
                await asyncio.sleep(EVERY)

    async def go_on(self, tasks: asyncio.TaskGroup) -> None:
        """Run the chains of the sites that are without a gateway now."""
        moves = self.registry.alerts.last_move()
        if moves != self._moves:
            self._silent, self._moves = await asyncio.to_thread(self._without_gateway), moves
        for site in self._standing_in.keys() - self._silent:
            log.info("the gateway of site %s calls for itself again", site)
            del self._standing_in[site]
        for site in self._silent:
            if site not in self._standing_in:
                log.warning("standing in for the gateway of site %s", site)
                self._standing_in[site] = self._escalating(site)
            await self._standing_in[site].go_on(tasks)

    def _without_gateway(self) -> frozenset[str]:
        standing = self.registry.alerts.open()
        return frozenset(alert.site for alert in standing if alert.situation == SILENT and alert.end is None)

    def _escalating(self, site_id: str) -> Escalating:
        site = self.registry.places.site(site_id)
        delivering = Delivering(site, self.registry, self.now, self.outward, Post(self.outward.outlets))
        return Escalating(site, self.registry, self.desk, self.now, delivering, lambda: self.reader(site_id).judged())
