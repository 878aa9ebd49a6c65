"""What a gateway finds out about its homes as equipment: which are silent together, and which cannot be judged."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from alerts.site_silence import SITE_SILENT, SiteSilence
from care.alerts import RULES, End, Finding, Onset
from store.registry import Registry

NOT_JUDGED: Final = "not_judged"


@dataclass
class Equipment:
    """The homes of one site; ``unjudged`` are those whose rules cannot run as their residents' parameters are."""

    registry: Registry
    site: str
    unjudged: set[str] = field(default_factory=set)
    _silence: SiteSilence = field(default_factory=SiteSilence)
    _wall_homes: frozenset[str] = frozenset()

    def take_up(self, wall_homes: Collection[str], silent: Mapping[str, datetime], now: datetime) -> list[Finding]:
        """Take up where the desk and the homes of the wall's time stand; give what is to be told of unjudged ones."""
        self._wall_homes = frozenset(wall_homes)
        of_site: datetime | None = None
        told: dict[str, datetime] = {}
        for alert in self.registry.alerts.going_on_or_hidden(self.site, {SITE_SILENT, NOT_JUDGED}):
            if alert.source == RULES and alert.situation == SITE_SILENT:
                of_site = alert.onset
            elif alert.source == RULES and alert.home:
                told[alert.home] = alert.onset
        self._silence.take_up(silent, of_site)
        return [
            *(Onset(NOT_JUDGED, home, None, now) for home in sorted(self.unjudged - told.keys())),
            *(End(NOT_JUDGED, home, None, told[home], now) for home in sorted(told.keys() - self.unjudged)),
        ]

    def add(self, findings: Collection[Finding], now: datetime) -> list[Finding]:
        """Give these findings and what follows from them for the site as a whole."""
        return self._silence.add(findings, self._wall_homes, now)
