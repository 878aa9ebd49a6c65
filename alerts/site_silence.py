"""Many homes silent at once are one alert: it is the broker, the network or the town's power, not the homes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from care.alerts import End, Finding, Onset

FEWEST: Final = 3
SHARE: Final = 0.5

HOME_SILENT: Final = "home_silent"
SITE_SILENT: Final = "site_silent"


@dataclass
class SiteSilence:
    """Finds that a site is silent: at least ``fewest`` and ``share`` of its homes of the wall's time are.

    Homes and devices are found silent all the same; while the site is, the desk hides them under its alert
    (``alerts.inhibition``). Homes with clocks of their own are not of one time: they never count.
    """

    fewest: int = FEWEST
    share: float = SHARE
    going_on: datetime | None = None
    silent: dict[str, datetime] = field(default_factory=dict)
    """Since when each silent home is, by what its rule said."""

    def take_up(self, silent: Mapping[str, datetime], going_on: datetime | None) -> None:
        """Take up where things stood: homes that are silent, and since when the site's alert goes on."""
        self.silent, self.going_on = dict(silent), going_on

    def add(self, findings: Collection[Finding], homes: Collection[str], at: datetime) -> list[Finding]:
        """Give these findings and what follows from them for the site; ``homes`` are all of the wall's time.

        Its onset comes before theirs, so that what it hides is never seen; its end after theirs.
        """
        if not self._note(findings, homes):
            return list(findings)
        is_many = len(self.silent) >= max(self.fewest, self.share * len(homes))
        if is_many and self.going_on is None:
            self.going_on = at
            return [Onset(SITE_SILENT, None, None, at), *findings]
        if not is_many and self.going_on is not None:
            onset, self.going_on = self.going_on, None
            return [*findings, End(SITE_SILENT, None, None, onset, max(onset, at))]
        return list(findings)

    def _note(self, findings: Iterable[Finding], homes: Collection[str]) -> bool:
        """Note which homes are silent; tell whether anything was said of that."""
        ours = [f for f in findings if f.situation == HOME_SILENT and f.home in homes]
        for finding in ours:
            home = finding.home or ""
            if isinstance(finding, Onset):
                self.silent[home] = finding.time
            else:
                self.silent.pop(home, None)
        return bool(ours)
