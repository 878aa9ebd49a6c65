"""Watches the gateways from where pages are served: one that is silent cannot say so itself.

``look`` is all there is to decide; ``run`` repeats it. The situation is ``gateway_silent``, of the whole site: raised a
minute after the last sign of life, over with the next one. Several processes may watch: the same silence is one alert.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from alerts.desk import Desk
from api.health import ALIVE, GATEWAY
from care.alerts import Alert, End, Finding, Onset
from care.clock import Now
from care.errors import Conflict, StoreError
from gateway.coming_back import ComingBack
from store.registry import Heartbeat, Registry

log = logging.getLogger(__name__)

SITUATION: Final = "gateway_silent"
SOURCE: Final = "supervision"
"""The source of these alerts: no rule over events raises them."""
EVERY: Final = timedelta(seconds=5)


class GatewayWatch:
    """Raises and clears ``gateway_silent`` for each site whose gateway has ever shown a sign of life.

    It also brings back what was put aside for the site as a whole, which goes by the wall's clock.

    What was silent before ``began`` has a minute from then: after a stop of all, gateways and pages come back together.
    """

    def __init__(self, registry: Registry, desk: Desk, now: Now) -> None:
        self._registry = registry
        self._desk = desk
        self._now = now
        self._began = now()
        self._onsets: dict[str, datetime] = {}  # of what goes on, also when staff have closed it already

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            try:
                await asyncio.to_thread(self.look)
            except (StoreError, Conflict) as error:
                log.error("gateways are not watched: %s", error)  # noqa: TRY400 - the sentence says it
            await asyncio.sleep(EVERY.total_seconds())

    def look(self) -> list[Alert]:
        """Bring the desk in line with the heartbeats; give the alerts that changed."""
        beats = {
            name.removeprefix(GATEWAY): beat
            for name, beat in self._registry.heartbeats.all().items()
            if name.startswith(GATEWAY)
        }
        for alert in self._registry.alerts.open():
            if alert.situation == SITUATION and alert.end is None:
                self._onsets[alert.site] = alert.onset
        changed = []
        for site in beats:
            if ComingBack(self._registry, site).due(self._now(), _not_told) is not None:
                changed += self._desk.pass_time(site, {})  # a gateway that is silent does not do it
        for site, finding in self._findings(beats).items():
            for alert in self._desk.apply([finding], site, SOURCE):
                log.warning("gateway of site %s %s", site, "is silent" if alert.end is None else "beats again")
                changed.append(alert)
            if isinstance(finding, Onset):
                self._onsets[site] = finding.time
            else:
                del self._onsets[site]
        return changed

    def _findings(self, beats: Mapping[str, Heartbeat]) -> dict[str, Finding]:
        now = self._now()
        findings: dict[str, Finding] = {}
        for site, beat in beats.items():
            onset = self._onsets.get(site)
            if onset is None:
                if now - max(beat.at, self._began) > ALIVE:
                    findings[site] = Onset(SITUATION, None, None, beat.at + ALIVE)
            elif beat.at + ALIVE > onset:
                findings[site] = End(SITUATION, None, None, onset, max(beat.at, onset))
        return findings


def _not_told(_home: str) -> datetime | None:
    """Give the clock of a home: only its gateway goes by that."""
    return None
