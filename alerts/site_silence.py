"""Many homes silent at once are one alert: it is the broker, the network or the town's power, not the homes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from care.alerts import End, Finding, Onset

FEWEST: Final = 3
SHARE: Final = 0.5

HOME_SILENT: Final = "home_silent"
DEVICE_SILENT: Final = "device_silent"
SITE_SILENT: Final = "site_silent"


@dataclass
class SiteSilence:
    """Sifts what homes of the wall's time find: at least ``fewest`` and ``share`` of them silent is the site's silence.

    While it goes on, homes and devices raise no silence of their own, and silences of homes that were raised before
    are over, since the site's stands for them. When it is over, each home that is still silent raises one.
    Homes with clocks of their own are not of one time: they are never counted, and what they find is let through.
    """

    fewest: int = FEWEST
    share: float = SHARE
    going_on: datetime | None = None
    silent: dict[str, datetime] = field(default_factory=dict)
    """Since when each silent home is, by what its rule said."""
    _told: dict[str, datetime] = field(default_factory=dict)
    """The onset of the alert that stands for each home's silence."""

    def take_up(self, silent: Mapping[str, datetime], told: Mapping[str, datetime], going_on: datetime | None) -> None:
        """Take up where things stood: homes that are silent, alerts that go on, by home and of the site."""
        self.silent, self._told, self.going_on = dict(silent), dict(told), going_on

    def sift(self, findings: Iterable[Finding], homes: Collection[str], at: datetime) -> list[Finding]:
        """Give what is to be brought to the desk of these findings; ``homes`` are all of the wall's time."""
        let_through: list[Finding] = []
        ours: list[Finding] = []
        for finding in findings:
            counts = finding.home in homes and finding.situation in {HOME_SILENT, DEVICE_SILENT}
            (ours if counts else let_through).append(finding)
        if not ours:
            return let_through
        raised: list[Finding] = []
        for finding in ours:
            raised += self._note(finding)
        is_many = len(self.silent) >= max(self.fewest, self.share * len(homes))
        if is_many and self.going_on is None:
            return let_through + self._begin(at, raised)
        if is_many:
            return let_through + [finding for finding in raised if isinstance(finding, End)]
        if self.going_on is not None:
            return let_through + self._over(at, raised)
        return let_through + raised

    def _note(self, finding: Finding) -> list[Finding]:
        """Note whether a home is silent; give the finding, an end with the onset of the alert that it ends."""
        home = finding.home
        if finding.situation != HOME_SILENT or home is None:
            return [finding]
        if isinstance(finding, Onset):
            self.silent[home] = finding.time
            if self.going_on is None:
                self._told[home] = finding.time
            return [finding]
        self.silent.pop(home, None)
        told = self._told.pop(home, None)
        return [] if told is None else [End(HOME_SILENT, home, None, told, max(told, finding.time))]

    def _begin(self, at: datetime, raised: Iterable[Finding]) -> list[Finding]:
        self.going_on = at
        ends: list[Finding] = [f for f in raised if isinstance(f, End)]
        new = {f.home for f in raised if isinstance(f, Onset) and f.situation == HOME_SILENT}
        for home, onset in self._told.items():
            if home not in new:
                ends.append(End(HOME_SILENT, home, None, onset, max(onset, at)))
        self._told.clear()
        return [*ends, Onset(SITE_SILENT, None, None, at)]

    def _over(self, at: datetime, raised: Iterable[Finding]) -> list[Finding]:
        onset, self.going_on = self.going_on or at, None
        still: list[Finding] = []
        for home in sorted(self.silent):
            self._told[home] = at
            still.append(Onset(HOME_SILENT, home, None, at))
        return [*(f for f in raised if isinstance(f, End)), End(SITE_SILENT, None, None, onset, max(onset, at)), *still]
