"""What the journal knows of a home before an instant, as the rules about silence ask for it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from alerts.hearing import Gaps
from care.events import Event
from gateway.shown import Readings

KEPT: Final = 4
FEW: Final = 50
"""So many answers of at most so many events are kept for the next rule that asks the same."""


MOMENTS: Final = 4
"""So many answers about the newest events are kept."""


@dataclass
class JournalHistory:
    """One home's history (``alerts.hearing.History``); two rules that ask the same are answered by one reading."""

    reader: Readings
    home: str
    _last: dict[datetime, list[Event]] = field(default_factory=dict)
    _gaps: tuple[tuple[datetime, datetime], list[Gaps]] | None = field(default=None)
    _told: dict[object, list[Event]] = field(default_factory=dict)

    def last(self, before: datetime) -> list[Event]:
        """See History."""
        if before not in self._last:
            if len(self._last) >= MOMENTS:
                self._last.clear()
            self._last[before] = self.reader.last(self.home, before)
        return self._last[before]

    def gaps(self, since: datetime, until: datetime) -> list[Gaps]:
        """See History."""
        asked = (since, until)
        if self._gaps is None or self._gaps[0] != asked:
            self._gaps = (asked, [Gaps(*row) for row in self.reader.gaps(self.home, since, until)])
        return self._gaps[1]

    def told(
        self, quantities: Collection[str], since: datetime, until: datetime, devices: Collection[str] | None = None
    ) -> list[Event]:
        """See History."""
        asked = (frozenset(quantities), since, until, None if devices is None else frozenset(devices))
        if asked in self._told:
            return self._told[asked]
        told = self.reader.span(self.home, since, until, quantities, devices=devices)
        if len(told) <= FEW:
            if len(self._told) >= KEPT:
                self._told.clear()
            self._told[asked] = told
        return told
